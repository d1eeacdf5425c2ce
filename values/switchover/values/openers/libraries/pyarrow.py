"""pyarrow: tables, batches, arrays, scalars, schemas. Chunks and slices are no part of a value."""

from __future__ import annotations

import sys
from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["know"]


def know(pyarrow: Any) -> None:
    """Register what opens values of pyarrow."""
    opens(pyarrow.Table, pyarrow.RecordBatch)(_table)
    opens(pyarrow.Array, pyarrow.ChunkedArray, pyarrow.Scalar)(_array)
    opens(pyarrow.Schema)(_schema)
    opens(pyarrow.Field)(_field)
    opens(pyarrow.DataType)(lambda value: Node(base=str(value)))
    opens(pyarrow.Buffer)(lambda value: Node(base=value.to_pybytes()))


def _metadata(value: Any) -> dict[str, Any]:
    return {"metadata": dict(value.metadata)} if value.metadata else {}


def _field(value: Any) -> Node:
    fields = {"name": value.name, "type": str(value.type), "nullable": value.nullable}
    return Node(fields={**fields, **_metadata(value)})


def _schema(value: Any) -> Node:
    return Node(items=list(value), fields=_metadata(value) or None)


def _table(value: Any) -> Node:
    return Node(fields={"schema": value.schema, "data": [cells(c) for c in value.columns]})


def _array(value: Any) -> Node:
    return Node(fields={"dtype": str(value.type), "values": cells(value)})


def cells(value: Any) -> Any:
    """Give the cells as Python values; of moments, which may be finer, the numbers."""
    pyarrow = sys.modules["pyarrow"]
    kind = value.type
    if pyarrow.types.is_dictionary(kind):
        value, kind = value.cast(kind.value_type), kind.value_type
    if pyarrow.types.is_date32(kind) or pyarrow.types.is_time32(kind):
        value = value.cast("int32")
    elif pyarrow.types.is_temporal(kind) and not pyarrow.types.is_interval(kind):
        value = value.cast("int64")
    return value.as_py() if isinstance(value, pyarrow.Scalar) else value.to_pylist()
