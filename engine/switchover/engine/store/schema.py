"""The tables of a SQLite store, and how a connection to them is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final, Literal

from switchover.engine.store.errors import StoreError

__all__ = ["Durability", "connect", "create"]

Durability = Literal["normal", "full"]
"""``normal`` survives the death of the process; ``full`` that of the machine as well."""

VERSION: Final = 1
BUSY_MS: Final = 10_000  # how long to wait for another process's commit

# Exec ids and keys are random: rows kept in their order would each touch a page of their own, so
# tasks and values are appended, and their ids alone are sorted.
TABLES: Final = """
CREATE TABLE IF NOT EXISTS workflows (
    workflow_exec_id TEXT PRIMARY KEY, status TEXT NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tasks (
    task_exec_id TEXT PRIMARY KEY, workflow_exec_id TEXT NOT NULL, number INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS tasks_of_workflow ON tasks (workflow_exec_id, number);
CREATE TABLE IF NOT EXISTS journal (
    workflow_exec_id TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (workflow_exec_id, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS runs ON journal (workflow_exec_id) WHERE key = 'run';
CREATE TABLE IF NOT EXISTS signals (
    number INTEGER PRIMARY KEY AUTOINCREMENT, workflow_exec_id TEXT NOT NULL, name TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS signals_of_workflow ON signals (workflow_exec_id, number);
CREATE TABLE IF NOT EXISTS storage (
    key TEXT PRIMARY KEY, body BLOB NOT NULL, life_s REAL NOT NULL, expires_at REAL NOT NULL
);
"""


def connect(path: Path, durability: Durability) -> sqlite3.Connection:
    """Open a connection that commits when it is told to. Raises StoreError."""
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {durability.upper()}")
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot open the store: {error}") from error
    return connection


def create(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables. Raises StoreError for a file that a newer version has written."""
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            text = f"{path}: the store has format {version}; this version reads {VERSION}"
            raise StoreError(text)
        connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot open the store: {error}") from error
