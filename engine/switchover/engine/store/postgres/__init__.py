"""A store and a storage in PostgreSQL."""

from __future__ import annotations

from ..database import Durability
from ..durable import FINISHED, DurableStore
from .database import PostgresDatabase

__all__ = ["PostgresDatabase", "PostgresStore"]


class PostgresStore(DurableStore):
    """Rows, journal, signals and values of any number of runs in one schema.

    Args:
        url: as `PostgresDatabase` reads it.
        durability: ``normal`` loses nothing when a process of ours dies, ``full`` also when the
            server's machine loses power; the latter waits for its disk at every flush.
        make: whether to make the tables where there are none.
        keep: how many finished workflows to keep in memory; older ones are read again when needed.

    Raises:
        StoreError: the server cannot be reached, or has no tables.
    """

    def __init__(
        self,
        url: str,
        *,
        durability: Durability = "normal",
        keep: int = FINISHED,
        make: bool = True,
    ) -> None:
        super().__init__(PostgresDatabase(url, durability, make=make), keep=keep)
