"""When two scalars of one exact type are equal."""

from __future__ import annotations

import datetime as dt
import math
import operator
from collections.abc import Callable
from typing import Any, Final

__all__ = ["ABSENT", "EXACT", "SAME", "is_number"]

ABSENT: Final[Any] = object()
"""Stands for a value that is not there."""

EXACT: Final[frozenset[type]] = frozenset({str, int, bool, type(None), bytes})
"""Types for which `==` on two values of that type is the whole truth."""


def _same_float(a: float, b: float) -> bool:
    """NaN is NaN; -0.0 is not 0.0."""
    if math.isnan(a):
        return math.isnan(b)
    return a == b and math.copysign(1.0, a) == math.copysign(1.0, b)


def _same_complex(a: complex, b: complex) -> bool:
    return _same_float(a.real, b.real) and _same_float(a.imag, b.imag)


def _same_moment(a: dt.datetime, b: dt.datetime) -> bool:
    """Equal local time, fold and offset from UTC; a zone's name is not looked at."""
    naive = a.replace(tzinfo=None) == b.replace(tzinfo=None)
    return naive and a.fold == b.fold and a.utcoffset() == b.utcoffset()


def _same_time(a: dt.time, b: dt.time) -> bool:
    naive = a.replace(tzinfo=None) == b.replace(tzinfo=None)
    return naive and a.fold == b.fold and a.utcoffset() == b.utcoffset()


SAME: Final[dict[type, Callable[[Any, Any], bool]]] = {
    **dict.fromkeys((*EXACT, bytearray, dt.date, dt.timedelta, type(...)), operator.eq),
    type(NotImplemented): operator.is_,
    float: _same_float,
    complex: _same_complex,
    dt.datetime: _same_moment,
    dt.time: _same_time,
}


def is_number(value: object) -> bool:
    """True for what a tolerance can measure: real numbers, but no bool."""
    if isinstance(value, int | float):
        return not isinstance(value, bool)
    return (
        hasattr(value, "__float__") and hasattr(value, "__sub__") and not hasattr(value, "__len__")
    )
