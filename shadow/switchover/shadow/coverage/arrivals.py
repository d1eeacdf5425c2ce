"""Tells of code that comes to life while a side runs: of a module, or of a function made of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType
from typing import Any, Final
from weakref import WeakSet

__all__ = ["Arrivals"]


class Arrivals:
    """Hears of code that is executed or given to a function, but for what functions make.

    Args:
        came: Is called with it.
    """

    def __init__(self, came: Callable[[CodeType], None]) -> None:
        self.came = came
        _LISTENING.add(self)
        if not _HOOKED:
            _HOOKED.append(True)
            sys.addaudithook(_heard)

    def close(self) -> None:
        """Hear of nothing more."""
        _LISTENING.discard(self)


_LISTENING: Final = WeakSet[Arrivals]()
_HOOKED: Final = list[bool]()
"""An interpreter's hook cannot be taken out again: one serves all."""
_AT: Final = {"exec": 0, "function.__new__": 0, "object.__setattr__": 2}
"""By what is told, where the code stands."""


def _heard(event: str, args: tuple[Any, ...]) -> None:
    at = _AT.get(event)
    if at is None or not _LISTENING:
        return
    code = args[at] if at < len(args) else None
    if type(code) is CodeType:
        for one in tuple(_LISTENING):
            one.came(code)
