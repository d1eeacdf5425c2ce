"""What every task type does."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from switchover.engine import (
    Created,
    CreateState,
    Execution,
    Run,
    TaskCall,
    TaskResponse,
)
from switchover.engine.config import TaskConfig
from switchover.engine.states import TaskState

__all__ = ["TaskOrchestrator"]


@runtime_checkable
class TaskOrchestrator(Protocol):
    """Takes one task through its life: a row, its work, a response."""

    async def create_state(self, request: CreateState) -> Created:
        """Render the task's configuration and make (or find) its row."""
        ...

    def new_state(
        self, run: Run, task: TaskConfig, exec_id: str, *, parent: str | None = None
    ) -> TaskState:
        """Return the task's pending row, as its parent makes it for a child."""
        ...

    async def execute(self, call: TaskCall) -> Execution:
        """Do the task's own work."""
        ...

    async def handle_response(self, call: TaskCall, execution: Execution) -> TaskResponse:
        """Persist what came of it and decide where to go."""
        ...
