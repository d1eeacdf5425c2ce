"""A store and a storage in one SQLite file."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ..plain_json import encode
from ..states import TaskState
from .claims import Claims
from .database import ENDED, Batch, Durability, Entry
from .durable import FINISHED, DurableStore
from .errors import StoreError
from .fencing import TAKE, Reach, lost_runs
from .file import prepare
from .schema import connect, create

__all__ = ["SqliteDatabase", "SqliteStore"]

UNFINISHED: Final = (
    "SELECT workflow_exec_id FROM journal WHERE key = 'run' AND workflow_exec_id NOT IN"
    " (SELECT workflow_exec_id FROM workflows WHERE status IN (?, ?, ?, ?))"
)
ROWS: Final = (
    "SELECT 0 AS number, body FROM workflows WHERE workflow_exec_id = ?"
    " UNION ALL SELECT number, body FROM tasks WHERE workflow_exec_id = ? ORDER BY number"
)
WORKFLOW: Final = (
    "INSERT INTO workflows VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET status = excluded.status, body = excluded.body"
)
TASK: Final = "INSERT INTO tasks VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
JOURNAL: Final = "INSERT OR REPLACE INTO journal VALUES (?, ?, ?)"
SIGNAL: Final = "INSERT INTO signals (workflow_exec_id, name, body) VALUES (?, ?, ?)"
KEEP: Final = "INSERT OR REPLACE INTO storage VALUES (?, ?, ?, ?, ?)"
FENCE: Final = "INSERT INTO fences VALUES (?, ?, ?, ?, ?)" + TAKE  # noqa: S608 - both are constants
RELEASE: Final = "UPDATE storage SET owner = NULL, expires_at = ? + life_s WHERE owner = ?"
DROP: Final = "DELETE FROM storage WHERE key = ?"
SWEEP: Final = (
    "DELETE FROM storage WHERE key IN (SELECT key FROM storage"
    " WHERE owner IS NULL AND expires_at <= ? LIMIT 1000)"
)
"""Takes little at a time from who ends a run; what is left goes with the next."""


class SqliteStore(DurableStore):
    """Rows, journal, signals and values of any number of runs in one file.

    Args:
        durability: ``normal`` loses nothing when the process dies, ``full`` also when the machine
            loses power; the latter waits for the disk at every flush.
        keep: how many finished workflows to keep in memory; older ones are read again when needed.
        make: whether to make a store where there is none.

    Raises:
        StoreError: there is none, or what is there cannot be used.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        durability: Durability = "normal",
        keep: int = FINISHED,
        make: bool = True,
    ) -> None:
        self.path = Path(path)
        super().__init__(SqliteDatabase(self.path, durability, make=make), keep=keep)


class SqliteDatabase:
    """A `Database` in one file."""

    def __init__(self, path: Path, durability: Durability, *, make: bool = True) -> None:
        self._path = path
        prepare(path, durability, make=make)
        self._connection = connect(path, durability)
        try:
            create(self._connection, path)
            self._reader = connect(path, durability)
        except StoreError:
            self._connection.close()
            raise
        self._holder = secrets.token_hex(8)
        self._claims = Claims(path.with_name(f"{path.name}-runs"))

    @property
    def name(self) -> str:
        return str(self._path)

    def last_number(self) -> int:
        return self._read("SELECT max(number) FROM tasks")[0][0] or 0

    def rows(self, workflow_exec_id: str) -> Iterable[tuple[int, bytes]]:
        return self._read(ROWS, (workflow_exec_id, workflow_exec_id))

    def workflow_of(self, task_exec_id: str) -> str | None:
        query = "SELECT workflow_exec_id FROM tasks WHERE task_exec_id = ?"
        rows = self._read(query, (task_exec_id,))
        return str(rows[0][0]) if rows else None

    def unfinished(self) -> list[str]:
        return [row[0] for row in self._read(UNFINISHED, ENDED)]

    def claim(self, workflow_exec_id: str) -> bool:
        return self._claims.take(workflow_exec_id)

    def entries(self, workflow_exec_id: str) -> dict[str, bytes]:
        query = "SELECT key, body FROM journal WHERE workflow_exec_id = ?"
        return dict(self._read(query, (workflow_exec_id,)))

    def signals(self, workflow_exec_id: str, after: int) -> list[tuple[int, str, bytes]]:
        query = (
            "SELECT number, name, body FROM signals"
            " WHERE workflow_exec_id = ? AND number > ? ORDER BY number"
        )
        return self._read(query, (workflow_exec_id, after))

    def value(self, key: str) -> Entry | None:
        query = "SELECT body, life_s, expires_at, owner FROM storage WHERE key = ?"
        rows: list[Entry] = self._read(query, (key,))
        return rows[0] if rows else None

    def value_keys(self, prefix: str, now: float) -> list[str]:
        query = "SELECT key FROM storage WHERE substr(key, 1, ?) = ? AND expires_at > ?"
        return [row[0] for row in self._read(query, (len(prefix), prefix, now))]

    def take(self, workflow_exec_id: str, reach: Reach) -> bool:
        with self._transaction() as connection:
            values = (workflow_exec_id, *reach, self._holder)
            return connection.execute(FENCE, values).rowcount == 1

    def write(self, batches: Sequence[Batch]) -> dict[str, str]:
        with self._transaction() as connection:
            lost = self._lost(set().union(*(batch.held for batch in batches)))
            for batch in batches:
                _write(batch.without(lost), connection)
        return lost

    def _lost(self, held: set[str]) -> dict[str, str]:
        """Of these runs, those that others have taken; the transaction lets nobody take more."""
        query = "SELECT workflow_exec_id, holder FROM fences WHERE workflow_exec_id = ?"
        ask = self._connection.execute
        found = dict(row for run in held for row in ask(query, (run,)))
        return lost_runs(held, found, self._holder)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except (sqlite3.Error, TypeError, ValueError, OverflowError) as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise StoreError(f"{self._path}: {error}") from error

    def _read(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """Read from disk. Raises StoreError STORE_DAMAGED, naming the file."""
        try:
            return self._reader.execute(query, values).fetchall()
        except sqlite3.Error as error:
            text = f"{self._path}: the store cannot be read: {error}"
            raise StoreError(text, code="STORE_DAMAGED") from error

    def close(self) -> None:
        self._connection.close()
        self._reader.close()
        self._claims.close()


def _write(batch: Batch, connection: sqlite3.Connection) -> None:
    many = connection.executemany
    if batch.workflows:
        many(WORKFLOW, [(w.workflow_exec_id, w.status, encode(w)) for w in batch.workflows])
    if batch.tasks:
        many(TASK, [_task_row(number, task) for number, task in batch.tasks])
    if batch.journal:
        many(JOURNAL, batch.journal)
    if batch.signals:
        many(SIGNAL, batch.signals)
    if batch.values:
        many(KEEP, [(key, *value) for key, value in batch.values.items() if value is not None])
        many(DROP, [(key,) for key, value in batch.values.items() if value is None])
    if batch.released:
        many(RELEASE, batch.released)
        connection.execute(SWEEP, (max(now for now, _ in batch.released),))


def _task_row(number: int, task: TaskState) -> tuple[Any, ...]:
    return task.task_exec_id, task.workflow_exec_id, number, encode(task)
