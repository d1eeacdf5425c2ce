"""Telling how far a run is."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Final

__all__ = ["PROGRESS_S", "ShadowProgress"]

PROGRESS_S: Final = 0.1
"""Seconds between two reports of progress."""


class ShadowProgress:
    """Calls back ten times a second at most, and once at the end; no more once it has raised."""

    def __init__(self, callback: Callable[[int], None] | None, say: Callable[[str], None]) -> None:
        self._callback = callback
        self._say = say
        self._next = 0.0

    def at(self, done: int) -> None:
        """Report, if it is time to."""
        if self._callback is None:
            return
        now = perf_counter()
        if now >= self._next:
            self._next = now + PROGRESS_S
            self.end(done)

    def end(self, done: int) -> None:
        """Report now."""
        if self._callback is None:
            return
        try:
            self._callback(done)
        except Exception as error:  # noqa: BLE001 - a report of progress is not worth the run
            self._callback = None
            text = f"progress raised {type(error).__name__} after {done} inputs: {error}"
            self._say(f"{text}; it was not called again")
