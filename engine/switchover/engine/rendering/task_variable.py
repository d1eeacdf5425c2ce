"""The variable `.tasks`: what templates can ask of the tasks that have run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from ..states import TaskError, TaskState
from .mentions import References
from .task_rows import Rows

__all__ = ["TaskVariable", "error_map"]

CONTAINERS: Final = frozenset({"parallel", "collection", "composite"})
MAX_DEPTH: Final = 10
"""Levels of children that templates can see. **Source:** the old engine's MAX_CHILDREN_DEPTH."""

ConfigOf = Callable[[str], Mapping[str, Any] | None]


class TaskVariable:
    """Builds the entries of `.tasks`, for the tasks that are mentioned alone.

    Args:
        rows: the workflow's rows.
        config_of: the configuration that overlays an entry, by task id; None for none. Which
            tasks have one is the task system's choice.
        read: how templates see inputs and outputs, by a key of their own; by default as they are.
        owns_children: whether a row is a container's; by default those of the engine's own types.
    """

    __slots__ = ("_config_of", "_owns_children", "_read", "_rows")

    def __init__(
        self,
        rows: Rows,
        config_of: ConfigOf = lambda _: None,
        *,
        read: Callable[[str, Any], Any] = lambda _, value: value,
        owns_children: Callable[[TaskState], bool] = lambda row: row.execution_type in CONTAINERS,
    ) -> None:
        self._rows = rows
        self._config_of = config_of
        self._read = read
        self._owns_children = owns_children

    def build(self, references: References) -> dict[str, Any]:
        """Return entries by task id; a task without a row has none."""
        if references.all_tasks:
            return {task_id: self._entry(row) for task_id, row in self._rows.by_id().items()}
        rows = ((task_id, self._rows.latest(task_id)) for task_id in references.tasks)
        return {task_id: self._entry(row) for task_id, row in rows if row is not None}

    def children(self, row: TaskState, depth: int = 0) -> dict[str, Any]:
        """Return a container's children by id, each with its own below it, ten levels deep."""
        if depth >= MAX_DEPTH:
            return {}
        return {child.task_id: self._child(child, depth + 1) for child in self._rows.children(row)}

    def _entry(self, row: TaskState) -> dict[str, Any]:
        config = self._config_of(row.task_id) or {}
        overlay = {key: value for key, value in config.items() if key not in ("input", "output")}
        entry = self._runtime(row) | {"output": self._output(row)} | overlay
        if self._owns_children(row):
            entry["children"] = self.children(row)
        return entry

    def _output(self, row: TaskState, depth: int = 0) -> Any:
        """Return a task's output; a container's is a map of its own and one entry per child."""
        if not self._owns_children(row):
            return self._read(f"{row.task_exec_id}/output", row.output)
        nested: dict[str, Any] = {"output": self._read(f"{row.task_exec_id}/output", row.output)}
        if depth < MAX_DEPTH:
            for child in self._rows.children(row):
                result = {"output": self._output(child, depth + 1), "status": child.status.value}
                nested[child.task_id] = result | _error(child)
        return nested

    def _child(self, row: TaskState, depth: int) -> dict[str, Any]:
        entry = self._runtime(row)
        if self._owns_children(row):
            entry["children"] = self.children(row, depth)
        return entry

    def _runtime(self, row: TaskState) -> dict[str, Any]:
        entry = {
            "id": row.task_id,
            "input": self._read(f"{row.task_exec_id}/input", row.input),
            "status": row.status.value,
            "output": self._read(f"{row.task_exec_id}/output", row.output),
        }
        return entry | _error(row)


def _error(row: TaskState) -> dict[str, Any]:
    return {} if row.error is None else {"error": error_map(row.error)}


def error_map(error: TaskError) -> dict[str, Any]:
    """Return an error as templates see it: `message`, and `code` and `details` where set."""
    plain: dict[str, Any] = msgspec.to_builtins(error)
    return plain
