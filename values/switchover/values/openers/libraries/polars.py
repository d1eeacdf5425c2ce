"""polars: frames, series, lazy frames, expressions, and its types."""

from __future__ import annotations

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
    cells = series.to_physical() if _is_temporal(str(series.dtype)) else series
    return {"dtype": str(series.dtype), "values": cells.to_list()}


def _is_temporal(dtype: str) -> bool:
    return any(name in dtype for name in ("Date", "Time", "Duration"))


def _type(value: Any) -> Node:
    return Node(type="polars.DataType", base=str(value))
