"""The workflow's own row: triggered, paused, running again, failed, canceled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from ..states import Status, TaskError, WorkflowState, cascade
from ..store import Store
from .services import Run

__all__ = ["Lifecycle", "RunFailure", "TriggerRun"]


class TriggerRun(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow is about to run with an input that has been validated."""

    run: Run
    input: dict[str, Any]


class RunFailure(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow could not go on."""

    run: Run
    error: TaskError


class Lifecycle:
    """Persists the status of workflows, and what it means for their tasks."""

    def __init__(self, *, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    async def trigger(self, request: TriggerRun) -> WorkflowState:
        """Make the workflow's row; one that was made before a restart keeps its birth."""
        run, now = request.run, self._now()
        old = self._store.workflow(run.workflow_exec_id)
        state = WorkflowState(
            workflow_id=run.workflow.id,
            workflow_exec_id=run.workflow_exec_id,
            status=Status.RUNNING,
            input=request.input,
            created_at=old.created_at if old else now,
            updated_at=now,
        )
        self._store.put_workflow(state)
        return state

    def has_begun(self, run: Run) -> bool:
        return self._store.workflow(run.workflow_exec_id) is not None

    async def pause(self, run: Run) -> WorkflowState:
        return self._change(run, Status.PAUSED, None)

    async def proceed(self, run: Run) -> WorkflowState:
        return self._change(run, Status.RUNNING, None)

    async def fail(self, request: RunFailure) -> WorkflowState:
        return self._change(request.run, Status.FAILED, request.error)

    async def cancel(self, run: Run) -> WorkflowState:
        return self._change(run, Status.CANCELED, None)

    def _change(self, run: Run, status: Status, error: TaskError | None) -> WorkflowState:
        state = self._store.workflow(run.workflow_exec_id)
        assert state is not None, "a workflow is triggered before its status changes"
        if state.status.is_terminal:
            return state
        now = self._now()
        state = replace(state, status=status, error=error, updated_at=now)
        with self._store.transaction():
            self._store.put_workflow(state)
            for task in self._store.tasks(run.workflow_exec_id):
                follows = cascade(status, task.status)
                if follows is not task.status:
                    self._store.put_task(replace(task, status=follows, updated_at=now))
        return state
