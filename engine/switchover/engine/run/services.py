"""The seam between the run loop and a task system.

The loop drives a workflow; a task system (`TaskServices`) decides. Each call below happens
inside an activity: it may do input and output, fail, and be tried again. Between activities the
loop only moves the values defined here, so it can run anywhere that offers an `Environment`.

What the loop does for a task never depends on the task's type, only on the `Work` its system
asks for.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Protocol

import msgspec

from ..config import TaskConfig, WorkflowConfig
from ..errors import EngineError
from ..states import TaskError, TaskState, WorkflowState

__all__ = [
    "Child",
    "Children",
    "CreateState",
    "Created",
    "Execution",
    "ProcessSignal",
    "Run",
    "Signal",
    "SignalOutcome",
    "StopRule",
    "TaskCall",
    "TaskFailed",
    "TaskResponse",
    "TaskServices",
    "Wait",
    "Work",
]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One execution of a workflow: its definition, its identity, its project's environment."""

    workflow: WorkflowConfig
    workflow_exec_id: str


class Work(StrEnum):
    """What the loop has to do for a task once its row exists."""

    EXECUTE = "execute"
    """Execute it, then handle its response."""
    CHILDREN = "children"
    """Prepare its children, run them, then ask for the container's response."""
    SIGNAL = "signal"
    """Execute it and handle its response, then wait for signals until one ends it."""


class CreateState(msgspec.Struct, frozen=True, kw_only=True):
    """A task is about to run.

    Attributes:
        task: its configuration as written (templates unrendered).
        row: exec id of the child row it runs for, when it is the child of a container.
    """

    run: Run
    task: TaskConfig
    row: str | None = None


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """What a waiting task waits for: a signal's name, and a duration as written."""

    signal: str
    timeout: str


class Created(msgspec.Struct, frozen=True, kw_only=True):
    """The task's row exists.

    Attributes:
        task: its configuration as it will be executed (rendered).
        wait: set when `work` is `Work.SIGNAL`.
    """

    state: TaskState
    task: TaskConfig
    work: Work
    wait: Wait | None = None


class TaskCall(msgspec.Struct, frozen=True, kw_only=True):
    """A task whose row exists, and the child row (if any) that it runs for.

    Attributes:
        causes: of a container whose children have run: the errors that ended tasks below it whose
            own responses were never handled, by the task's row.
    """

    run: Run
    task: TaskConfig
    state: TaskState
    row: str | None = None
    causes: dict[str, TaskError] = {}


class StopRule(msgspec.Struct, frozen=True, kw_only=True):
    """When a container stops waiting for its children before all have ended."""

    on_success: bool = False
    on_failure: bool = False
    cancel_rest: bool = False


class Child(msgspec.Struct, frozen=True, kw_only=True):
    """One child to run: its row, and its configuration as written."""

    row: str
    task: TaskConfig


class Children(msgspec.Struct, frozen=True, kw_only=True):
    """A container's children, in the order in which to start them.

    Attributes:
        limit: how many run at once, at least 1.
        abort_on_error: whether a child's *error* (as opposed to its failure) ends the container
            with that error; otherwise it counts as one failure.
    """

    items: tuple[Child, ...]
    limit: int
    stop: StopRule = StopRule()
    abort_on_error: bool = False

    @property
    def leaves_rest(self) -> bool:
        """Whether some may go on in the background when the container goes on."""
        is_early = self.stop.on_success or self.stop.on_failure
        return self.limit > 1 and is_early and not self.stop.cancel_rest


class Execution(msgspec.Struct, frozen=True, kw_only=True):
    """What a task's own work gave: an output, or a failure that is the task's own."""

    output: dict[str, Any] | None = None
    error: TaskError | None = None


class TaskResponse(msgspec.Struct, frozen=True, kw_only=True):
    """A task has ended (or, when it waits, has begun to).

    Attributes:
        next_task: where the workflow goes from here; None ends it.
        succeeded: how a container's `StopRule` is to count it.
    """

    state: TaskState
    next_task: TaskConfig | None = None
    succeeded: bool = True


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """A signal as it was received.

    Attributes:
        metadata: ``signal_id``, ``received_at_utc``, ``workflow_id``, ``source``.
    """

    name: str
    payload: dict[str, Any]
    metadata: dict[str, Any]


class ProcessSignal(msgspec.Struct, frozen=True, kw_only=True):
    """Something happened to a waiting task.

    Attributes:
        call: the waiting task.
        response: what `handle_response` gave when the wait began.
        signal: what was received; None when the time ran out.
        processed: what the processor gave for this signal, once it has run.
    """

    call: TaskCall
    response: TaskResponse
    signal: Signal | None
    processed: Execution | None = None


class SignalOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a waiting task makes of it: run a processor first, end with a response, or wait on.

    Attributes:
        resumes: whether the workflow, paused while it waits, is running again with the response.
    """

    processor: TaskConfig | None = None
    response: TaskResponse | None = None
    resumes: bool = True


class TaskFailed(EngineError):  # noqa: N818 - it says what became of a task, as `EngineError` does
    """A task failed; its activity may be tried again.

    Args:
        error: the task's own failure.
        response: where to go once no attempt is left, when the failure is handled; None lets
            the workflow fail.
    """

    def __init__(self, error: TaskError, response: TaskResponse | None = None) -> None:
        super().__init__(error.code or "TASK_FAILED", error.message, details=error.details)
        self.error = error
        self.response = response


class TaskServices(Protocol):
    """A task system, as the run loop sees it.

    Errors: every method may raise `EngineError`; one whose `retryable` is false ends the attempts.
    """

    async def create_state(self, request: CreateState) -> Created:
        """Render the task's configuration and make (or find) its row."""
        ...

    async def prepare_children(self, call: TaskCall) -> Children:
        """Make the rows of a container's children."""
        ...

    async def execute(self, call: TaskCall) -> Execution:
        """Do the task's own work; a failure of that work is part of the result."""
        ...

    async def handle_response(self, call: TaskCall, execution: Execution) -> TaskResponse:
        """Persist what came of it and decide where to go.

        Raises:
            TaskFailed: when the activity is to count as failed.
        """
        ...

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        """Decide what a signal, or the end of the time, means for a waiting task."""
        ...

    async def container_response(self, call: TaskCall) -> TaskResponse:
        """Aggregate the children that have run, persist the result and decide where to go.

        Raises:
            TaskFailed: when the container failed and its failure is not only its own affair.
        """
        ...

    async def complete_workflow(self, run: Run) -> WorkflowState:
        """Compute the workflow's final status and output from its rows, and persist them."""
        ...
