"""Children whose container has stopped waiting for them."""

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

    def settle(self, container: TaskState, causes: Mapping[str, TaskError]) -> None:
        """Let what an error ended have failed; what was not waited for is canceled.

        `causes` has the errors; nothing below such a child goes on.
        """
        for child in self._store.children(container.task_exec_id):
            if child.status.is_terminal:
                continue
            cause = causes.get(child.task_exec_id)
            if cause is None:
                self._cancel(child)
            else:
                error = replace(cause, code="execution_error")
                self._put(replace(child, status=Status.FAILED, error=error))
                self._cancel_below(child)

    def _cancel(self, row: TaskState) -> None:
        """Cancel a row and everything below it that has not ended."""
        self._put(replace(row, status=Status.CANCELED))
        self._cancel_below(row)

    def _cancel_below(self, row: TaskState) -> None:
        for child in self._store.children(row.task_exec_id):
            if not child.status.is_terminal:
                self._cancel(child)

    def _put(self, row: TaskState) -> None:
        self._store.put_task(replace(row, updated_at=self._now()))
