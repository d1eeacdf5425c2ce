"""A store over a database: read from memory, written by one thread.

What is put is there at once for every reader of this process, and on disk a moment later, in the
order of the puts; `flush` waits for that moment. A transaction is on disk as a whole or not at all.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from itertools import chain
from typing import Final

import msgspec

from ..states import Status, TaskState, WorkflowState
from .database import Batch, Database, Entry
from .errors import StoreError
from .fencing import TAKEN, Reach, not_held
from .memory import MemoryStore
from .writer import Writer

__all__ = ["FINISHED", "DurableStore"]

GATHER_S: Final = 0.002  # how long rows gather before they are written, unless someone waits
FINISHED: Final = 32  # workflows that have ended and whose rows stay in memory for their readers

_workflow = msgspec.json.Decoder(WorkflowState).decode
_task = msgspec.json.Decoder(TaskState).decode


class DurableStore:
    """Rows, journal, signals and values of any number of runs in one database.

    Args:
        database: where they lie; closed with the store.
        keep: how many finished workflows to keep in memory; older ones are read again when needed.
    """

    def __init__(self, database: Database, *, keep: int = FINISHED) -> None:
        self._database = database
        self._writer = Writer(database)
        self._memory = MemoryStore()
        self._numbers: dict[str, int] = {}
        self._last_number = database.last_number()
        self._dirty_workflows: set[str] = set()
        self._dirty_tasks: dict[str, None] = {}
        self._batch = Batch()
        self._is_kicked = False
        self._finished: OrderedDict[str, None] = OrderedDict()
        self._held: set[str] = set()
        self._lost: dict[str, str] = {}
        self._rereading: list[Callable[[str], None]] = []
        self._keep = keep

    # Rows

    def task(self, task_exec_id: str) -> TaskState | None:
        found = self._memory.task(task_exec_id)
        if found is None and self._find(task_exec_id):
            found = self._memory.task(task_exec_id)
        return found

    def put_task(self, state: TaskState) -> None:
        memory, exec_id = self._loaded(state.workflow_exec_id), state.task_exec_id
        is_new = memory.task(exec_id) is None  # or again, after a transaction that took it back
        memory.put_task(state)
        if is_new or exec_id not in self._numbers:
            self._last_number += 1
            self._numbers[exec_id] = self._last_number
        self._dirty_tasks[exec_id] = None
        self._kick()

    def tasks(self, workflow_exec_id: str) -> list[TaskState]:
        return self._loaded(workflow_exec_id).tasks(workflow_exec_id)

    def children(self, task_exec_id: str) -> list[TaskState]:
        self.task(task_exec_id)
        return self._memory.children(task_exec_id)

    def latest(
        self, workflow_exec_id: str, task_id: str, *, parent: str | None = None
    ) -> TaskState | None:
        return self._loaded(workflow_exec_id).latest(workflow_exec_id, task_id, parent=parent)

    def counts(self, task_exec_id: str) -> Mapping[Status, int]:
        self.task(task_exec_id)
        return self._memory.counts(task_exec_id)

    def workflow(self, workflow_exec_id: str) -> WorkflowState | None:
        return self._loaded(workflow_exec_id).workflow(workflow_exec_id)

    def put_workflow(self, state: WorkflowState) -> None:
        self._loaded(state.workflow_exec_id).put_workflow(state)
        self._dirty_workflows.add(state.workflow_exec_id)
        self._finished.pop(state.workflow_exec_id, None)
        if state.status.is_terminal:
            self._finished[state.workflow_exec_id] = None
        self._kick()

    def transaction(self) -> AbstractContextManager[None]:
        return self._memory.transaction()

    def unfinished(self) -> list[str]:
        """Give the exec ids of the runs on disk that were recorded and have not ended."""
        return self._database.unfinished()

    def claim(self, workflow_exec_id: str) -> bool:
        return self._database.claim(workflow_exec_id)

    def reread(self, workflow_exec_id: str) -> None:
        """Let the next reader of a run see what other processes wrote meanwhile.

        What this one put and has not written is forgotten; so flush before, or mean it.
        """
        for told in self._rereading:
            told(workflow_exec_id)
        if not self._memory.holds(workflow_exec_id):
            return
        for task in self._memory.tasks(workflow_exec_id):
            self._numbers.pop(task.task_exec_id, None)
            self._dirty_tasks.pop(task.task_exec_id, None)
        self._dirty_workflows.discard(workflow_exec_id)
        self._finished.pop(workflow_exec_id, None)
        self._memory.evict(workflow_exec_id)

    def on_reread(self, told: Callable[[str], None]) -> None:
        """Have this called with a run's exec id each time that it is read again."""
        self._rereading.append(told)

    # Runs that move from one process to another

    async def take(self, workflow_exec_id: str, reach: Reach) -> None:
        is_ours = await self._writer.take(workflow_exec_id, reach)
        self._let_go_of_lost()
        if not is_ours:
            raise not_held(self._database.name, workflow_exec_id, TAKEN)
        self._lost.pop(workflow_exec_id, None)
        self._held.add(workflow_exec_id)
        self.reread(workflow_exec_id)

    def check_held(self, workflow_exec_id: str) -> None:
        if workflow_exec_id not in self._held:
            code = self._lost.get(workflow_exec_id, TAKEN)
            raise not_held(self._database.name, workflow_exec_id, code)

    def let_go(self, workflow_exec_id: str) -> None:
        self._held.discard(workflow_exec_id)
        self._lost.pop(workflow_exec_id, None)

    def _let_go_of_lost(self) -> None:
        while self._writer.lost:
            lost, why = self._writer.lost.popitem()
            self._held.discard(lost)
            self._lost[lost] = why
            self.reread(lost)

    # Journal and signals

    def entries(self, workflow_exec_id: str) -> dict[str, bytes]:
        """Return what is on disk of a run's journal."""
        return self._database.entries(workflow_exec_id)

    def append(self, workflow_exec_id: str, key: str, body: bytes) -> None:
        self._batch.journal.append((workflow_exec_id, key, body))
        self._kick()

    def check(self) -> None:
        if self._writer.failure is not None:
            raise self._writer.failure

    async def put_signal(self, workflow_exec_id: str, name: str, body: bytes) -> None:
        self._batch.signals.append((workflow_exec_id, name, body))
        await self.flush()

    def signals(self, workflow_exec_id: str, *, after: int) -> list[tuple[int, str, bytes]]:
        return self._database.signals(workflow_exec_id, after)

    # Values, for the storage beside this store

    def value(self, key: str) -> Entry | None:
        return self._database.value(key)

    def put_value(self, key: str, entry: Entry | None) -> None:
        if entry is not None and any(owner == entry[3] for _, owner in self._batch.released):
            self._writer.submit(self._take())  # of a batch the releases are written last
        self._batch.values[key] = entry
        self._kick()

    def release_values(self, owner: str, now: float) -> None:
        self._batch.released.append((now, owner))
        self._kick()

    def value_keys(self, prefix: str, now: float) -> list[str]:
        return self._database.value_keys(prefix, now)

    # Durability

    async def flush(self) -> None:
        """Return when everything put so far is on disk.

        Raises:
            StoreError: it could not be written; it is kept, and the next flush tries again.
        """
        self._is_kicked = False
        await self._writer.finish((self._take(),) if self._has_work else ())
        self._let_go_of_lost()
        self._evict()

    def close(self) -> None:
        """Write what is left and close the database. Raises StoreError."""
        try:
            self._writer.submit(self._take())
            self._writer.close()
        finally:
            self._database.close()

    def _kick(self) -> None:
        """Have what gathers in a moment written, if there is an event loop to do it."""
        if self._is_kicked:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._is_kicked = True
        loop.call_later(GATHER_S, self._hand_over, loop)

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_kicked = False
        if not self._has_work:
            return
        if self._writer.is_busy:
            self._is_kicked = True
            loop.call_later(GATHER_S, self._hand_over, loop)
        else:
            self._writer.submit(self._take())

    @property
    def _has_work(self) -> bool:
        return bool(
            self._dirty_tasks
            or self._dirty_workflows
            or self._batch.journal
            or self._batch.values
            or self._batch.released
            or self._batch.signals
        )

    def _take(self) -> Batch:
        """Take what has gathered; the rows as they are now."""
        batch, self._batch = self._batch, Batch()
        for exec_id in self._dirty_workflows:
            workflow = self._memory.workflow(exec_id)
            if workflow is not None:
                batch.workflows.append(workflow)
        for exec_id in self._dirty_tasks:
            task = self._memory.task(exec_id)
            if task is not None:
                batch.tasks.append((self._numbers[exec_id], task))
        self._dirty_workflows.clear()
        self._dirty_tasks.clear()
        if self._held:
            owners = (value[3] for value in batch.values.values() if value and value[3])
            runs = (row.workflow_exec_id for row in batch.workflows)
            of_tasks = (row.workflow_exec_id for _, row in batch.tasks)
            released = (owner for _, owner in batch.released)
            steps = (entry[0] for entry in batch.journal)
            batch.held = self._held.intersection(chain(runs, of_tasks, owners, released, steps))
        return batch

    # Which workflows are in memory

    def _loaded(self, workflow_exec_id: str) -> MemoryStore:
        """Give the rows in memory, with those of this workflow among them."""
        memory = self._memory
        if not memory.holds(workflow_exec_id):
            memory.image(workflow_exec_id)
            self._load(workflow_exec_id)
        return memory

    def _load(self, workflow_exec_id: str) -> None:
        try:
            for number, body in self._database.rows(workflow_exec_id):
                if not number:
                    self._memory.fill(_workflow(body))
                    continue
                task = _task(body)
                self._memory.fill(task)
                self._numbers[task.task_exec_id] = number
                self._last_number = max(self._last_number, number)
        except msgspec.DecodeError as error:
            self._memory.evict(workflow_exec_id)
            text = f"{self._database.name}: a row of run {workflow_exec_id!r} is damaged: {error}"
            raise StoreError(text, code="STORE_DAMAGED") from error
        except StoreError:
            self._memory.evict(workflow_exec_id)
            raise

    def _find(self, task_exec_id: str) -> bool:
        """Load the workflow that owns a task, unless it is in memory already."""
        owner = self._database.workflow_of(task_exec_id)
        if owner is None or self._memory.holds(owner):
            return False
        self._loaded(owner)
        return True

    def _evict(self) -> None:
        """Forget the workflows that ended longest ago and have nothing left to write."""
        spare = len(self._finished) - self._keep
        if spare <= 0 or self._writer.has_unwritten:
            return  # of what is still to be written nobody can say here whose it is
        rows = (self._memory.task(exec_id) for exec_id in self._dirty_tasks)
        dirty = {row.workflow_exec_id for row in rows if row} | self._dirty_workflows
        for exec_id in [*self._finished][:spare]:
            if exec_id not in dirty:
                for task in self._memory.tasks(exec_id):
                    self._numbers.pop(task.task_exec_id, None)
                self._memory.evict(exec_id)
                del self._finished[exec_id]
