"""The rows of one workflow by task id, as templates see them."""

from collections.abc import Iterator

from switchover.engine.states import TaskState
from switchover.engine.store import Store


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
