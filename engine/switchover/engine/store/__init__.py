"""Where rows and values are kept: in memory, SQLite, PostgreSQL, Redis, or an overlay."""

from __future__ import annotations

from switchover.engine.store.database import Durability
from switchover.engine.store.durable import DurableStore
from switchover.engine.store.durable_storage import DurableStorage
from switchover.engine.store.errors import StoreError
from switchover.engine.store.memory import MemoryStorage, MemoryStore
from switchover.engine.store.namespaced import NamespacedStorage
from switchover.engine.store.opening import open_storage, open_store
from switchover.engine.store.overlay import OverlayStorage, OverlayStore
from switchover.engine.store.postgres import PostgresStore
from switchover.engine.store.protocol import (
    Claiming,
    Inbox,
    Journal,
    Rereading,
    RunStore,
    Storage,
    Store,
)
from switchover.engine.store.redis import RedisStorage
from switchover.engine.store.sqlite import SqliteStore

__all__ = [
    "Claiming",
    "Durability",
    "DurableStorage",
    "DurableStore",
    "Inbox",
    "Journal",
    "MemoryStorage",
    "MemoryStore",
    "NamespacedStorage",
    "OverlayStorage",
    "OverlayStore",
    "PostgresStore",
    "RedisStorage",
    "Rereading",
    "RunStore",
    "SqliteStore",
    "Storage",
    "Store",
    "StoreError",
    "open_storage",
    "open_store",
]
