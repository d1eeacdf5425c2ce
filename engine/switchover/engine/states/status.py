"""The statuses a workflow or task can have."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Status"]


class Status(StrEnum):
    """Where a workflow or task stands."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    TIMED_OUT = "TIMED_OUT"
    CANCELED = "CANCELED"
    WAITING = "WAITING"
    PAUSED = "PAUSED"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing more will happen to it."""
        return self in _TERMINAL


_TERMINAL = frozenset({Status.SUCCESS, Status.FAILED, Status.TIMED_OUT, Status.CANCELED})
