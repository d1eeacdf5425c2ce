"""A task system whose every call goes through one place, on its way to another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec.structs import replace

from ..config import TaskConfig
from ..states import WorkflowState
from . import services

__all__ = ["ServicesProxy"]

Answer = TypeVar("Answer")
Request = TypeVar("Request", services.CreateState, services.TaskCall)


class ServicesProxy(ABC):
    """A `TaskServices` without an answer of its own: a subclass says who answers, and from what."""

    @abstractmethod
    async def answered(
        self,
        name: str,
        run: services.Run,
        task: TaskConfig,
        ask: Callable[[services.TaskServices], Awaitable[Answer]],
    ) -> Answer:
        """Answer the call `name` for a task: `ask` makes it of whichever system is chosen."""

    @abstractmethod
    async def complete_workflow(self, run: services.Run) -> WorkflowState:
        """Compute the workflow's final status and output, and persist them."""

    def asked(self, request: Request) -> Request:
        """Give the request that the other system sees; it is the same one unless changed here."""
        return request

    async def create_state(self, request: services.CreateState) -> services.Created:
        """Make (or find) the task's row."""
        seen = self.asked(request)
        return await self.answered(
            "create_state", seen.run, seen.task, lambda it: it.create_state(seen)
        )

    async def prepare_children(self, call: services.TaskCall) -> services.Children:
        """Make the rows of a container's children."""
        seen = self.asked(call)
        return await self.answered(
            "prepare_children", seen.run, seen.task, lambda it: it.prepare_children(seen)
        )

    async def execute(self, call: services.TaskCall) -> services.Execution:
        """Do the task's own work."""
        seen = self.asked(call)
        return await self.answered("execute", seen.run, seen.task, lambda it: it.execute(seen))

    async def handle_response(
        self, call: services.TaskCall, execution: services.Execution
    ) -> services.TaskResponse:
        """Persist what came of it and decide where to go."""
        seen = self.asked(call)
        return await self.answered(
            "handle_response", seen.run, seen.task, lambda it: it.handle_response(seen, execution)
        )

    async def process_signal(self, request: services.ProcessSignal) -> services.SignalOutcome:
        """Decide what a signal, or the end of the time, means for a waiting task."""
        call = self.asked(request.call)
        seen = request if call is request.call else replace(request, call=call)
        return await self.answered(
            "process_signal", call.run, call.task, lambda it: it.process_signal(seen)
        )

    async def container_response(self, call: services.TaskCall) -> services.TaskResponse:
        """Answer for a container whose children have run."""
        seen = self.asked(call)
        return await self.answered(
            "container_response", seen.run, seen.task, lambda it: it.container_response(seen)
        )
