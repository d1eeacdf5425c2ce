"""A parallel task's status, given how far its children have come."""

from __future__ import annotations

from switchover.engine.outcomes import Progress, parent_status
from switchover.engine.states import Status

__all__ = ["StatusCalculator"]

ENDS = frozenset({Status.SUCCESS, Status.FAILED})


class StatusCalculator:
    """Computes statuses; it knows no rows and writes nothing."""

    def calculate_status(self, progress: Progress, strategy: str) -> Status:
        """Return the status by strategy; an unknown strategy waits for all."""
        return parent_status(strategy, progress)

    def should_update_status(self, current: Status, new: Status) -> bool:
        """Say whether one status may follow another: an end may always, also after another end."""
        begins = current is Status.PENDING and new is Status.RUNNING
        return current is not new and (new in ENDS or begins)
