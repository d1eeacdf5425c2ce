"""pyarrow: tables, batches, arrays, scalars, schemas. Chunks and slices are no part of a value."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ...node import Node
from ..opening import opens

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["cells", "is_cut", "know"]


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
    """Give the cells as Python values; of moments, which may be finer, the numbers as texts.

    Raises:
        TypeError: They are of a union that its values do not tell.
    """
    pyarrow = sys.modules["pyarrow"]
    kind = value.type
    if pyarrow.types.is_dictionary(kind):
        value, kind = value.cast(kind.value_type), kind.value_type
    if any(pyarrow.types.is_union(one) for one in _kinds(kind)):
        return _of_union(pyarrow, value)
    plain = _plain(pyarrow, kind)
    if plain != kind:
        value = value.cast(plain).cast(_plain(pyarrow, kind, pyarrow.string()))
    return value.as_py() if isinstance(value, pyarrow.Scalar) else value.to_pylist()


def _kinds(kind: Any) -> Iterator[Any]:
    """Go over a type and those that it is made of."""
    yield kind
    inner = [kind.value_type] if hasattr(kind, "index_type") else []
    for one in (*inner, *(kind.field(i).type for i in range(kind.num_fields))):
        yield from _kinds(one)


def is_cut(kind: Any) -> bool:
    """Say whether Python's values of a type have less than Arrow's: of times the nanoseconds."""
    return any(str(one) == "time64[ns]" for one in _kinds(kind))


def _plain(pyarrow: Any, kind: Any, text: Any = None) -> Any:
    """Give a type with whole numbers in the place of moments, however deep, or with texts of them.

    As texts, since no rule for numbers is meant for moments.
    """
    types = pyarrow.types
    if types.is_date32(kind) or types.is_time32(kind):
        return text or pyarrow.int32()
    if types.is_temporal(kind) and not types.is_interval(kind):
        return text or pyarrow.int64()
    if isinstance(kind, pyarrow.BaseExtensionType):
        return kind
    inner = [kind.field(i) for i in range(kind.num_fields)]
    made = [field.with_type(_plain(pyarrow, field.type, text)) for field in inner]
    if made == inner:
        return kind
    if types.is_struct(kind):
        return pyarrow.struct(made)
    if types.is_map(kind):
        return pyarrow.map_(
            kind.key_field.with_type(made[0].type.field(0).type), made[0].type.field(1)
        )
    if types.is_fixed_size_list(kind):
        return pyarrow.list_(made[0], kind.list_size)
    return (pyarrow.large_list if types.is_large_list(kind) else pyarrow.list_)(made[0])


def _of_union(pyarrow: Any, value: Any) -> Any:
    """Give each value with the code of its type: two types may have the same values."""
    if not pyarrow.types.is_union(value.type) or any(
        pyarrow.types.is_union(one) or pyarrow.types.is_temporal(one)
        for one in [*_kinds(value.type)][1:]
    ):
        raise TypeError("what a union within a value holds cannot be told")
    if isinstance(value, pyarrow.Scalar):
        return value.type_code, value.as_py()
    chunks = value.chunks if isinstance(value, pyarrow.ChunkedArray) else [value]
    return [pair for one in chunks for pair in zip(one.type_codes.to_pylist(), one.to_pylist())]
