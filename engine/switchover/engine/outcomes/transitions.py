"""Where a workflow goes after a task."""

from __future__ import annotations

from collections.abc import Callable

from ..config import TaskConfig

__all__ = ["next_id", "next_task"]


def next_task(
    find: Callable[[str], TaskConfig | None], task: TaskConfig, *, succeeded: bool
) -> TaskConfig | None:
    """Return the task that the transition for this outcome names, found among the top-level ones.

    A name that no task has is no error: there is no next task then, and the workflow ends.
    """
    target = next_id(task, succeeded=succeeded)
    return find(target) if target else None


def next_id(task: TaskConfig, *, succeeded: bool) -> str:
    """Return the id that the transition for this outcome names, or nothing."""
    name = "on_success" if succeeded else "on_error"
    if not task.data.get(name):
        return ""
    return task.on_success.next if succeeded else task.on_error.next
