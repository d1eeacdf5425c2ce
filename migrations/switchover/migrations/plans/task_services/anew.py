"""A task system that is made anew for every call."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from switchover.engine import (
    Children,
    Created,
    CreateState,
    EngineContext,
    Execution,
    ProcessSignal,
    Run,
    SignalOutcome,
    TaskCall,
    TaskResponse,
    TaskServices,
)
from switchover.engine.run import System
from switchover.engine.states import WorkflowState

__all__ = ["Anew"]

Asked = TypeVar("Asked", CreateState, TaskCall)


class Anew:
    """A `TaskServices` whose every call meets a system that remembers nothing.

    A resumed run is like that: what the system needs has to lie in the store, in the storage or in
    the call. Configurations come back from a journal as plain maps, and so they do here.
    """

    def __init__(self, system: System, context: EngineContext) -> None:
        self._system = system
        self._context = context

    async def create_state(self, request: CreateState) -> Created:
        """Make (or find) the task's row."""
        return await self.made.create_state(_unseen(request))

    async def prepare_children(self, call: TaskCall) -> Children:
        """Make the rows of a container's children."""
        return await self.made.prepare_children(_unseen(call))

    async def execute(self, call: TaskCall) -> Execution:
        """Do the task's own work."""
        return await self.made.execute(_unseen(call))

    async def handle_response(self, call: TaskCall, execution: Execution) -> TaskResponse:
        """Persist what came of it and decide where to go."""
        return await self.made.handle_response(_unseen(call), execution)

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        """Decide what a signal, or the end of the time, means for a waiting task."""
        return await self.made.process_signal(replace(request, call=_unseen(request.call)))

    async def container_response(self, call: TaskCall) -> TaskResponse:
        """Answer for a container whose children have run."""
        return await self.made.container_response(_unseen(call))

    async def complete_workflow(self, run: Run) -> WorkflowState:
        """End the workflow."""
        return await self.made.complete_workflow(run)

    @property
    def made(self) -> TaskServices:
        """A system that remembers from now on."""
        return self._system(self._context)


def _unseen(asked: Asked) -> Asked:
    """Return the same request, its configuration on a map that no system has seen."""
    task = asked.task
    return replace(asked, task=task.types.task(dict(task.data), source=task.source))
