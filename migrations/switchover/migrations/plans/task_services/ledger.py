"""Stores that keep the history of what is written into them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from switchover.engine import EngineError
from switchover.engine.states import TaskState
from switchover.engine.store import MemoryStore, Storage

__all__ = ["RowLedger", "StorageLedger"]


class RowLedger(MemoryStore):
    """Rows in memory, and every row of a task that was ever put, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks_put: list[TaskState] = []

    def put_task(self, state: TaskState) -> None:
        """Put a row, and keep it for ever."""
        self.tasks_put.append(state)
        super().put_task(state)


class StorageLedger:
    """Another storage, with the life that each value was given; fails where it is told to.

    Attributes:
        lives: for each key the seconds that its value was to live, as it was stored, and whose it
            is; also of values that have been removed since.
        released: the owners whose values may expire, in order.

    Args:
        storage: where the values really are.
        breaks: calls that fail, such as ``store config 2``: what is done, the kind of key, and
            which such call, counted from one.
    """

    def __init__(self, storage: Storage, breaks: Iterable[str] = ()) -> None:
        self._storage = storage
        self._breaks = frozenset(breaks)
        self._done: dict[tuple[str, str], int] = {}
        self.lives: dict[str, tuple[float | None, str | None]] = {}
        self.released: list[str] = []

    async def store(
        self, key: str, value: Any, *, ttl_s: float | None = None, owner: str | None = None
    ) -> None:
        """Keep a value, and the life it was given."""
        self._count("store", key)
        self.lives[key] = ttl_s, owner
        await self._storage.store(key, value, ttl_s=ttl_s, owner=owner)

    async def load(self, key: str) -> Any:
        """Return the value and extend its life."""
        self._count("load", key)
        return await self._storage.load(key)

    async def delete(self, key: str) -> None:
        """Remove the value."""
        self._count("delete", key)
        await self._storage.delete(key)

    async def release(self, owner: str) -> None:
        """Let what an owner stored expire."""
        self.released.append(owner)
        await self._storage.release(owner)

    async def exists(self, key: str) -> bool:
        """Say whether a live value is there."""
        return await self._storage.exists(key)

    async def keys(self, prefix: str) -> list[str]:
        """List the live keys that start with the prefix, sorted."""
        return await self._storage.keys(prefix)

    def _count(self, doing: str, key: str) -> None:
        kind = key.partition(":")[0]
        number = self._done[doing, kind] = self._done.get((doing, kind), 0) + 1
        if f"{doing} {kind} {number}" in self._breaks:
            raise EngineError("STORAGE_UNAVAILABLE", f"no {doing} of a {kind} is possible now")
