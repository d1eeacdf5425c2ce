"""The tables of a SQLite store, and how a connection to them is opened."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from .database import Durability
from .errors import StoreError

__all__ = ["connect", "create"]

VERSION: Final = 2
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
    key TEXT PRIMARY KEY, body BLOB NOT NULL, life_s REAL NOT NULL, expires_at REAL NOT NULL,
    owner TEXT
);
CREATE INDEX IF NOT EXISTS storage_of_owner ON storage (owner) WHERE owner IS NOT NULL;
CREATE INDEX IF NOT EXISTS storage_expiring ON storage (expires_at) WHERE owner IS NULL;
CREATE TABLE IF NOT EXISTS fences (
    workflow_exec_id TEXT PRIMARY KEY, number INTEGER NOT NULL, began REAL NOT NULL,
    events INTEGER NOT NULL, holder TEXT NOT NULL
) WITHOUT ROWID;
"""

# Until format 2 no value had an owner: whatever a run stored expired, whether it had ended or not.
# The key of such a value ends with the exec id of a task.
OWNERS: Final = """
ALTER TABLE storage ADD COLUMN owner TEXT;
CREATE INDEX storage_of_owner ON storage (owner) WHERE owner IS NOT NULL;
UPDATE storage SET expires_at = 9e999, owner = found.run FROM (
    SELECT s.key AS stored, t.workflow_exec_id AS run FROM storage s
    JOIN tasks t ON s.key IN (
        'config:' || t.task_exec_id, 'metadata:parallel_metadata:' || t.task_exec_id,
        'metadata:collection_metadata:' || t.task_exec_id,
        'metadata:composite_metadata:' || t.task_exec_id
    )
    JOIN workflows w ON w.workflow_exec_id = t.workflow_exec_id
    WHERE w.status NOT IN ('SUCCESS', 'FAILED', 'TIMED_OUT', 'CANCELED')
) AS found WHERE key = found.stored;
"""

ENDED: Final = """
UPDATE storage SET owner = NULL, expires_at = strftime('%s', 'now') + life_s WHERE owner IN (
    SELECT workflow_exec_id FROM workflows
    WHERE status IN ('SUCCESS', 'FAILED', 'TIMED_OUT', 'CANCELED')
);
"""
"""Releases what the death of a process kept from being released."""


def connect(path: Path, durability: Durability) -> sqlite3.Connection:
    """Open a connection that commits when it is told to. Raises StoreError."""
    with ExitStack() as opened:
        try:
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            opened.callback(connection.close)
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {durability.upper()}")
        except sqlite3.Error as error:
            raise StoreError(f"{path}: cannot open the store: {error}") from error
        opened.pop_all()
    return connection


def create(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables. Raises StoreError for a file that a newer version has written."""
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            text = f"{path}: the store has format {version}; this version reads {VERSION}"
            raise StoreError(text)
        if not version and _has(connection, "%"):
            text = f"{path}: this is the database of something else, and no store"
            raise StoreError(text, code="STORE_DAMAGED")
        is_old = version == 1 and _has(connection, "storage")
        connection.executescript(
            f"BEGIN IMMEDIATE; {OWNERS if is_old else ''} {TABLES} {ENDED}"
            f" PRAGMA user_version = {VERSION}; COMMIT;"
        )
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot open the store: {error}") from error


def _has(connection: sqlite3.Connection, table: str) -> bool:
    query = "SELECT count(*) FROM sqlite_schema WHERE name LIKE ?"
    (count,) = connection.execute(query, (table,)).fetchone()
    return bool(count)
