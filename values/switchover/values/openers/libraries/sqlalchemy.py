"""SQLAlchemy: rows by column, mapped instances by what is loaded of them."""

from __future__ import annotations

import sys
from typing import Any

from ...node import Node
from ..containers import record
from ..opening import opens

__all__ = ["know"]


def know(_: Any) -> None:
    """Register what opens values of SQLAlchemy. Mapped instances are objects without their
    bookkeeping, `_sa_instance_state`, which is told by its name.
    """
    rows: Any = sys.modules.get("sqlalchemy.engine.row")
    if rows is not None:
        opens(rows.Row, whole=True)(
            lambda value: record("sqlalchemy.engine.row.Row", list(value._fields), list(value))
        )
        opens(rows.RowMapping, whole=True)(lambda value: Node(entries=dict(value.items())))
    state: Any = sys.modules.get("sqlalchemy.orm.state")
    if state is not None:
        opens(state.InstanceState, whole=True)(lambda _: Node(fields={}))
    expressions: Any = sys.modules.get("sqlalchemy.sql.elements")
    if expressions is not None:
        opens(expressions.ClauseElement, whole=True)(_clause)


def _clause(value: Any) -> Node:
    compiled = value.compile()
    return Node(base=str(compiled), fields={"params": dict(compiled.params)})
