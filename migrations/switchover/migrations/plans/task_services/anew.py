"""A task system that is made anew for every call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec.structs import replace

from switchover.engine import CreateState, EngineContext, Run, TaskCall, TaskServices
from switchover.engine.config import TaskConfig
from switchover.engine.run import ServicesProxy, System
from switchover.engine.states import WorkflowState

__all__ = ["Anew"]

Asked = TypeVar("Asked", CreateState, TaskCall)
Answer = TypeVar("Answer")


class Anew(ServicesProxy):
    """A `TaskServices` whose every call meets a system that remembers nothing.

    A resumed run is like that: what the system needs has to lie in the store, in the storage or in
    the call. Configurations come back from a journal as plain maps, and so they do here.
    """

    def __init__(self, system: System, context: EngineContext) -> None:
        self._system = system
        self._context = context

    def asked(self, request: Asked) -> Asked:
        """Give the same request, its configuration on a map that no system has seen."""
        task = request.task
        return replace(request, task=task.types.task(dict(task.data), source=task.source))

    async def answered(
        self,
        name: str,  # noqa: ARG002 - every call goes the same way
        run: Run,  # noqa: ARG002
        task: TaskConfig,  # noqa: ARG002
        ask: Callable[[TaskServices], Awaitable[Answer]],
    ) -> Answer:
        """Let a system that was made for this call answer it."""
        return await ask(self.made)

    async def complete_workflow(self, run: Run) -> WorkflowState:
        """End the workflow."""
        return await self.made.complete_workflow(run)

    @property
    def made(self) -> TaskServices:
        """A system that remembers from now on."""
        return self._system(self._context)
