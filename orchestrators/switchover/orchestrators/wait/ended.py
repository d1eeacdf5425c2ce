"""Whether a waiting task waits no more."""

from __future__ import annotations

from typing import Final

from switchover.engine import EngineError
from switchover.engine.states import Status, TaskState

__all__ = ["WAITING", "has_ended"]

WAITING: Final = "waiting"
"""What the output of a wait says until it ends."""


def has_ended(state: TaskState, begun: TaskState) -> bool:
    """Return whether a wait has ended since it began, by its row now and then.

    A wait that the old services began says SUCCESS in its row; its output tells that it waits.

    Raises:
        EngineError: ``WAIT_STATUS`` when it did not wait then either, not to be tried again.
    """
    if not state.status.is_terminal or _waits_as_before(state):
        return False
    if (state.status, state.output) == (begun.status, begun.output):
        text = f"task {state.task_id!r} is not waiting: {state.status}"
        raise EngineError("WAIT_STATUS", text, retryable=False)
    return True


def _waits_as_before(state: TaskState) -> bool:
    is_waiting = (state.output or {}).get("wait_status") == WAITING
    return is_waiting and state.status is Status.SUCCESS
