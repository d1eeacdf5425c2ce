"""The built-in functions as they were at the start, for the worker's own code.

A side may replace `builtins.len` or `vars`. What it replaced stays so for the side, and is put
aside while the worker's own code runs: an encoder that believed a replaced `vars` could find
nothing in two different objects.
"""

from __future__ import annotations

import builtins
import contextlib
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Builtins"]

_WATCHED = """
    __build_class__ __import__ abs all any bool bytearray bytes callable chr classmethod complex
    delattr dict dir divmod enumerate filter float format frozenset getattr globals hasattr hash id
    int isinstance issubclass iter len list map max memoryview min next object ord pow property
    range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars
    zip BaseException Exception AttributeError KeyError IndexError LookupError TypeError ValueError
    RuntimeError RecursionError MemoryError OverflowError StopIteration NotImplementedError
"""
_NAMES = tuple(_WATCHED.split())


class Builtins:
    """Tells whether a side has replaced a built-in, and sets the own ones for a while."""

    def __init__(self) -> None:
        self._live: dict[str, Any] = builtins.__dict__
        self._kept = dict(self._live)
        self._pick: Callable[[Any], tuple[Any, ...]] = itemgetter(*_NAMES)
        self._picked = self._pick(self._live)
        self._same = _same

    def are_replaced(self) -> bool:
        try:
            return not self._same(self._pick(self._live), self._picked)
        except self._kept["BaseException"]:  # one is missing, or compares in a way of its own
            return True

    @contextlib.contextmanager
    def own(self) -> Iterator[None]:
        """Work with the kept ones, and give back what the side had set."""
        live = self._live
        theirs = self._kept["dict"](live)
        live.update(self._kept)
        try:
            yield
        finally:
            live.clear()
            live.update(theirs)


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return one == other
