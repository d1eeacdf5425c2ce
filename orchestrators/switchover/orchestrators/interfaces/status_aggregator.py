"""What a task type does whose status follows from others'."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from switchover.engine.outcomes import Progress
from switchover.engine.states import Status

__all__ = ["StatusAggregator"]


@runtime_checkable
class StatusAggregator(Protocol):
    """Computes a container's status from its children's progress."""

    def calculate_status(self, progress: Progress, strategy: str) -> Status:
        """Return the status that the children's progress gives under a strategy."""
        ...

    def should_update_status(self, current: Status, new: Status) -> bool:
        """Say whether a container in one status may take on another."""
        ...
