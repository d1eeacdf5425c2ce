"""The rows of one workflow in memory, with what is asked of them at hand."""

from __future__ import annotations

from collections.abc import Mapping

from ..states import Status, TaskState, WorkflowState

__all__ = ["Image"]


class Image:
    """One workflow's rows in order of creation, indexed by parent, by task and by status."""

    __slots__ = ("_children", "_counts", "_latest", "_owned", "tasks", "workflow")

    def __init__(self) -> None:
        self.workflow: WorkflowState | None = None
        self.tasks: dict[str, TaskState] = {}
        self._children: dict[str, dict[str, TaskState]] = {}
        self._counts: dict[str, dict[Status, int]] = {}
        self._latest: dict[str, str] = {}
        self._owned: dict[str, dict[str, str]] = {}

    def put(self, row: TaskState) -> TaskState | None:
        """Insert or replace a row; return the one that it replaced."""
        exec_id = row.task_exec_id
        old = self.tasks.get(exec_id)
        self.tasks[exec_id] = row
        if old is None:
            self._latest[row.task_id] = exec_id
        if row.parent_state_id is not None:
            self._children.setdefault(row.parent_state_id, {})[exec_id] = row
            if old is None:
                self._owned.setdefault(row.parent_state_id, {})[row.task_id] = exec_id
            self._count(row.parent_state_id, old, row)
        return old

    def restore(self, exec_id: str, row: TaskState | None) -> None:
        """Put back what was there before; None removes the row as if it had never been."""
        if row is not None:
            self.put(row)
            return
        gone = self.tasks.pop(exec_id)
        self._latest = {task.task_id: key for key, task in self.tasks.items()}
        if gone.parent_state_id is not None:
            left = self._children[gone.parent_state_id]
            del left[exec_id]
            self._owned[gone.parent_state_id] = {task.task_id: key for key, task in left.items()}
            self._count(gone.parent_state_id, gone, None)

    def children(self, parent: str) -> list[TaskState]:
        return list(self._children.get(parent, {}).values())

    def counts(self, parent: str) -> Mapping[Status, int]:
        return dict(self._counts.get(parent, {}))

    def latest(self, task_id: str, parent: str | None = None) -> TaskState | None:
        known = self._latest if parent is None else self._owned.get(parent, {})
        exec_id = known.get(task_id)
        return None if exec_id is None else self.tasks[exec_id]

    def _count(self, parent: str, old: TaskState | None, new: TaskState | None) -> None:
        counts = self._counts.setdefault(parent, {})
        if old is not None:
            counts[old.status] -= 1
            if not counts[old.status]:
                del counts[old.status]
        if new is not None:
            counts[new.status] = counts.get(new.status, 0) + 1
