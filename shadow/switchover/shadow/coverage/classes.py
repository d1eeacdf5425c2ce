"""Classes of inputs: which kinds of values a corpus has often, once, or never. Pure.

A place in the input (`$.args[0].lines[*].count`) has classes by what stands there: its type, sign,
size. Never is told only against what is seen there: who passes whole numbers and never a negative
one may want to; who passes none at all need not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .record import InputClass

__all__ = ["Classes"]

DEPTH = 4
"""Levels of a value that are looked at."""
MOST_PATHS = 200
"""Places that are counted; a dict of many keys is a table, not a form."""
MOST_ITEMS = 50
"""Items of one list that are looked at."""

_EXPECTED: dict[str, tuple[str, ...]] = {
    "int": ("negative", "zero", "positive"),
    "float": ("negative", "zero", "positive", "fraction"),
    "str": ("empty", "ASCII", "not ASCII"),
    "sequence": ("empty", "one item", "several items"),
    "mapping": ("empty", "filled"),
    "bool": ("True", "False"),
}
"""By the kind of what stands at a place, the classes that it may have."""


class Classes:
    """Counts the classes of inputs."""

    def __init__(self) -> None:
        self._seen: dict[str, Counter[str]] = {}
        self._kinds: dict[str, set[str]] = {}

    def add(self, args: Iterable[Any], kwargs: Mapping[str, Any]) -> None:
        """Count one input."""
        found: set[tuple[str, str, str]] = set()
        for at, value in enumerate(args):
            found.update(_classes(f"$.args[{at}]", value, DEPTH))
        for name, value in kwargs.items():
            found.update(_classes(f"$.kwargs.{name}", value, DEPTH))
        for path, kind, name in found:
            if path not in self._seen:
                if len(self._seen) >= MOST_PATHS:
                    continue
                self._seen[path], self._kinds[path] = Counter(), set()
            self._seen[path][name] += 1
            self._kinds[path].add(kind)

    def rare(self) -> Iterator[InputClass]:
        """Give the classes that the inputs have once or never, by place."""
        for path, seen in sorted(self._seen.items()):
            expected = [
                name for kind in sorted(self._kinds[path]) for name in _EXPECTED.get(kind, ())
            ]
            for name in dict.fromkeys([*expected, *seen]):
                if seen[name] <= 1:
                    yield InputClass(path=path, name=name, inputs=seen[name])


def _classes(path: str, value: Any, depth: int) -> Iterator[tuple[str, str, str]]:
    """Give place, kind and class of a value and of its parts."""
    kind, name = _kind(value)
    yield path, kind, name
    if depth == 0:
        return
    if kind == "mapping":
        for key, part in list(value.items())[:MOST_ITEMS]:
            step = f".{key}" if isinstance(key, str) and key.isidentifier() else "[*]"
            yield from _classes(path + step, part, depth - 1)
    elif kind == "sequence":
        for part in list(value)[:MOST_ITEMS]:
            yield from _classes(f"{path}[*]", part, depth - 1)


def _kind(value: Any) -> tuple[str, str]:
    """Give the kind of a value, and its class within it."""
    exact = type(value)
    if value is None:
        return "None", "None"
    if exact is bool:
        return "bool", str(value)
    if exact is int:
        return "int", _sign(value)
    if exact is float:
        return "float", _float(value)
    if exact is str:
        return "str", "empty" if not value else "ASCII" if value.isascii() else "not ASCII"
    if exact is dict:
        return "mapping", "filled" if value else "empty"
    if exact in _SEQUENCES:
        return "sequence", ("empty", "one item", "several items")[min(len(value), 2)]
    return "other", exact.__qualname__


_SEQUENCES = frozenset({list, tuple, set, frozenset, bytes, bytearray})


def _sign(value: float) -> str:
    return "negative" if value < 0 else "positive" if value else "zero"


def _float(value: float) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "infinite"
    return "fraction" if value % 1 else _sign(value)
