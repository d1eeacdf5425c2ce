"""The statuses a workflow or task can have, and what a workflow's does to its tasks."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Status", "cascade"]


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

_PAUSED = frozenset({Status.RUNNING, Status.PENDING})
_ENDED = frozenset({Status.PENDING, Status.RUNNING, Status.PAUSED, Status.WAITING})


def cascade(workflow: Status, task: Status) -> Status:
    """Return the status a task has after its workflow's changed.

    Pausing pauses what runs or is about to; cancelling and failing end what has not ended. Going
    on wakes nothing, and a workflow that timed out leaves its tasks as they are: so the old engine.
    """
    if workflow is Status.PAUSED and task in _PAUSED:
        return Status.PAUSED
    if workflow in (Status.CANCELED, Status.FAILED) and task in _ENDED:
        return workflow
    return task
