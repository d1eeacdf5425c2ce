"""Stores that keep the history of what is written into them."""

from collections.abc import Callable, Iterable
from typing import Any

from switchover.engine.errors import EngineError
from switchover.engine.states import TaskState, WorkflowState
from switchover.engine.store import MemoryStorage, MemoryStore


class RowLedger(MemoryStore):
    """Rows in memory, and every row that was ever put, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks_put: list[TaskState] = []
        self.workflows_put: list[WorkflowState] = []

    def put_task(self, state: TaskState) -> None:
        """Put a row, and keep it for ever."""
        self.tasks_put.append(state)
        super().put_task(state)

    def put_workflow(self, state: WorkflowState) -> None:
        """Put a row, and keep it for ever."""
        self.workflows_put.append(state)
        super().put_workflow(state)


class StorageLedger(MemoryStorage):
    """Values in memory, with the life that each was given; fails where it is told to.

    Attributes:
        lives: for each key the seconds that its value was to live, as it was stored; also of
            values that have been removed since.
        deleted: the keys that were removed, in order.

    Args:
        breaks: calls that fail, such as ``store config 2``: what is done, the kind of key, and
            which such call, counted from one.
    """

    def __init__(self, *, now: Callable[[], float], breaks: Iterable[str] = ()) -> None:
        super().__init__(now=now)
        self._breaks = frozenset(breaks)
        self._done: dict[tuple[str, str], int] = {}
        self.lives: dict[str, float | None] = {}
        self.deleted: list[str] = []

    async def store(
        self, key: str, value: Any, *, ttl_s: float | None = None, owner: str | None = None
    ) -> None:
        """Keep a value, and the life it was given."""
        self._count("store", key)
        self.lives[key] = ttl_s
        await super().store(key, value, ttl_s=ttl_s, owner=owner)

    async def load(self, key: str) -> Any:
        """Return the value and extend its life."""
        self._count("load", key)
        return await super().load(key)

    async def delete(self, key: str) -> None:
        """Remove the value."""
        self._count("delete", key)
        self.deleted.append(key)
        await super().delete(key)

    def _count(self, doing: str, key: str) -> None:
        kind = key.partition(":")[0]
        number = self._done[doing, kind] = self._done.get((doing, kind), 0) + 1
        if f"{doing} {kind} {number}" in self._breaks:
            raise EngineError("STORAGE_UNAVAILABLE", f"no {doing} of a {kind} is possible now")
