"""Numpy arrays and pandas frames, told apart without importing either library.

A value can only be an array if its library is already loaded, so the library is taken from
`sys.modules` and never imported here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

__all__ = ["columns_of", "differing_cells", "is_array", "is_pandas"]


def _belongs(cls: type, library: str, *names: str) -> bool:
    module = sys.modules.get(library)
    if module is None:
        return False
    return issubclass(cls, tuple(getattr(module, name) for name in names))


def is_array(cls: type) -> bool:
    """True for numpy's arrays and scalars."""
    return _belongs(cls, "numpy", "ndarray", "generic")


def is_pandas(cls: type) -> bool:
    """True for pandas frames, series and indexes."""
    return _belongs(cls, "pandas", "DataFrame", "Series", "Index")


def columns_of(value: Any) -> dict[str, Any]:
    """Open a frame, series or index into plain and numpy values, dtype included."""
    if hasattr(value, "columns"):
        names = list(value.columns)
        columns = [_values(value.iloc[:, at]) for at in range(len(names))]
        return {"columns": names, "index": _index(value.index), "data": columns}
    if hasattr(value, "index"):
        return {"name": value.name, "index": _index(value.index), **_values(value)}
    return _index(value)


def _index(index: Any) -> dict[str, Any]:
    return {"names": list(index.names), **_values(index)}


def _values(column: Any) -> dict[str, Any]:
    numpy = sys.modules["numpy"]
    plain = isinstance(column.dtype, numpy.dtype) and column.dtype.kind != "O"
    values = column.to_numpy() if plain else list(column.to_numpy(dtype=object))
    return {"dtype": str(column.dtype), "values": values}


def differing_cells(control: Any, candidate: Any) -> Iterator[tuple[tuple[int, ...], Any, Any]]:
    """Yield index, control and candidate of every cell that differs. Shape and dtype must agree.

    NaN equals NaN, NaT equals NaT, and -0.0 is not 0.0.
    """
    numpy = sys.modules["numpy"]
    differs = _mask(numpy, numpy.asarray(control), numpy.asarray(candidate))
    for index in zip(*numpy.nonzero(numpy.atleast_1d(differs)), strict=True):
        at = tuple(int(step) for step in index) if differs.ndim else ()
        yield at, numpy.asarray(control)[at], numpy.asarray(candidate)[at]


def _mask(numpy: Any, a: Any, b: Any) -> Any:
    if a.dtype.names:
        masks = [_mask(numpy, a[name], b[name]) for name in a.dtype.names]
        return numpy.logical_or.reduce(masks)
    differs = ~((a == b) | ((a != a) & (b != b)))  # noqa: PLR0124 - NaN and NaT
    if a.dtype.kind == "f":
        differs |= (a == 0) & (b == 0) & (numpy.signbit(a) != numpy.signbit(b))
    if a.dtype.kind == "c":
        differs |= _mask(numpy, a.real, b.real) | _mask(numpy, a.imag, b.imag)
    return numpy.asarray(differs)
