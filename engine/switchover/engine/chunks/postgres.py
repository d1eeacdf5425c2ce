"""Chunks in PostgreSQL, for any number of machines: claimed with SKIP LOCKED."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ..store.postgres.database import connected, separated
from ..store.postgres.migrating import migrate
from .database import ChunkDatabase, Row, Transaction
from .errors import ChunkStoreError

if TYPE_CHECKING:
    import psycopg

__all__ = ["PostgresChunks"]

R = TypeVar("R")

PATIENCE_S: Final = 300.0
"""How long to wait for a server that went away; a restart takes seconds."""
AGAIN_S: Final = (0.05, 2.0)
"""The first pause between two tries, and the longest."""
NOW: Final = "extract(epoch FROM clock_timestamp())"


class PostgresChunks(ChunkDatabase):
    """Works in one schema of one database; threads take turns.

    The clock is the server's. A call that meets a server that went away waits for it; the first
    one, which opens the store, does not.

    Args:
        url: ``postgresql://user@host:port/database``, with ``?schema=NAME`` for tables apart.
        patience_s: how long a call waits for the server.

    Raises:
        ChunkStoreError: it cannot be reached.
    """

    def __init__(self, url: str, *, patience_s: float = PATIENCE_S) -> None:
        self._url, self._schema = separated(url)
        self._patience_s = patience_s
        self._guard = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None
        import psycopg

        try:
            migrate(self._connected(), self._schema, name=self._schema)
        except (psycopg.Error, ValueError) as error:
            raise self._away(error) from error

    def _within(self, work: Callable[[Transaction], R]) -> R:
        import psycopg

        end, pause = time.monotonic() + self._patience_s, AGAIN_S[0]
        while True:
            try:
                with self._guard:
                    connection = self._connected()
                    with connection.transaction():
                        return work(_doing(connection))
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if time.monotonic() > end:
                    raise self._away(error) from error
            except psycopg.Error as error:
                raise self._away(error) from error
            time.sleep(pause)
            pause = min(2 * pause, AGAIN_S[1])

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed or self._connection.broken:
            self.close()
            self._connection = connected(self._url, self._schema)
        return self._connection

    def _away(self, error: Exception) -> ChunkStoreError:
        return ChunkStoreError(f"PostgreSQL ({self._schema}): {' '.join(str(error).split())}")

    def close(self) -> None:
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
            self._connection = None


def _doing(connection: psycopg.Connection[Any]) -> Transaction:
    def do(statement: str, *values: object) -> list[Row]:
        text = statement.replace("{now}", NOW).replace("{skipping}", "FOR UPDATE SKIP LOCKED")
        cursor = connection.execute(text.replace("?", "%s").encode(), values)
        return cursor.fetchall() if cursor.description is not None else []

    return do
