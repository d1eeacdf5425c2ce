"""Looks after tasks that wait: which signals they take, and what ends them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from switchover.engine import (
    EngineContext,
    EngineError,
    Execution,
    ProcessSignal,
    Run,
    Signal,
    SignalOutcome,
    TaskResponse,
)
from switchover.engine.conditions import Conditions
from switchover.engine.config import WaitTask
from switchover.engine.states import Status, TaskError, TaskState

from .item_scope import within
from .normalizer import Normalizer
from .parent_updater import ParentUpdate, ParentUpdater

__all__ = ["WaitTaskManager", "task_variables"]

TAKES_SIGNALS: Final = frozenset({Status.PENDING, Status.RUNNING, Status.WAITING})


@dataclass(frozen=True, slots=True)
class WaitTaskManager:
    """Decides what signals and the end of the time mean for a waiting task.

    What it decides lives in the response alone: the row says SUCCESS since the wait began.
    """

    _context: EngineContext
    _conditions: Conditions
    _normalizer: Normalizer
    _parents: ParentUpdater

    def decide(self, request: ProcessSignal, task: WaitTask) -> SignalOutcome:
        """Return the processor to run first, the response that ends the wait, or neither."""
        signal = request.signal
        if signal is None:
            return self._timed_out(request, task)
        try:
            if task.processor is not None and request.processed is None:
                processor = self._normalizer.processor(
                    request.call.run, within(task.processor, task), envelope(signal)
                )
                return SignalOutcome(processor=processor)
            return self._judged(request, task, signal)
        except EngineError as error:
            return _errored(request, task, error.message)

    def _judged(self, request: ProcessSignal, task: WaitTask, signal: Signal) -> SignalOutcome:
        processed = request.processed
        if processed is not None and processed.error is not None:
            return _errored(request, task, processed.error.message)
        variables = {"signal": envelope(signal), "processor": _result(processed)}
        variables |= task_variables(request.call.run, request.response.state)
        if not self._conditions.evaluate(task.condition, variables):
            return SignalOutcome()
        output = {
            "wait_status": "completed",
            "signal": envelope(signal),
            "processor_output": None if processed is None else processed.output,
        }
        state = replace(request.response.state, status=Status.SUCCESS, output=output)
        return SignalOutcome(response=replace(request.response, state=state))

    def _timed_out(self, request: ProcessSignal, task: WaitTask) -> SignalOutcome:
        details = {"signal_name": str(task.wait_for), "timeout": str(task.timeout)}
        text = f"wait task {task.id!r} timed out after {task.timeout} without {task.wait_for!r}"
        error = TaskError(message=text, code="WAIT_TIMEOUT", details=details)
        return _ended(request, error, task.on_timeout or task.on_error.next)

    def validate(self, state: TaskState, task: WaitTask, signal_name: str) -> None:
        """Check that a task takes a signal: first its status, then its type, then the name.

        Raises:
            EngineError: ``WAIT_STATUS``, ``WAIT_TYPE`` or ``WAIT_SIGNAL``, which names both.
        """
        if state.status not in TAKES_SIGNALS:
            raise EngineError(
                "WAIT_STATUS", f"task {state.task_id!r} is not waiting: {state.status}"
            )
        if state.execution_type != "wait":
            text = f"task {state.task_id!r} of type {state.execution_type!r} is not a wait task"
            raise EngineError("WAIT_TYPE", text)
        if task.wait_for != signal_name:
            text = f"task {state.task_id!r} waits for {task.wait_for!r}, got {signal_name!r}"
            raise EngineError("WAIT_SIGNAL", text)

    def update_status(
        self, state: TaskState, status: Status, output: dict[str, Any] | None = None
    ) -> TaskState:
        """Write a status, and an output where there is one, and try to update the parent."""
        kept = state.output if output is None else output
        state = replace(state, status=status, output=kept, updated_at=self._context.now())
        self._context.store.put_task(state)
        if state.parent_state_id is not None:
            update = ParentUpdate(
                parent=state.parent_state_id,
                child_task_id=state.task_id,
                child_status=status,
                recursive=True,
            )
            with contextlib.suppress(EngineError):
                self._parents.update(update)
        return state


def envelope(signal: Signal) -> dict[str, Any]:
    """Return a signal as conditions and processors see it."""
    return {"payload": signal.payload, "metadata": signal.metadata}


def task_variables(run: Run, state: TaskState) -> dict[str, Any]:
    """Return the variables of a condition that do not depend on the signal."""
    task = {
        "id": state.task_id,
        "status": state.status.value,
        "input": state.input,
        "output": state.output,
    }
    return {"task": task, "workflow": {"id": run.workflow.id, "exec_id": run.workflow_exec_id}}


def _result(processed: Execution | None) -> dict[str, Any]:
    if processed is None:
        return {}
    message = None if processed.error is None else processed.error.message
    return {"output": processed.output, "error": message}


def _errored(request: ProcessSignal, task: WaitTask, text: str) -> SignalOutcome:
    return _ended(request, TaskError(message=text, code="WAIT_TASK_ERROR"), task.on_error.next)


def _ended(request: ProcessSignal, error: TaskError, following: str) -> SignalOutcome:
    """Return a failed end; without a task to go to, the one chosen when the wait began stays."""
    state = replace(request.response.state, status=Status.FAILED, error=error)
    found = request.call.run.workflow.find(following) if following else None
    response = TaskResponse(
        state=state, next_task=found or request.response.next_task, succeeded=False
    )
    return SignalOutcome(response=response, resumes=False)
