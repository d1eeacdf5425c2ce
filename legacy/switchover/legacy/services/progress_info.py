"""Progress the way the old services counted and recorded it."""

from __future__ import annotations

from typing import Any, Final

from switchover.engine.outcomes import BROKEN, Progress
from switchover.engine.states import Status
from switchover.engine.store import Store

__all__ = ["COMPLETING", "progress_info", "progress_of"]

COMPLETING: Final = frozenset({Status.SUCCESS, Status.CANCELED})
"""A canceled child counted as completed."""


def progress_of(store: Store, task_exec_id: str) -> Progress:
    """Count a container's children."""
    return Progress(counts=store.counts(task_exec_id), completing=COMPLETING, failing=BROKEN)


def progress_info(progress: Progress, strategy: str, now: float) -> dict[str, Any]:
    """Return the record that a container's output carries."""
    return {
        "completion_rate": progress.share(progress.completed),
        "failure_rate": progress.share(progress.failed),
        "total_children": progress.total,
        "completed_count": progress.completed,
        "failed_count": progress.failed,
        "running_count": progress.running,
        "pending_count": progress.pending,
        "strategy": strategy,
        "last_updated": now,
    }
