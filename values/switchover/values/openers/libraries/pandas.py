"""pandas: frames, series, indexes, extension arrays, and its moments and spans.

A frame is its columns, index, data by column, and `attrs`; how its blocks lie in memory is no
part of it.
"""

from __future__ import annotations

import sys
from typing import Any

from ...arrays import BETWEEN, joined_texts, texts
from ...node import Node
from ..opening import opens
from ..scalars import is_kept

__all__ = ["know"]

_OF_FRAME = ("_mgr", "_item_cache", "_attrs", "_flags", "_cacher", "_is_copy")
_OF_SERIES = (*_OF_FRAME, "_name", "_index", "_subtyp")
_OF_INDEX = (
    "_cache", "_data", "_name", "_names", "_id", "_levels", "_codes", "sortorder", "_range",
    "_references", "_freq", "_engine", "_no_setting_name", "_sortorder",
)  # fmt: skip

_OF_SPAN = ("_d", "_h", "_m", "_s", "_ms", "_us", "_ns", "_seconds", "_microseconds")


def know(pandas: Any) -> None:
    """Register what opens values of pandas."""
    opens(pandas.DataFrame, without=_OF_FRAME)(_frame)
    opens(pandas.Series, without=_OF_SERIES)(_series)
    opens(pandas.Index, without=_OF_INDEX)(lambda value: Node(fields=_index(value)))
    opens(pandas.api.extensions.ExtensionArray, own=True)(_extension)
    opens(pandas.api.extensions.ExtensionDtype, own=True)(_dtype)
    opens(pandas.Timestamp)(_timestamp)
    opens(pandas.Timedelta, without=_OF_SPAN)(
        lambda value: Node(base=value.isoformat(), fields=_unit(value))
    )
    opens(pandas.Period)(lambda value: Node(base=str(value), fields={"freq": value.freqstr}))
    opens(pandas.Interval)(_interval)
    opens(type(pandas.NaT), type(pandas.NA), own=True)(lambda value: Node(base=str(value)))
    opens(pandas.tseries.offsets.BaseOffset, own=True)(_offset)


def _frame(value: Any) -> Node:
    columns = value.columns
    data = [_column(column) for _, column in sys.modules["pandas"].DataFrame.items(value)]
    fields = {"columns": _labels(columns), "index": _index(value.index), "data": data}
    return Node(fields={**fields, **_marks(value)})


def _series(value: Any) -> Node:
    fields = {"name": value.name, "index": _index(value.index), **_column(value)}
    return Node(fields={**fields, **_marks(value)})


def _marks(value: Any) -> dict[str, Any]:
    """Give what a frame or series bears beside its data, where it bears any."""
    found: dict[str, Any] = {}
    if value.attrs:
        found["attrs"] = dict(value.attrs)
    if not value.flags.allows_duplicate_labels:
        found["allows_duplicate_labels"] = False
    return found


def _labels(columns: Any) -> Node:
    fields = _index(columns)
    values = fields.pop("values", None)
    if isinstance(values, dict) and "categories" in values:  # the labels say only those in use
        fields.update(categories=values["categories"], ordered=values["ordered"])
    items = list(columns.to_numpy(dtype=object))
    return Node(type="pandas.Index", items=items, fields=fields)


def _index(index: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"names": list(index.names)}
    if index.nlevels > 1:
        fields["dtype"] = [str(dtype) for dtype in index.dtypes]
        levels = [index.get_level_values(at) for at in range(index.nlevels)]
        fields["values"] = [values_of(level) for level in levels]
        return fields
    freq = getattr(index, "freq", None)
    if freq is not None and index.dtype.kind in "Mm":
        fields["freq"] = freq.freqstr
    return {**fields, **_column(index)}


def _column(column: Any) -> dict[str, Any]:
    dtype = column.dtype
    own = type(dtype).__module__.partition(".")[0] in ("numpy", "pandas")
    return {"dtype": str(dtype) if own else dtype, "values": values_of(column)}


