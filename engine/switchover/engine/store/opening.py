"""Opens a store by its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from switchover.ground import is_postgres

from ..errors import EngineError
from .database import Durability
from .durable_storage import DurableStorage
from .memory import MemoryStorage, MemoryStore
from .namespaced import NamespacedStorage
from .postgres import PostgresStore
from .protocol import RunStore, Storage
from .redis import RedisStorage
from .sqlite import SqliteStore

__all__ = ["REDIS", "open_storage", "open_store"]

REDIS: Final = ("redis://", "rediss://", "unix://")


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
    if is_postgres(address):
        server = PostgresStore(address, durability=durability, make=make)
        return server, DurableStorage(server, now=now)
    text = f"{address!r} is no store; write memory:, sqlite:PATH or postgresql://USER@HOST/DATABASE"
    raise EngineError("STORE_ADDRESS", text, retryable=False)


def open_storage(address: str, beside: Storage, *, environment: str = "") -> Storage:
    """Open where values are kept: ``redis://HOST:PORT/NUMBER``, or without an address `beside`.

    `environment` keeps its keys apart from those of others in the same place.

    Raises:
        EngineError: ``STORAGE_ADDRESS`` for another address.
    """
    if not address:
        return NamespacedStorage(beside, environment) if environment else beside
    if not address.startswith(REDIS):
        kind = address.partition(":")[0]  # what follows may have a password in it
        text = f"{kind!r} is no storage; write redis://HOST:PORT/NUMBER, or leave it to the store"
        raise EngineError("STORAGE_ADDRESS", text, retryable=False)
    return RedisStorage.opened(address, namespace=environment or "switchover")
