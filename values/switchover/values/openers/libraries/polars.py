"""polars: frames, series, lazy frames, expressions, and its types."""

from __future__ import annotations

import sys
from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["know"]


def know(polars: Any) -> None:
    """Register what opens values of polars."""
    opens(polars.DataFrame, own=True)(_frame)
    opens(polars.Series, own=True)(_series)
    opens(polars.LazyFrame, own=True)(lambda value: Node(base=value.serialize()))
    opens(polars.Expr, own=True)(lambda value: Node(base=value.meta.serialize()))
    opens(polars.DataType, type(polars.Int64), own=True)(_type)


def _frame(value: Any) -> Node:
    columns = [_column(column) for column in value.get_columns()]
    return Node(fields={"columns": list(value.columns), "data": columns})


def _series(value: Any) -> Node:
    return Node(fields={"name": value.name, **_column(value)})


def _column(series: Any) -> dict[str, Any]:
    # Moments are finer than Python's, so that their numbers count: chunks and flags do not.
    polars = sys.modules["polars"]
    plain = _plain(polars, series.dtype)
    cells = series
    if plain != series.dtype:
        cells = series.cast(plain).cast(_plain(polars, series.dtype, polars.String()))
    return {"dtype": str(series.dtype), "values": cells.to_list()}


def _plain(polars: Any, dtype: Any, text: Any = None) -> Any:
    """Give a type with whole numbers in the place of moments, however deep, or with texts of them.

    As texts, since no rule for numbers is meant for moments. What else has numbers behind it keeps
    its values: those of a category are the process's own.
    """
    if isinstance(dtype, polars.Date):
        return text or polars.Int32()
    if isinstance(dtype, (polars.Datetime, polars.Duration, polars.Time)):
        return text or polars.Int64()
    if isinstance(dtype, polars.List):
        return polars.List(_plain(polars, dtype.inner, text))
    if isinstance(dtype, polars.Array):
        return polars.Array(_plain(polars, dtype.inner, text), dtype.size)
    if isinstance(dtype, polars.Struct):
        return polars.Struct({one.name: _plain(polars, one.dtype, text) for one in dtype.fields})
    return dtype


def _type(value: Any) -> Node:
    return Node(type="polars.DataType", base=str(value))