def values_of(column: Any) -> Any:
    """Give the cells of a column, index or extension array: a numpy array, a list, or parts."""
    dtype = column.dtype
    kind = getattr(dtype, "kind", "O")
    if type(dtype).__module__.partition(".")[0] == "numpy":
        return list(column.to_numpy()) if kind == "O" else column.to_numpy()
    held = getattr(column, "array", column)
    if type(dtype).__name__ == "ArrowDtype":
        from .pyarrow import cells, is_cut

        arrow = held._pa_array  # noqa: SLF001 - the data itself; pandas' own users read it too
        if is_cut(arrow.type):
            return cells(arrow)
    if hasattr(dtype, "categories"):
        categories = _index(dtype.categories)
        codes = _counts(held.codes)
        return {"codes": codes, "categories": categories, "ordered": bool(dtype.ordered)}
    if hasattr(dtype, "tz"):
        return _numbers(held).view(f"M8[{dtype.unit}]")
    if type(dtype).__name__ == "PeriodDtype":
        return _counts(_numbers(held))
    if type(dtype).__name__ == "StringDtype":
        return _strings(held)
    if type(dtype).__name__ == "IntervalDtype":
        return {"left": values_of(held.left), "right": values_of(held.right)}
    return list(column.to_numpy(dtype=object))


def _numbers(held: Any) -> Any:
    """Give the whole numbers behind moments or periods."""
    return held.asi8 if hasattr(held, "asi8") else held.astype("int64")


def _counts(numbers: Any) -> Any:
    """Give whole numbers that stand for something else as texts: no rule for numbers is meant."""
    return texts(list(map(str, numbers.tolist())), [], "")


def _strings(held: Any) -> Any:
    """Give the texts of a column; the same however they are held."""
    arrow = getattr(held, "_pa_array", None)
    found = None if arrow is None else _of_arrow(held, arrow)
    return _of_objects(held) if found is None else found


def _of_arrow(held: Any, arrow: Any) -> Node | None:
    """Join the texts of an Arrow array without making a Python object of each."""
    pyarrow = sys.modules["pyarrow"]
    missing = held.isna().nonzero()[0].tolist() if arrow.null_count else []
    filled = arrow.fill_null("") if missing else arrow
    whole = filled.cast(pyarrow.large_string()).combine_chunks()
    if isinstance(whole, pyarrow.ChunkedArray):
        return None
    one = pyarrow.ListArray.from_arrays([0, len(whole)], whole)
    between = pyarrow.scalar(BETWEEN, pyarrow.large_string())
    joined = pyarrow.compute.binary_join(one, between)[0].as_py()
    return joined_texts(joined, len(whole), missing, _mark(held) if missing else "")


def _mark(held: Any) -> str:
    """Give what a column of texts has where it has none."""
    return "nan" if held.dtype.na_value is not sys.modules["pandas"].NA else "pandas.NA"


def _of_objects(held: Any) -> Any:
    items = held.to_numpy(dtype=object).tolist()
    places: list[int] = []
    try:
        found = texts(items, places, "")
    except TypeError:  # some are missing
        places = held.isna().nonzero()[0].tolist()
        for at in places:
            items[at] = ""
        found = texts(items, places, _mark(held))
    return list(held.to_numpy(dtype=object)) if found is None else found


def _extension(value: Any) -> Node:
    return Node(fields=_column(value))


def _dtype(value: Any) -> Node:
    fields = {}
    if hasattr(value, "categories"):
        categories = value.categories
        fields = {
            "categories": None if categories is None else _index(categories),
            "ordered": value.ordered,
        }
    return Node(base=str(value), fields=fields or None)


def _timestamp(value: Any) -> Node:
    fields = {**_unit(value), **({"fold": 1} if value.fold else {})}
    if is_kept(value.tzinfo):
        fields["tzinfo"] = value.tzinfo
    return Node(base=value.isoformat(), fields=fields)


def _unit(value: Any) -> dict[str, Any]:
    """Give how fine a moment or span counts, as the dtype of a column says it; pandas 2 on."""
    return {"unit": value.unit} if hasattr(value, "unit") else {}


def _interval(value: Any) -> Node:
    return Node(fields={"left": value.left, "right": value.right, "closed": value.closed})


def _offset(value: Any) -> Node:
    fields: dict[str, Any] = {"n": value.n, "normalize": value.normalize}
    fields.update(value.kwds)
    return Node(base=value.freqstr, fields=fields)
