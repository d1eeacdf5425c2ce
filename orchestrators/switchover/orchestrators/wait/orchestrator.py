"""Stands still until a signal fulfils a condition, or the time runs out."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec.structs import replace

from switchover.engine import (
    EngineError,
    Execution,
    ProcessSignal,
    Run,
    Signal,
    SignalOutcome,
    TaskCall,
    TaskResponse,
    Wait,
    Work,
)
from switchover.engine.conditions import WAIT_NAMES, CelConditions
from switchover.engine.config import TaskConfig, WaitTask
from switchover.engine.outcomes import next_id
from switchover.engine.rendering import AuthoredText
from switchover.engine.states import Status, TaskError, TaskState

from ..shared.base import BaseOrchestrator
from ..shared.context import OrchestratorContext
from ..shared.narrowing import narrowed
from ..shared.rendering import LATER
from ..shared.written import written
from .condition import rendered_condition
from .ended import WAITING, has_ended
from .verdict import TIMEOUT, SignalJudge, envelope

__all__ = ["WaitOrchestrator"]


class WaitOrchestrator(BaseOrchestrator):
    """A task whose row says WAITING while it waits, and then how that ended."""

    work: ClassVar[Work] = Work.SIGNAL

    def __init__(self, context: OrchestratorContext) -> None:
        super().__init__(context)
        self._conditions = CelConditions(WAIT_NAMES)
        self._judge = SignalJudge(self._conditions)

    def rendered(self, run: Run, task: TaskConfig, parent: str | None) -> TaskConfig:
        """Render all but the processor, which waits for a signal to be rendered with."""
        context, written = self.context, task.data.get("condition")
        made = context.tasks.task(run, task, parent, later=LATER | {"processor"})
        if not isinstance(written, AuthoredText):
            return made
        variables = context.variables.task(run, task, parent)
        text = rendered_condition(written, self._conditions, context.renderer, variables)
        return made.merge({"condition": text})

    def wait(self, task: TaskConfig) -> Wait:
        """Return the signal and the time, as they were written."""
        written = narrowed(task, WaitTask)
        return Wait(signal=str(written.wait_for), timeout=str(written.timeout))

    async def output(self, call: TaskCall) -> dict[str, Any]:
        """Return what the row says while it waits."""
        task = narrowed(call.task, WaitTask)
        return {
            "wait_status": WAITING,
            "signal_name": str(task.wait_for),
            "has_processor": task.processor_map is not None,
        }

    async def handle_response(self, call: TaskCall, execution: Execution) -> TaskResponse:
        """Let the row wait; what follows is decided when the wait ends."""
        state = replace(self.current(call), status=Status.WAITING, output=execution.output)
        self.put(state)
        return TaskResponse(state=state)

    def validate_signal(self, call: TaskCall, signal: Signal) -> None:
        """Return when the signal has the name that the task waits for, as it was written."""
        super().validate_signal(replace(call, task=written(call.run, call.task)), signal)

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        """Ask for the processor first, then judge; what ends the wait is persisted.

        A wait that has ended answers how, and takes no signal: its step is done again after a
        crash. The processor is the one in the workflow: a wait that the old services began below a
        container has been through storage, and its templates are data there.

        Raises:
            EngineError: ``WAIT_STATUS`` for a task that did not wait to begin with.
        """
        call, signal = request.call, request.signal
        task, state = narrowed(call.task, WaitTask), self.current(call)
        if has_ended(state, request.response.state):
            response = self.answer(call, state, given=state, error=state.error)
            return SignalOutcome(response=response)
        if signal is None:
            return self._lost(call, state, self._judge.timed_out(task))
        try:
            processor = narrowed(written(call.run, task), WaitTask).processor
            if processor is not None and request.processed is None:
                processor = self.context.tasks.with_signal(
                    call.run, processor, call.state.parent_state_id, envelope(signal)
                )
                return SignalOutcome(processor=processor)
            found = self._judge.fulfils(
                call.run, task, state, signal=signal, processed=request.processed
            )
        except EngineError as error:
            return self._lost(call, state, self._judge.broken(error))
        return self._completed(call, state, found) if found is not None else SignalOutcome()

    def failure_target(self, call: TaskCall, error: TaskError | None) -> str:
        """Return where a timeout leads, or any failure."""
        handler = next_id(call.task, succeeded=False)
        if error is not None and error.code == TIMEOUT:
            return narrowed(call.task, WaitTask).on_timeout or handler
        return handler

    def _completed(self, call: TaskCall, state: TaskState, found: dict[str, Any]) -> SignalOutcome:
        state = replace(state, output={**(state.output or {}), **found})
        return SignalOutcome(response=self.ended(call, state, None))

    def _lost(self, call: TaskCall, state: TaskState, error: TaskError) -> SignalOutcome:
        return SignalOutcome(response=self.ended(call, state, error))

    def failure(self, error: TaskError) -> TaskError:
        """Keep the code that says how the wait failed."""
        return error
