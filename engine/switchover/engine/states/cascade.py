"""What a change of the workflow's status does to its tasks."""

from __future__ import annotations

from .status import Status

__all__ = ["cascade"]

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
