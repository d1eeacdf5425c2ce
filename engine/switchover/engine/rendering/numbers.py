"""Numbers as templates meet them: what came through JSON is a float there.

The public engine keeps rows, signals and configurations as JSON, and its templates read every
number in them as a 64-bit float: one compares with `0.9` whether or not it is whole, and a large
one prints as `1.5e+06`. What is computed on the spot, such as the index of an item, is whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["JsonNumbers", "as_floats", "as_written"]

EXACT: Final = 2**53
"""Whole floats below are the same number as a whole one. **Source:** IEEE 754, binary64."""
KEPT: Final = 256


def as_floats(value: Any) -> Any:
    """Return a copy of plain data in which every number is a float, and every text is data."""
    if isinstance(value, str):
        return value if type(value) is str else str(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _float(value)
    if isinstance(value, Mapping):
        return {key: as_floats(item) for key, item in value.items()}
    return [as_floats(item) for item in value] if isinstance(value, list | tuple) else value


def as_written(value: Any) -> Any:
    """Return what a template made of maps and lists as JSON would write it: 3.0 as 3."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < EXACT else value
    if isinstance(value, Mapping):
        return {key: as_written(item) for key, item in value.items()}
    return [as_written(item) for item in value] if isinstance(value, list | tuple) else value


def _float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


class JsonNumbers:
    """Turns numbers into floats, once for each value however often it is asked for by its key.

    What was given last for a key is kept and must not change: rows never do.
    """

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, tuple[Any, Any]] = {}

    def __call__(self, key: str, value: Any) -> Any:
        """Return plain data with floats for numbers; another value under the key goes before."""
        if not isinstance(value, Mapping | list):
            return as_floats(value)
        known = self._known.pop(key, None)
        if known is None or known[0] is not value:
            known = (value, as_floats(value))
        if len(self._known) >= KEPT:
            del self._known[next(iter(self._known))]
        self._known[key] = known
        return known[1]
