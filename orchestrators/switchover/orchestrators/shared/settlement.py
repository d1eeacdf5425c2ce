"""Rows below a container that has stopped waiting for them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from switchover.engine.states import Status, TaskError, TaskState

from .context import OrchestratorContext

__all__ = ["Settlement"]


class Settlement:
    """Gives every child that has not ended its end, so that no row stays open below a container."""

    def __init__(self, context: OrchestratorContext) -> None:
        self._store = context.store
        self._now = context.now

    def settle(self, row: TaskState, causes: Mapping[str, TaskError]) -> None:
        """Let what an error ended below a row have failed; what was not waited for is canceled.

        `causes` has the errors, by row at any depth.
        """
        for child in self._store.children(row.task_exec_id):
            if not child.status.is_terminal:
                self._store.put_task(self._ended(child, causes.get(child.task_exec_id)))
                self.settle(child, causes)

    def _ended(self, row: TaskState, cause: TaskError | None) -> TaskState:
        now = self._now()
        if cause is None:
            return replace(row, status=Status.CANCELED, updated_at=now)
        error = replace(cause, code="execution_error")
        return replace(row, status=Status.FAILED, error=error, updated_at=now)
