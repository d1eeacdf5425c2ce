"""Carries the statuses of children up to their parents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from switchover.engine import EngineContext, EngineError
from switchover.engine.outcomes import Progress, parent_status
from switchover.engine.states import Status, TaskError, TaskState

from .progress_info import progress_info, progress_of

__all__ = ["ParentUpdate", "ParentUpdater"]

MAX_DEPTH: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentUpdate:
    """A parent to bring up to date, and the child that gives the occasion."""

    parent: str
    strategy: str = "wait_all"
    child_task_id: str = ""
    child_status: Status | None = None
    recursive: bool = False


class ParentUpdater:
    """Computes a parent's status from its children's progress and writes it."""

    def __init__(self, context: EngineContext) -> None:
        self._store = context.store
        self._now = context.now

    def update(
        self, request: ParentUpdate, *, visited: frozenset[str] = frozenset(), depth: int = 0
    ) -> TaskState:
        """Write progress and status, and go on upwards with the same strategy when recursive.

        Raises:
            EngineError: ``PARENT_DEPTH`` above a hundred levels, ``PARENT_CYCLE`` for a parent
                that was visited, ``PARENT_GET`` for one that has no row.
        """
        self._guard(request.parent, visited, depth)
        with self._store.transaction():
            state = self._updated(request)
            self._store.put_task(state)
        if request.recursive and state.parent_state_id is not None:
            above = _next_level(request, state)
            self.update(above, visited=visited | {request.parent}, depth=depth + 1)
        return state

    def _guard(self, parent: str, visited: frozenset[str], depth: int) -> None:
        if depth > MAX_DEPTH:
            text = f"updating parents went {depth} levels up; the limit is {MAX_DEPTH}"
            raise EngineError("PARENT_DEPTH", text)
        if parent in visited:
            raise EngineError("PARENT_CYCLE", f"parent {parent!r} is its own ancestor")

    def _updated(self, request: ParentUpdate) -> TaskState:
        state = self._store.task(request.parent)
        if state is None:
            raise EngineError("PARENT_GET", f"failed to get parent state {request.parent!r}")
        progress = progress_of(self._store, request.parent)
        status = parent_status(request.strategy, progress)
        now = self._now()
        record = progress_info(progress, request.strategy, now)
        state = replace(
            state, output={**(state.output or {}), "progress_info": record}, updated_at=now
        )
        if not should_update(state.status, status):
            return state
        error = _failure(request, progress) if status is Status.FAILED else None
        return replace(state, status=status, error=error)


def _next_level(request: ParentUpdate, state: TaskState) -> ParentUpdate:
    """Return the update of the parent's parent."""
    assert state.parent_state_id is not None
    return ParentUpdate(
        parent=state.parent_state_id,
        strategy=request.strategy,
        child_task_id=state.task_id,
        child_status=state.status,
        recursive=True,
    )


def should_update(old: Status, new: Status) -> bool:
    """Whether a parent may go from one status to another; an end may replace the other end."""
    if old is new:
        return False
    if new in (Status.SUCCESS, Status.FAILED):
        return True
    return old is Status.PENDING and new is Status.RUNNING


def _failure(request: ParentUpdate, progress: Progress) -> TaskError:
    details = {
        "failed_count": progress.failed,
        "completed_count": progress.completed,
        "total_children": progress.total,
        "child_task_id": request.child_task_id,
        "child_status": request.child_status.value if request.child_status else "",
    }
    text = f"{progress.failed} of {progress.total} children failed"
    return TaskError(message=text, code="child_task_failure", details=details)
