"""What the report is written with, imported while the last counts are made."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Final

from switchover.migrations import Watcher

__all__ = ["Ahead"]

COUNTED: Final = frozenset({"memory", "leaks"})
"""Checks that count: another core that is busy beside them changes nothing."""


class Ahead:
    """A watcher that has `load` called beside the last counting check of a run, once.

    Never beside what is timed, and over before the next check begins: nothing that is timed, and
    no process that is forked, meets the thread.
    """

    def __init__(self, watcher: Watcher, load: Callable[[], object]) -> None:
        """Watch for another watcher."""
        self._watcher = watcher
        self._load: Callable[[], object] | None = load
        self._thread: threading.Thread | None = None
        self._left = 0

    def scheduled(self, step: int, steps: int, left_s: float) -> None:
        """Note how many checks follow."""
        self._left = steps - step
        self._watcher.scheduled(step, steps, left_s)

    def began(self, pair: str, check: str, total: float | None) -> None:
        """Begin to load beside counts, where at most one more check follows."""
        self._watcher.began(pair, check, total)
        if self._load is not None and check in COUNTED and self._left < len(COUNTED):
            load, self._load = self._load, None
            self._thread = threading.Thread(target=_quietly, args=(load,), daemon=True)
            self._thread.start()

    def advanced(self, done: float) -> None:
        """Pass it on."""
        self._watcher.advanced(done)

    def ended(self, said: str) -> None:
        """Wait until all is loaded: mostly it is."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._watcher.ended(said)


def _quietly(load: Callable[[], object]) -> None:
    """Load; what cannot be is told where it is needed."""
    with contextlib.suppress(Exception):
        load()
