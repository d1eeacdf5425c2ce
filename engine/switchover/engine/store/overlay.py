"""A store and a storage laid over others: they read through, and keep every write to themselves."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from ..states import Status, TaskState, WorkflowState
from .memory import MemoryStorage, MemoryStore
from .protocol import Storage, Store

__all__ = ["OverlayStorage", "OverlayStore"]


class OverlayStore:
    """Shows a store as if this one's writes had been made in it, and never touches it.

    The base should stay as it is while the overlay is used; what is written there shows through.
    """

    def __init__(self, base: Store) -> None:
        self._base = base
        self._own = MemoryStore()
        self._written_tasks: dict[str, None] = {}
        self._written_workflows: dict[str, None] = {}

    @property
    def written_tasks(self) -> list[TaskState]:
        """The rows that were written here, as they are now, in the order of their first write."""
        rows = (self._own.task(exec_id) for exec_id in self._written_tasks)
        return [row for row in rows if row is not None]

    @property
    def written_workflows(self) -> list[WorkflowState]:
        rows = (self._own.workflow(exec_id) for exec_id in self._written_workflows)
        return [row for row in rows if row is not None]

    def task(self, task_exec_id: str) -> TaskState | None:
        return self._own.task(task_exec_id) or self._base.task(task_exec_id)

    def put_task(self, state: TaskState) -> None:
        self._own.put_task(state)
        self._written_tasks[state.task_exec_id] = None

    def tasks(self, workflow_exec_id: str) -> list[TaskState]:
        return self._merged(self._base.tasks(workflow_exec_id), self._own.tasks(workflow_exec_id))

    def children(self, task_exec_id: str) -> list[TaskState]:
        return self._merged(self._base.children(task_exec_id), self._own_children(task_exec_id))

    def latest(
        self, workflow_exec_id: str, task_id: str, *, parent: str | None = None
    ) -> TaskState | None:
        own = self._own.latest(workflow_exec_id, task_id, parent=parent)
        base = self._base.latest(workflow_exec_id, task_id, parent=parent)
        if base is None or own is None or self._base.task(own.task_exec_id) is None:
            return own or base
        # What was written last here is a row of the base; one that is new may stand before it.
        of_it = (
            row for row in reversed(self._own.tasks(workflow_exec_id)) if row.task_id == task_id
        )
        if parent is not None:
            of_it = (row for row in of_it if row.parent_state_id == parent)
        fresh = next((row for row in of_it if self._base.task(row.task_exec_id) is None), None)
        return fresh or self.task(base.task_exec_id)

    def counts(self, task_exec_id: str) -> Mapping[Status, int]:
        counts = dict(self._base.counts(task_exec_id))
        for row in self._own_children(task_exec_id):
            old = self._base.task(row.task_exec_id)
            if old is not None:
                counts[old.status] -= 1
            counts[row.status] = counts.get(row.status, 0) + 1
        return {status: count for status, count in counts.items() if count}

    def workflow(self, workflow_exec_id: str) -> WorkflowState | None:
        return self._own.workflow(workflow_exec_id) or self._base.workflow(workflow_exec_id)

    def put_workflow(self, state: WorkflowState) -> None:
        self._own.put_workflow(state)
        self._written_workflows[state.workflow_exec_id] = None

    def transaction(self) -> AbstractContextManager[None]:
        return self._own.transaction()

    async def flush(self) -> None:
        """Return at once: nothing here is meant to survive."""

    async def put_signal(self, workflow_exec_id: str, name: str, body: bytes) -> None:
        await self._own.put_signal(workflow_exec_id, name, body)

    def signals(self, workflow_exec_id: str, *, after: int) -> list[tuple[int, str, bytes]]:
        """Return the signals that were sent here; the base's stay where they are."""
        return self._own.signals(workflow_exec_id, after=after)

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _own_children(self, task_exec_id: str) -> list[TaskState]:
        owner = self.task(task_exec_id)
        if owner is None:
            return []
        return self._own.image(owner.workflow_exec_id).children(task_exec_id)

    def _merged(self, base: Sequence[TaskState], own: list[TaskState]) -> list[TaskState]:
        mine = {row.task_exec_id: row for row in own}
        merged = [mine.pop(row.task_exec_id, row) for row in base]
        return [*merged, *mine.values()]


class OverlayStorage:
    """Shows a storage as if this one's writes had been made in it, and never changes its values.

    Reading a value through extends its life in the base, as any reader would.
    """

    def __init__(self, base: Storage, *, now: Callable[[], float] = time.time) -> None:
        self._base = base
        self._own = MemoryStorage(now=now)
        self._deleted: set[str] = set()
        self._covered: set[str] = set()
        """Keys that were stored or removed here: what the base has under them is gone for good."""

    @property
    def deleted(self) -> frozenset[str]:
        """The keys that were removed here."""
        return frozenset(self._deleted)

    async def written(self) -> dict[str, Any]:
        """Return the values that were stored here, by key."""
        return {key: await self._own.load(key) for key in await self._own.keys("")}

    async def store(
        self, key: str, value: Any, *, ttl_s: float | None = None, owner: str | None = None
    ) -> None:
        await self._own.store(key, value, ttl_s=ttl_s, owner=owner)
        self._deleted.discard(key)
        self._covered.add(key)

    async def load(self, key: str) -> Any:
        return await (self._own if key in self._covered else self._base).load(key)

    async def delete(self, key: str) -> None:
        await self._own.delete(key)
        self._deleted.add(key)
        self._covered.add(key)

    async def release(self, owner: str) -> None:
        """Release what was stored here; what is the owner's in the base stays as it is."""
        await self._own.release(owner)

    async def exists(self, key: str) -> bool:
        return await (self._own if key in self._covered else self._base).exists(key)

    async def keys(self, prefix: str) -> list[str]:
        own = await self._own.keys(prefix)
        base = await self._base.keys(prefix)
        return sorted({*own, *(key for key in base if key not in self._covered)})
