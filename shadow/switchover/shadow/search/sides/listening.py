"""Hears, while a side answers, what its sources put together before they compare it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any, Final

from switchover.values.worker import MOST_READ, SETTLED, Settler, keeper

from ..knowledge.composed import Composed

__all__ = ["ListeningSide"]

LONGEST: Final = 60
MOST_READS: Final = 200
"""Times that one line is listened to in a call."""


class ListeningSide:
    """The side, listened to: what it compares names with is told by `hear`.

    Args:
        side: The side.
        places: By file, what is put together there.
        hear: Takes the names that a text was compared with, and the text.
    """

    def __init__(
        self,
        side: Callable[..., Any],
        places: Mapping[str, Sequence[Composed]],
        hear: Callable[[frozenset[str], str], None],
    ) -> None:
        self._side, self._hear = side, hear
        self._lines: dict[str, dict[int, list[Composed]]] = {}
        for file, found in places.items():
            for one in found:
                self._lines.setdefault(file, {}).setdefault(one.line, []).append(one)
        self._settler = Settler(keeper(), MOST_READ)
        self._reads: dict[tuple[str, int], int] = {}

    def __enter__(self) -> ListeningSide:
        return self

    def __exit__(self, *_: object) -> None:
        self._settler.close()  # its event loop holds descriptors

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        self._reads.clear()
        before = sys.gettrace(), threading.gettrace()
        threading.settrace(self._called)
        sys.settrace(self._called)
        try:
            value = self._side(*args, **kwargs)
            return value if type(value) in SETTLED else self._settler.settled(value)
        finally:
            sys.settrace(before[0])
            threading.settrace(before[1])

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        return self._stepped if frame.f_code.co_filename in self._lines else None

    def _stepped(self, frame: FrameType, event: str, _argument: Any) -> Any:
        file, line = frame.f_code.co_filename, frame.f_lineno
        found = self._lines[file].get(line) if event == "line" else None
        if found is not None:
            times = self._reads[file, line] = self._reads.get((file, line), 0) + 1
            if times <= MOST_READS:
                for one in found:
                    self._read(one, frame)
        return self._stepped

    def _read(self, one: Composed, frame: FrameType) -> None:
        try:
            value = eval(one.code, frame.f_globals, frame.f_locals)  # noqa: S307 - its own text
        except Exception:  # noqa: BLE001 - a name is not bound yet, or refuses
            return
        if type(value) is str and 0 < len(value) <= LONGEST:
            self._hear(one.names, value)
