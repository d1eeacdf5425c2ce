"""How far the children of a container have come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from ..states import Status

__all__ = ["BROKEN", "Progress"]

BROKEN: Final = frozenset({Status.FAILED, Status.TIMED_OUT})
ACTIVE: Final = frozenset({Status.RUNNING, Status.WAITING, Status.PAUSED})


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Children counted by status.

    What counts as completed and as failed is the task system's choice: one of them counts a
    canceled child as completed, and one that timed out as failed.
    """

    counts: Mapping[Status, int]
    completing: frozenset[Status]
    failing: frozenset[Status]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def completed(self) -> int:
        return self.count(self.completing)

    @property
    def failed(self) -> int:
        return self.count(self.failing)

    @property
    def broken(self) -> int:
        """Failed or timed out, whatever the system counts as failed."""
        return self.count(BROKEN)

    @property
    def running(self) -> int:
        return self.count(ACTIVE)

    @property
    def pending(self) -> int:
        return self.counts.get(Status.PENDING, 0)

    @property
    def ended(self) -> int:
        """Children in a terminal status."""
        return sum(count for status, count in self.counts.items() if status.is_terminal)

    @property
    def has_failures(self) -> bool:
        return self.failed > 0

    @property
    def is_all_complete(self) -> bool:
        """Whether no child is left to end; true of no children at all."""
        return self.ended == self.total

    def count(self, statuses: Iterable[Status]) -> int:
        """How many children have one of the statuses."""
        counts, found = self.counts, 0
        for status in statuses:
            found += counts.get(status, 0)
        return found

    def share(self, count: int) -> float:
        """Give a count as a share of all children, in [0, 1]; 0 of none."""
        return count / self.total if self.total else 0.0

    @property
    def overall(self) -> str:
        """One word for the whole, as templates and people read it."""
        if self.failed and self.completed:
            return "in_progress" if self.running else "partial_failure"
        if self.failed:
            return "failed"
        if self.total and self.completed == self.total:
            return "completed"
        return "in_progress" if self.running else "pending"
