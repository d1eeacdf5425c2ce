"""A parent's row while its children run."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from switchover.engine.outcomes import Progress
from switchover.engine.states import Status, TaskError, TaskState

from .context import OrchestratorContext
from .progress import progress_info, progress_of

__all__ = ["Parents"]

LIVE_STRATEGY: Final = "wait_all"
"""What a row shows until all is over is what waiting for all children would make of it."""


class Parents:
    """Keeps parents up to date that want to be."""

    def __init__(self, context: OrchestratorContext) -> None:
        self._store = context.store
        self._directory = context.directory
        self._now = context.now

    def child_ended(self, child: TaskState) -> None:
        """Write progress, and the status that follows from it, to the parent's row."""
        parent = self._store.task(child.parent_state_id) if child.parent_state_id else None
        aggregator = self._directory.aggregator_of(parent) if parent is not None else None
        if parent is None or aggregator is None:
            return
        progress, now = progress_of(self._store, parent.task_exec_id), self._now()
        record = progress_info(progress, LIVE_STRATEGY, now)
        output = {**(parent.output or {}), "progress_info": record}
        status = aggregator.calculate_status(progress, LIVE_STRATEGY)
        error = parent.error
        if aggregator.should_update_status(parent.status, status):
            error = _failure(child, progress) if status is Status.FAILED else None
        else:
            status = parent.status
        self._store.put_task(
            replace(parent, status=status, output=output, error=error, updated_at=now)
        )


def _failure(child: TaskState, progress: Progress) -> TaskError:
    details = {
        "failed_count": progress.failed,
        "completed_count": progress.completed,
        "total_children": progress.total,
        "child_task_id": child.task_id,
        "child_status": child.status.value,
    }
    text = f"{progress.failed} of {progress.total} children failed"
    return TaskError(message=text, code="child_task_failure", details=details)
