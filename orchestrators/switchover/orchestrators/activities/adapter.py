"""One task system out of many orchestrators.

The run loop's activities call a `TaskServices`; this one finds the orchestrator of the task at hand
and hands the call on. It asks what an orchestrator can do, never which type it is for.
"""

from __future__ import annotations

from functools import cache
from typing import cast

from switchover.engine import (
    Children,
    Created,
    CreateState,
    EngineContext,
    EngineError,
    Execution,
    ProcessSignal,
    Run,
    SignalOutcome,
    TaskCall,
    TaskResponse,
)
from switchover.engine.config import TaskConfig
from switchover.engine.states import WorkflowState

from ..factory import OrchestratorFactory
from ..interfaces import ChildTaskManager, SignalHandler
from ..interfaces.signal_handler import FOREIGN
from ..shared.completion import WorkflowCompletion
from ..shared.context import OrchestratorContext

__all__ = ["OrchestratedServices"]


class OrchestratedServices:
    """A `TaskServices` made of orchestrators.

    Args:
        factory: the task types it knows.
        context: the parts its orchestrators are built from.
    """

    def __init__(self, factory: OrchestratorFactory, context: EngineContext) -> None:
        parts = OrchestratorContext.of(context)
        parts.directory.open(lambda name: factory.build(name, parts))
        self._of = parts.directory.of
        self._completion = WorkflowCompletion(parts)

    async def create_state(self, request: CreateState) -> Created:
        """Make (or find) the task's row."""
        return await self._of(request.task).create_state(request)

    async def prepare_children(self, call: TaskCall) -> Children:
        """Make the rows of a container's children."""
        return await self._children_of(call.task).prepare_children(call)

    async def execute(self, call: TaskCall) -> Execution:
        """Do the task's own work."""
        return await self._of(call.task).execute(call)

    async def handle_response(self, call: TaskCall, execution: Execution) -> TaskResponse:
        """Persist what came of it and decide where to go."""
        return await self._of(call.task).handle_response(call, execution)

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        """Ask whether the signal is for the task, then what it (or the end of the time) means.

        A signal that is another task's leaves this one waiting.
        """
        handler = self._signals_of(request.call.task)
        if request.signal is not None:
            try:
                handler.validate_signal(request.call, request.signal)
            except EngineError as error:
                if error.code != FOREIGN:
                    raise
                return SignalOutcome()
        return await handler.process_signal(request)

    async def container_response(self, call: TaskCall) -> TaskResponse:
        """Answer for a container whose children have run."""
        return await self._children_of(call.task).container_response(call)

    async def complete_workflow(self, run: Run) -> WorkflowState:
        """Compute the workflow's final status and output, and persist them."""
        return await self._completion.complete(run)

    def _children_of(self, task: TaskConfig) -> ChildTaskManager:
        found = self._of(task)
        if not _can(type(found), ChildTaskManager):
            raise _cannot(task, "own children")
        return cast(ChildTaskManager, found)

    def _signals_of(self, task: TaskConfig) -> SignalHandler:
        found = self._of(task)
        if not _can(type(found), SignalHandler):
            raise _cannot(task, "wait for signals")
        return cast(SignalHandler, found)


@cache
def _can(kind: type[object], capability: type[object]) -> bool:
    """Whether orchestrators of a class have a capability; asked once, as asking is slow."""
    return issubclass(kind, capability)


def _cannot(task: TaskConfig, what: str) -> EngineError:
    message = f"task {task.id!r} of type {task.type!r} cannot {what}"
    return EngineError("CAPABILITY", message, retryable=False)
