"""What a task type does that owns children."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from switchover.engine import Children, TaskCall, TaskResponse

__all__ = ["ChildTaskManager"]


@runtime_checkable
class ChildTaskManager(Protocol):
    """Makes a container's children, and answers for them when they have run."""

    async def prepare_children(self, call: TaskCall) -> Children:
        """Make the rows of the children, and say how they are to run."""
        ...

    async def container_response(self, call: TaskCall) -> TaskResponse:
        """Aggregate the children, persist the result and decide where to go."""
        ...
