"""The rows of one workflow by task id, as templates see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from ..states import TaskState
from ..store import Store

__all__ = ["NearRows", "Rows", "TaskRows"]


class Rows(Protocol):
    """Finds a row by the id of its task."""

    def latest(self, task_id: str) -> TaskState | None:
        """Return the row with the id, or None."""
        ...

    def by_id(self) -> dict[str, TaskState]:
        """Return one row for each id."""
        ...

    def children(self, row: TaskState) -> Iterator[TaskState]:
        """Yield the children of a row."""
        ...


class TaskRows:
    """Finds rows by task id; of several rows with one id, the one that was created last."""

    __slots__ = ("_store", "_workflow_exec_id")

    def __init__(self, store: Store, workflow_exec_id: str) -> None:
        self._store = store
        self._workflow_exec_id = workflow_exec_id

    def latest(self, task_id: str) -> TaskState | None:
        """Return the last row with the id, or None; costs one lookup."""
        return self._store.latest(self._workflow_exec_id, task_id)

    def by_id(self) -> dict[str, TaskState]:
        """Return the last row of each id, in the order in which each id first appeared."""
        return {row.task_id: row for row in self._store.tasks(self._workflow_exec_id)}

    def children(self, row: TaskState) -> Iterator[TaskState]:
        """Yield the children of a row that no later row with the same id hides."""
        for child in self._store.children(row.task_exec_id):
            if self.latest(child.task_id) is child:
                yield child


class NearRows:
    """Finds rows by task id from where a task stands: its siblings first, then outwards.

    What no container around the task owns, nor the workflow itself, is the row that was created
    last, unless it belongs to another item of a collection around the task: what happens to one
    item is no other item's affair.

    Args:
        store: where the rows are.
        workflow_exec_id: the run.
        parent: exec id of the container that owns the task; None at the top.
        repeats: whether a row is of a container that runs one template for each of its items.
    """

    __slots__ = ("_parent", "_repeats", "_store", "_workflow_exec_id")

    def __init__(
        self,
        store: Store,
        workflow_exec_id: str,
        parent: str | None,
        repeats: Callable[[TaskState], bool],
    ) -> None:
        self._store = store
        self._workflow_exec_id = workflow_exec_id
        self._parent = parent
        self._repeats = repeats

    def latest(self, task_id: str) -> TaskState | None:
        """Return the nearest row with the id, or None."""
        last = self._store.latest(self._workflow_exec_id, task_id)
        if last is None or self._parent is None or last.parent_state_id == self._parent:
            return last
        around = list(self._around())
        for container in around:
            found = self._store.latest(
                self._workflow_exec_id, task_id, parent=container.task_exec_id
            )
            if found is not None:
                return found
        if last.parent_state_id is None or self._is_ours(last, around):
            return last
        rows = (row for row in self._all() if row.task_id == task_id)
        ours = [row for row in rows if self._is_ours(row, around)]
        return ours[-1] if ours else None

    def by_id(self) -> dict[str, TaskState]:
        """Return the nearest row of each id."""
        if self._parent is None:
            return {row.task_id: row for row in self._all()}
        around = list(self._around())
        found = {row.task_id: row for row in self._all() if self._is_ours(row, around)}
        for container in reversed(around):
            found |= {row.task_id: row for row in self._store.children(container.task_exec_id)}
        return found

    def children(self, row: TaskState) -> Iterator[TaskState]:
        """Yield the children of a row, of several with one id the last."""
        owned = {child.task_id: child for child in self._store.children(row.task_exec_id)}
        yield from owned.values()

    def _all(self) -> list[TaskState]:
        return list(self._store.tasks(self._workflow_exec_id))

    def _around(self) -> Iterator[TaskState]:
        """Yield the containers around the task, from the inside out."""
        row = self._store.task(self._parent) if self._parent else None
        while row is not None:
            yield row
            row = self._store.task(row.parent_state_id) if row.parent_state_id else None

    def _is_ours(self, row: TaskState, around: list[TaskState]) -> bool:
        """Whether a row belongs to no other item of a collection around the task."""
        outside = {container.task_exec_id: container for container in around}
        inner: TaskState | None = row
        while inner is not None and inner.parent_state_id is not None:
            container = outside.get(inner.parent_state_id)
            if container is not None:
                return inner.task_exec_id in outside or not self._repeats(container)
            inner = self._store.task(inner.parent_state_id)
        return True
