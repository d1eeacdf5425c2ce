"""Children whose container has stopped waiting for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from switchover.engine import StopRule
from switchover.engine.states import Status, TaskError, TaskState

from .context import OrchestratorContext

__all__ = ["Settlement"]

NOT_ENDED: Final = TaskError(
    message="the task did not end: its activity failed", code="execution_error"
)


class Settlement:
    """Gives every child that has not ended its end, so that no row stays open below a container."""

    def __init__(self, context: OrchestratorContext) -> None:
        self._store = context.store
        self._now = context.now

    def settle(self, container: TaskState, rule: StopRule, causes: Mapping[str, TaskError]) -> None:
        """Cancel the rest when the rule said so; otherwise what has not ended has failed.

        `causes` says of what, where an error is known; nothing below such a child goes on.
        """
        children = self._store.children(container.task_exec_id)
        is_over = rule.cancel_rest and any(_stops(child, rule) for child in children)
        for child in children:
            if child.status.is_terminal:
                continue
            if is_over:
                self._cancel(child)
            else:
                cause = causes.get(child.task_exec_id)
                error = NOT_ENDED if cause is None else replace(cause, code=NOT_ENDED.code)
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


def _stops(child: TaskState, rule: StopRule) -> bool:
    if child.status is Status.SUCCESS:
        return rule.on_success
    return child.status is Status.FAILED and rule.on_failure
