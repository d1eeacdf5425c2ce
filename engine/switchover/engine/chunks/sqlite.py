"""Chunks in a file of SQLite, for the processes of one machine."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from .database import ChunkDatabase, Row, Transaction
from .errors import ChunkStoreError

__all__ = ["SqliteChunks"]

R = TypeVar("R")

WAIT_S: Final = 60.0
"""How long to wait for other processes that write."""
NOW: Final = "(julianday('now') - 2440587.5) * 86400.0"
"""Seconds since 1970, to the millisecond."""
TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS works (work TEXT PRIMARY KEY, job BLOB NOT NULL,"
    " inputs INTEGER NOT NULL, is_over INTEGER NOT NULL DEFAULT FALSE)",
    "CREATE TABLE IF NOT EXISTS chunks (work TEXT NOT NULL, first INTEGER NOT NULL,"
    " count INTEGER NOT NULL, losses INTEGER NOT NULL DEFAULT 0,"
    " token INTEGER NOT NULL DEFAULT 0, held_until REAL NOT NULL DEFAULT 0, body BLOB,"
    " PRIMARY KEY (work, first))",
    "CREATE INDEX IF NOT EXISTS chunks_waiting ON chunks (work, first) WHERE body IS NULL",
)


class SqliteChunks(ChunkDatabase):
    """Works in one file; threads take turns.

    Raises:
        ChunkStoreError: it cannot be opened, read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                path, timeout=WAIT_S, isolation_level=None, check_same_thread=False
            )
            self._prepare()
        except sqlite3.Error as error:
            raise self._away("be opened", error) from error

    def _prepare(self) -> None:
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            for statement in TABLES:
                self._connection.execute(statement)
        except sqlite3.Error:
            self._connection.close()
            raise

    def _within(self, work: Callable[[Transaction], R]) -> R:
        try:
            with self._guard, self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                return work(self._do)
        except sqlite3.Error as error:
            raise self._away("be used", error) from error

    def _do(self, statement: str, *values: object) -> list[Row]:
        text = statement.replace("{now}", NOW).replace("{skipping}", "")
        return self._connection.execute(text, values).fetchall()

    def _away(self, what: str, error: sqlite3.Error) -> ChunkStoreError:
        return ChunkStoreError(f"{self._path}: cannot {what}: {error}")

    def close(self) -> None:
        self._connection.close()
