"""One thread that commits what has gathered, in order."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from switchover.engine.states import TaskState, WorkflowState
from switchover.engine.store.errors import StoreError
from switchover.engine.store.schema import Durability, connect, create

__all__ = ["Batch", "Entry", "Writer"]

_encode = msgspec.json.Encoder().encode

Entry = tuple[bytes, float, float, str | None]
"""A value of a storage: its body, how long it lives, when it expires, and whose it is."""

WORKFLOW: Final = (
    "INSERT INTO workflows VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET status = excluded.status, body = excluded.body"
)
TASK: Final = "INSERT INTO tasks VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
JOURNAL: Final = "INSERT OR REPLACE INTO journal VALUES (?, ?, ?)"
SIGNAL: Final = "INSERT INTO signals (workflow_exec_id, name, body) VALUES (?, ?, ?)"
KEEP: Final = "INSERT OR REPLACE INTO storage VALUES (?, ?, ?, ?, ?)"
RELEASE: Final = "UPDATE storage SET owner = NULL, expires_at = ? + life_s WHERE owner = ?"
DROP: Final = "DELETE FROM storage WHERE key = ?"


@dataclass(slots=True)
class Batch:
    """What one transaction writes."""

    workflows: list[WorkflowState] = field(default_factory=list)
    tasks: list[tuple[int, TaskState]] = field(default_factory=list)
    journal: list[tuple[str, str, bytes]] = field(default_factory=list)
    signals: list[tuple[str, str, bytes]] = field(default_factory=list)
    values: dict[str, Entry | None] = field(default_factory=dict)
    released: list[tuple[float, str]] = field(default_factory=list)

    def write(self, connection: sqlite3.Connection) -> None:
        many = connection.executemany
        if self.workflows:
            many(WORKFLOW, [(w.workflow_exec_id, w.status, _encode(w)) for w in self.workflows])
        if self.tasks:
            many(TASK, [_task_row(number, task) for number, task in self.tasks])
        if self.journal:
            many(JOURNAL, self.journal)
        if self.signals:
            many(SIGNAL, self.signals)
        if self.values:
            kept = [(key, *value) for key, value in self.values.items() if value is not None]
            many(KEEP, kept)
            many(DROP, [(key,) for key, value in self.values.items() if value is None])
        if self.released:
            many(RELEASE, self.released)


def _task_row(number: int, task: TaskState) -> tuple[Any, ...]:
    return task.task_exec_id, task.workflow_exec_id, number, _encode(task)


class Writer:
    """Writes batches in the order in which it is given them.

    A batch that fails is kept, and written before the next one; whoever waits for one is told.
    """

    def __init__(self, path: Path, durability: Durability) -> None:
        self._path = path
        self._connection = connect(path, durability)
        create(self._connection, path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="switchover-store")
        self._unwritten: list[Batch] = []
        self._last: Future[None] | None = None

    @property
    def is_busy(self) -> bool:
        return self._last is not None and not self._last.done()

    def submit(self, batch: Batch) -> Future[None]:
        """Write a batch soon."""
        self._last = self._thread.submit(self._write, (batch,))
        return self._last

    async def finish(self, batches: Iterable[Batch] = ()) -> None:
        """Write these after all before them, and return when they are durable.

        Raises:
            StoreError: something could not be written.
        """
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._write, tuple(batches))

    def close(self) -> None:
        """Write what is left and end the thread. Raises StoreError when it cannot be written."""
        try:
            self._thread.submit(self._write, ()).result()
        finally:
            self._thread.shutdown()
            self._connection.close()

    def _write(self, batches: tuple[Batch, ...]) -> None:
        self._unwritten += batches
        if not self._unwritten:
            return
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            for batch in self._unwritten:
                batch.write(connection)
            connection.execute("COMMIT")
        except (sqlite3.Error, TypeError, ValueError, OverflowError) as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            waiting = len(self._unwritten)
            text = f"{self._path}: {error}; {waiting} batches wait for the next attempt"
            raise StoreError(text) from error
        self._unwritten.clear()
