"""A run's final state as plain data: what `switchover run --json` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
    """Which type of task a row belongs to, found by its place in the workflow's configuration."""

    def __init__(self, workflow: WorkflowConfig) -> None:
        self._top = _by_id(workflow.tasks)
        self._all = _by_id(_all(workflow.tasks))

    def of(self, row: TaskState, rows: Mapping[str, TaskState]) -> str:
        """Give the type's name; what the configuration does not tell, its execution type does."""
        task = self._task(row, rows)
        return row.execution_type if task is None else task.type or row.execution_type

    def _task(self, row: TaskState, rows: Mapping[str, TaskState]) -> TaskConfig | None:
        """Find a row's task among those of its owner; an id may stand again elsewhere."""
        if row.parent_state_id is None:
            return self._top.get(row.task_id) or self._all.get(row.task_id)
        owner = rows.get(row.parent_state_id)
        parent = None if owner is None else self._task(owner, rows)
        if parent is None:
            return self._all.get(row.task_id)
        inner = [parent.child(*path) for path, _ in parent.nested()]
        named = next((task for task in inner if task.id == row.task_id), None)
        # The id of a template's child is known when it runs; where all are of one type, so is that.
        return named or (inner[0] if len({task.type for task in inner}) == 1 else None)


def _by_id(tasks: Iterable[TaskConfig]) -> dict[str, TaskConfig]:
    """Give the first task with each id."""
    found: dict[str, TaskConfig] = {}
    for task in tasks:
        found.setdefault(task.id, task)
    return found


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
