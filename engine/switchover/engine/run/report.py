"""A run's final state as plain data: what `switchover run --json` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ..config import TaskConfig, WorkflowConfig
from ..states import TaskError, TaskState
from .result import RunResult

__all__ = ["TypesOfRows", "final_state"]


def final_state(result: RunResult, workflow: WorkflowConfig) -> dict[str, Any]:
    """Return status, output, error and tasks (in order of creation) as plain data."""
    types = TypesOfRows(workflow)
    rows = {row.task_exec_id: row for row in result.tasks}
    return {
        "workflow_id": result.workflow_id,
        "workflow_exec_id": result.workflow_exec_id,
        "status": result.status.value,
        "output": result.output,
        "error": _error(result.error),
        "tasks": [_task(row, types.of(row, rows)) for row in result.tasks],
    }


class TypesOfRows:
    """Which type of task a row belongs to, found by its id in the workflow's configuration."""

    def __init__(self, workflow: WorkflowConfig) -> None:
        self._tasks: dict[str, TaskConfig] = {}
        for task in _all(workflow.tasks):
            self._tasks.setdefault(task.id, task)

    def of(self, row: TaskState, rows: Mapping[str, TaskState]) -> str:
        """Give the type's name; what the configuration does not tell, its execution type does."""
        task = self._tasks.get(row.task_id)
        owner = None if row.parent_state_id is None else rows.get(row.parent_state_id)
        if task is None and owner is not None:
            task = _only_child(self._tasks.get(owner.task_id))
        return row.execution_type if task is None else task.type or row.execution_type


def _only_child(parent: TaskConfig | None) -> TaskConfig | None:
    paths = [] if parent is None else [path for path, _ in parent.nested()]
    return parent.child(*paths[0]) if parent is not None and len(paths) == 1 else None


def _all(tasks: tuple[TaskConfig, ...]) -> Iterator[TaskConfig]:
    for task in tasks:
        yield task
        yield from _all(tuple(task.child(*path) for path, _ in task.nested()))


def _task(row: TaskState, kind: str) -> dict[str, Any]:
    return {
        "id": row.task_id,
        "exec_id": row.task_exec_id,
        "type": kind,
        "status": row.status.value,
        "parent": row.parent_state_id,
        "input": row.input,
        "output": row.output,
        "error": _error(row.error),
    }


def _error(error: TaskError | None) -> Any:
    return None if error is None else msgspec.to_builtins(error)
