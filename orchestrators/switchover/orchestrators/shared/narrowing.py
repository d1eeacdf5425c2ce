"""The view that an orchestrator's type has of a configuration."""

from __future__ import annotations

from typing import TypeVar

from switchover.engine import EngineError
from switchover.engine.config import TaskConfig

__all__ = ["narrowed"]

View = TypeVar("View", bound=TaskConfig)


def narrowed(task: TaskConfig, view: type[View]) -> View:
    """Return the task as the view it is. Raises EngineError TYPE_UNSUPPORTED for another type."""
    if not isinstance(task, view):
        text = f"task {task.id!r} is of type {task.type!r}, not {view.type_name!r}"
        raise EngineError("TYPE_UNSUPPORTED", text)
    return task
