"""SQLAlchemy: rows by column, mapped instances by what is loaded of them, statements and tables."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from ...node import Node
from ..classes import name_of
from ..containers import record
from ..opening import opens, present

__all__ = ["PARTS", "know"]

PARTS = tuple(
    f"sqlalchemy.{part}"
    for part in ("engine.row", "sql.elements", "sql.schema", "orm.state", "orm.mapper")
)
"""Modules whose classes it knows; a program may import the mapper after its first statement."""


def know(_: Any) -> None:
    """Register what opens values of SQLAlchemy. Mapped instances are objects without their
    bookkeeping, `_sa_instance_state`, which is told by its name.
    """
    rows: Any = sys.modules.get("sqlalchemy.engine.row")
    if rows is not None:
        opens(rows.Row, own=True)(
            lambda value: record("sqlalchemy.engine.row.Row", list(value._fields), list(value))
        )
        opens(rows.RowMapping, own=True)(lambda value: Node(entries=dict(value.items())))
    state: Any = sys.modules.get("sqlalchemy.orm.state")
    if state is not None:
        opens(state.InstanceState, own=True)(lambda _: Node(fields={}))
    expressions: Any = sys.modules.get("sqlalchemy.sql.elements")
    if expressions is not None:
        opens(expressions.ClauseElement, own=True)(_clause)
    schema: Any = sys.modules.get("sqlalchemy.sql.schema")
    if schema is not None:
        opens(schema.Table, own=True)(_table)
        opens(schema.Column, own=True)(_column)
        opens(schema.MetaData, own=True)(lambda value: Node(entries=dict(value.tables)))
    mapping: Any = sys.modules.get("sqlalchemy.orm.mapper")
    if mapping is not None:
        opens(mapping.Mapper, own=True)(
            lambda value: Node(base=name_of(value.class_), fields={"table": value.local_table})
        )
        queried = sys.modules["sqlalchemy.orm.attributes"].QueryableAttribute
        opens(queried, own=True)(lambda value: Node(fields={"clause": value.__clause_element__()}))


def _clause(value: Any) -> Node:
    """Open a statement: its text alone hides types, options, and what another dialect would say.

    What makes two statements alike is SQLAlchemy's own cache key, for whatever changes what any
    dialect makes of a statement has to stand in it.
    """
    key = value._generate_cache_key()  # noqa: SLF001 - the library's own test of likeness
    if key is None:
        return Node(opaque="SQLAlchemy has no cache key for a part of it; a type may lack cache_ok")
    compiled = value.compile()
    fields = {"params": dict(compiled.params), "key": _plain(key.key)}
    options = getattr(value, "_execution_options", None)
    if options:
        fields["execution_options"] = dict(options)
    return Node(base=str(compiled), fields=fields)


def _plain(part: Any) -> Any:
    """Give a cache key as plain values; its mappings are immutable ones of C, or proxies."""
    if isinstance(part, tuple):
        return tuple(_plain(one) for one in part)
    if isinstance(part, Mapping):
        return {name: _plain(held) for name, held in part.items()}
    return part


_OF_COLUMN = ("key", "nullable", "primary_key", "unique", "index", "autoincrement", "comment")
_MADE = ("default", "onupdate", "server_default", "server_onupdate", "identity", "computed")


def _column(value: Any) -> Node:
    fields: dict[str, Any] = {name: getattr(value, name, None) for name in _OF_COLUMN}
    fields["type"] = _type(value.type)
    fields["references"] = sorted(one.target_fullname for one in value.foreign_keys) or None
    for name in _MADE:
        held = getattr(value, name, None)
        if held is not None:
            fields[name] = _made(held)
    if value.info:
        fields["info"] = dict(value.info)
    return Node(base=str(value), fields=present(fields))


def _made(held: Any) -> Any:
    """Give what fills a column: a value, a function, a text of SQL, the words of a sequence."""
    for name in ("arg", "sqltext"):
        if hasattr(held, name):
            return getattr(held, name)
    return repr(held)


def _type(value: Any) -> str:
    return f"{name_of(type(value))}: {value!r}"


def _table(value: Any) -> Node:
    fields: dict[str, Any] = {
        "columns": list(value.columns),
        "constraints": sorted(map(_constraint, value.constraints)),
        "indexes": sorted(
            (str(one.name), bool(one.unique), [str(part) for part in one.expressions])
            for one in value.indexes
        ),
        "comment": value.comment,
        "options": {str(name): repr(held) for name, held in value.dialect_kwargs.items()} or None,
        "info": dict(value.info) or None,
    }
    return Node(base=value.fullname, fields=present(fields))


def _constraint(one: Any) -> str:
    columns = [column.name for column in getattr(one, "columns", ())]
    targets = [element.target_fullname for element in getattr(one, "elements", ())]
    parts = (type(one).__name__, one.name, columns, targets, str(getattr(one, "sqltext", "")))
    return repr((*parts, getattr(one, "ondelete", None), getattr(one, "onupdate", None)))
