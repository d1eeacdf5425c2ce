"""Opens a store by its address."""

from __future__ import annotations

from collections.abc import Callable

from switchover.engine.errors import EngineError
from switchover.engine.store.database import Durability
from switchover.engine.store.durable_storage import DurableStorage
from switchover.engine.store.memory import MemoryStorage, MemoryStore
from switchover.engine.store.postgres import PostgresStore
from switchover.engine.store.protocol import RunStore, Storage
from switchover.engine.store.sqlite import SqliteStore

__all__ = ["open_store"]


def open_store(
    address: str,
    *,
    now: Callable[[], float],
    durability: Durability = "normal",
    make: bool = True,
) -> tuple[RunStore, Storage]:
    """Open ``memory:``, ``sqlite:PATH`` or ``postgresql://...``; `make` one where there is none.

    Raises:
        EngineError: ``STORE_ADDRESS`` for another address.
        StoreError: the file or the server cannot be used, or nothing is there.
    """
    kind, _, path = address.partition(":")
    if kind == "memory" and not path:
        return MemoryStore(), MemoryStorage(now=now)
    if kind == "sqlite" and path:
        store = SqliteStore(path, durability=durability, make=make)
        return store, DurableStorage(store, now=now)
    if kind in ("postgresql", "postgres"):
        server = PostgresStore(address, durability=durability, make=make)
        return server, DurableStorage(server, now=now)
    text = f"{address!r} is no store; write memory:, sqlite:PATH or postgresql://USER@HOST/DATABASE"
    raise EngineError("STORE_ADDRESS", text, retryable=False)
