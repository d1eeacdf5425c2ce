"""What runs inside activities: the calls of a task system, put together as the loop needs them."""

from __future__ import annotations

import msgspec

from ..states import WorkflowState
from .lifecycle import Lifecycle
from .services import (
    Children,
    Created,
    CreateState,
    ProcessSignal,
    Run,
    SignalOutcome,
    TaskCall,
    TaskResponse,
    TaskServices,
    Work,
)

__all__ = ["Activities", "Started", "task_call"]


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """A task was started: it has responded, or it has children to run.

    Attributes:
        created: None when the attempts are exhausted and the failure was handled.
    """

    created: Created | None = None
    response: TaskResponse | None = None
    children: Children | None = None


class Activities:
    """One task system's activities; each may be tried again as a whole."""

    def __init__(self, services: TaskServices, lifecycle: Lifecycle) -> None:
        self._services = services
        self.lifecycle = lifecycle

    async def start(self, request: CreateState) -> Started:
        """Create the task's row and do what its work begins with."""
        created = await self._services.create_state(request)
        call = task_call(request, created)
        if created.work is Work.CHILDREN:
            children = await self._services.prepare_children(call)
            return Started(created=created, children=children)
        execution = await self._services.execute(call)
        response = await self._services.handle_response(call, execution)
        return Started(created=created, response=response)

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        return await self._services.process_signal(request)

    async def container_response(self, call: TaskCall) -> TaskResponse:
        return await self._services.container_response(call)

    async def complete(self, run: Run) -> WorkflowState:
        return await self._services.complete_workflow(run)


def task_call(request: CreateState, created: Created) -> TaskCall:
    """Give the call for a task whose row was just made."""
    return TaskCall(run=request.run, task=created.task, state=created.state, row=request.row)
