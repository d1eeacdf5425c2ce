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
    opens(pyarrow.DataType)(_type)
    opens(pyarrow.Buffer)(lambda value: Node(base=value.to_pybytes()))


def _metadata(value: Any) -> dict[str, Any]:
    return {"metadata": dict(value.metadata)} if value.metadata else {}


def _field(value: Any) -> Node:
    fields = {"name": value.name, "type": value.type, "nullable": value.nullable}
    return Node(fields={**fields, **_metadata(value)})


def _type(value: Any) -> Node:
    """Give its text, and what that leaves out: inner metadata, what an extension bears."""
    told: dict[str, Any] = {}
    if isinstance(value, sys.modules["pyarrow"].BaseExtensionType):
        told["storage"] = value.storage_type
        if hasattr(value, "__arrow_ext_serialize__"):
            told["extension"] = value.__arrow_ext_serialize__()
    inner = [value.field(i) for i in range(value.num_fields)]
    if any(_bears(field) for field in inner):
        told["inner"] = inner
    return Node(base=str(value), fields=told or None)


def _bears(field: Any) -> bool:
    kind = field.type
    return (
        bool(field.metadata)
        or isinstance(kind, sys.modules["pyarrow"].BaseExtensionType)
        or any(_bears(kind.field(i)) for i in range(kind.num_fields))
    )


def _schema(value: Any) -> Node:
    return Node(items=list(value), fields=_metadata(value) or None)


def _table(value: Any) -> Node:
    return Node(fields={"schema": value.schema, "data": [cells(c) for c in value.columns]})


def _array(value: Any) -> Node:
    return Node(fields={"dtype": value.type, "values": cells(value)})


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
