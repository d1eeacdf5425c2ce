"""What a run came to."""

from __future__ import annotations

from typing import Any

import msgspec

from ..states import Status, TaskError, TaskState, WorkflowState
from ..store import Store

__all__ = ["RunResult"]


class RunResult(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow's final state, and its tasks in order of creation."""

    workflow_id: str
    workflow_exec_id: str
    status: Status
    input: dict[str, Any] | None
    output: dict[str, Any] | None
    error: TaskError | None
    tasks: tuple[TaskState, ...]

    @classmethod
    def of(cls, state: WorkflowState, store: Store) -> RunResult:
        return cls(
            workflow_id=state.workflow_id,
            workflow_exec_id=state.workflow_exec_id,
            status=state.status,
            input=state.input,
            output=state.output,
            error=state.error,
            tasks=tuple(store.tasks(state.workflow_exec_id)),
        )
