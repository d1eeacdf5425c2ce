"""How far a container's children have come, as its row records it."""

from __future__ import annotations

from typing import Any, Final

from switchover.engine.outcomes import BROKEN, Progress
from switchover.engine.states import Status
from switchover.engine.store import Store

__all__ = ["progress_info", "progress_of", "progress_variable"]

COMPLETING: Final = frozenset({Status.SUCCESS})


def progress_of(store: Store, exec_id: str) -> Progress:
    """Count a container's children; a canceled one is not completed."""
    return Progress(counts=store.counts(exec_id), completing=COMPLETING, failing=BROKEN)


def progress_info(progress: Progress, strategy: str, now: float) -> dict[str, Any]:
    """Return the record that a container's output carries."""
    record = _counted(progress)
    record["strategy"] = strategy
    record["last_updated"] = now
    return record


def progress_variable(progress: Progress) -> dict[str, Any]:
    """Return what templates see as `.progress` and `.summary`."""
    return {
        **_counted(progress),
        "overall_status": progress.overall,
        "status_counts": {status.value: count for status, count in progress.counts.items()},
        "has_failures": progress.has_failures,
        "is_all_complete": progress.is_all_complete,
    }


def _counted(progress: Progress) -> dict[str, Any]:
    """Read the counts once; this is done for every child that ends."""
    of, total = progress.counts.get, progress.total
    completed, failed = of(Status.SUCCESS, 0), of(Status.FAILED, 0) + of(Status.TIMED_OUT, 0)
    return {
        "completion_rate": completed / total if total else 0.0,
        "failure_rate": failed / total if total else 0.0,
        "total_children": total,
        "completed_count": completed,
        "failed_count": failed,
        "running_count": of(Status.RUNNING, 0) + of(Status.WAITING, 0) + of(Status.PAUSED, 0),
        "pending_count": of(Status.PENDING, 0),
    }
