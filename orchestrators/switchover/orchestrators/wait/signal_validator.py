"""Whether a signal is for a waiting task."""

from __future__ import annotations

from typing import Final

from switchover.engine.config import WaitTask
from switchover.engine.errors import EngineError
from switchover.engine.states import Status, TaskState

from ..interfaces.signal_handler import FOREIGN

WAITING: Final = "waiting"
"""What the output of a wait says until it ends."""
OPEN: Final = frozenset({Status.PENDING, Status.RUNNING, Status.WAITING})


def validate_signal(state: TaskState, task: WaitTask, name: str) -> None:
    """Return when the task takes the signal: first its status is looked at, then the name.

    A wait that the old services began says SUCCESS in its row; its output tells that it waits. One
    that has failed keeps that output, and waits no more.

    Raises:
        EngineError: ``WAIT_STATUS`` when it waits no more, not to be tried again; ``WAIT_SIGNAL``,
            which names both signals.
    """
    if state.status not in OPEN and not _waits_as_before(state):
        text = f"task {state.task_id!r} is not waiting: {state.status}"
        raise EngineError("WAIT_STATUS", text, retryable=False)
    if task.wait_for != name:
        text = f"task {state.task_id!r} waits for {task.wait_for!r}, got {name!r}"
        raise EngineError(FOREIGN, text)


def _waits_as_before(state: TaskState) -> bool:
    is_waiting = (state.output or {}).get("wait_status") == WAITING
    return is_waiting and state.status is Status.SUCCESS
