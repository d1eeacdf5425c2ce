"""Who watches a run: told what begins, how far it is, and what it came to."""

from __future__ import annotations

from typing import Protocol

__all__ = ["SILENT", "Watcher"]


class Watcher(Protocol):
    """Sees a run go by. It is called from the thread that runs, so it should return at once."""

    def scheduled(self, step: int, steps: int, left_s: float) -> None:
        """See which step of all is next, and the seconds that it and the rest will take."""

    def began(self, pair: str, check: str, total: float | None) -> None:
        """See a check begin; `total` is what `advanced` will reach, in inputs or in seconds."""

    def advanced(self, done: float) -> None:
        """See how much of the current check is done."""

    def ended(self, said: str) -> None:
        """See what the current check came to."""


class _Silent:
    """Watches and says nothing."""

    def scheduled(self, step: int, steps: int, left_s: float) -> None:
        """Ignore it."""

    def began(self, pair: str, check: str, total: float | None) -> None:
        """Ignore it."""

    def advanced(self, done: float) -> None:
        """Ignore it."""

    def ended(self, said: str) -> None:
        """Ignore it."""


SILENT: Watcher = _Silent()
"""For a run that nobody watches."""
