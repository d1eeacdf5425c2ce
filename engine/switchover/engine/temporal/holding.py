"""The runs that this process has taken up, and the steps that it is taking for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from ..store import Fencing, Reach, RunStore, StoreError
from .book import Entry

__all__ = ["Holdings"]


class _Held:
    """One run: the number under which it was taken up, and its steps under way."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.is_taken = False
        self.guard = asyncio.Lock()
        self.steps: set[asyncio.Task[Any]] = set()


class Holdings:
    """Takes a run in the store before its first step here, so that no other process writes it.

    A run that is taken up again, from its history, begins with what the store has; steps that
    were under way for it before are ended first.
    """

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._fences: Fencing | None = store if isinstance(store, Fencing) else None
        self._held: dict[str, _Held] = {}

    @asynccontextmanager
    async def step(self, entry: Entry, reach: Reach) -> AsyncIterator[None]:
        """Hold a run for the block, in which one step of it is taken and flushed.

        Raises:
            StoreError: another process has it; the block's rows, if it was begun, are dropped.
        """
        exec_id, task = entry.run.workflow_exec_id, asyncio.current_task()
        assert task is not None, "a step is taken in a task"
        held = self._held.get(exec_id)
        if held is None or held.number != entry.number:
            stale = held.steps if held else set()
            held = self._held[exec_id] = _Held(entry.number)
            await _ended(stale)
        held.steps.add(task)
        try:
            await self._take(exec_id, held, reach)
            yield
            if self._fences is not None:
                self._fences.check_held(exec_id)
        except StoreError:
            held.is_taken = False
            raise
        finally:
            held.steps.discard(task)

    def let_go(self, workflow_exec_id: str) -> None:
        """Note that a run has ended."""
        self._held.pop(workflow_exec_id, None)
        if self._fences is not None:
            self._fences.let_go(workflow_exec_id)

    async def _take(self, exec_id: str, held: _Held, reach: Reach) -> None:
        if self._fences is None or held.is_taken:
            return
        async with held.guard:
            if not held.is_taken:
                await self._fences.take(exec_id, reach)
                self._store.workflow(exec_id)  # reads all its rows, before a step asks for one
                held.is_taken = True


async def _ended(steps: set[asyncio.Task[Any]]) -> None:
    """End steps whose workflow has left and come again."""
    for step in steps:
        step.cancel()
    if steps:
        await asyncio.wait(steps)
