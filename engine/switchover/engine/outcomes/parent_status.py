"""What a container's status is, given how far its children have come.

Both task systems use one table; they differ in what counts as completed (see `Progress`). A
timed-out child counts as broken in either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..states import Status
from .progress import Progress

__all__ = ["parent_status"]


def parent_status(strategy: str, progress: Progress) -> Status:
    """Return the status by strategy; an unknown strategy waits for all, no children are PENDING."""
    if not progress.total:
        return Status.PENDING
    return _STRATEGIES.get(strategy, _wait_all)(progress)


def _wait_all(progress: Progress) -> Status:
    if progress.completed == progress.total:
        return Status.SUCCESS
    if progress.running:
        return Status.RUNNING
    return Status.FAILED if progress.broken else Status.PENDING


def _fail_fast(progress: Progress) -> Status:
    if progress.broken:
        return Status.FAILED
    if progress.completed == progress.total:
        return Status.SUCCESS
    return _unfinished(progress)


def _best_effort(progress: Progress) -> Status:
    if progress.ended == progress.total:
        return Status.SUCCESS if progress.completed else Status.FAILED
    return _unfinished(progress)


def _race(progress: Progress) -> Status:
    if progress.completed:
        return Status.SUCCESS
    if progress.ended == progress.total:
        return Status.FAILED
    return _unfinished(progress)


def _unfinished(progress: Progress) -> Status:
    return Status.RUNNING if progress.running else Status.PENDING


_STRATEGIES: Final[dict[str, Callable[[Progress], Status]]] = {
    "wait_all": _wait_all,
    "fail_fast": _fail_fast,
    "best_effort": _best_effort,
    "race": _race,
}
