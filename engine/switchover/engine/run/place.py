"""Says of an error which task it came from, and where that task stands."""

from __future__ import annotations

from types import TracebackType

from ..config import TaskConfig
from ..errors import EngineError

__all__ = ["placed"]


class placed:  # noqa: N801 - used as a statement, like `contextlib.suppress`
    """Add a task's id and position to the details of an error that leaves the block.

    The innermost task is told; an error that was told of its task, or knows a place of its own,
    keeps them.
    """

    __slots__ = ("_task",)

    def __init__(self, task: TaskConfig) -> None:
        self._task = task

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not isinstance(error, EngineError) or "task" in error.details:
            return
        # A new one: a row may hold what the error held so far.
        told = {**error.details, "task": str(self._task.id)}
        if place := self._task.position():
            told.setdefault("position", str(place))
        error.details = told
