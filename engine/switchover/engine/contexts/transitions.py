"""Where a workflow goes after a task."""

from switchover.engine.config import TaskConfig, WorkflowConfig


def next_task(workflow: WorkflowConfig, task: TaskConfig, *, succeeded: bool) -> TaskConfig | None:
    """Return the top-level task that the task's own transition names.

    A name that no task has is no error: there is no next task then, and the workflow ends.
    """
    target = next_id(task, succeeded=succeeded)
    return workflow.find(target) if target else None


def next_id(task: TaskConfig, *, succeeded: bool) -> str:
    """Return the id that the transition for this outcome names, or nothing."""
    return task.on_success.next if succeeded else task.on_error.next
