"""Where rows and values are kept: in memory, SQLite, PostgreSQL, Redis, or an overlay."""

from __future__ import annotations

from .database import Durability
from .depot import Depot, depot_of
from .durable import DurableStore
from .durable_storage import DurableStorage
from .errors import StorageAwayError, StoreError
from .fencing import ELSEWHERE, SHRUNK, Reach, rows_elsewhere
from .memory import MemoryStorage, MemoryStore
from .namespaced import NamespacedStorage
from .opening import REDIS, open_storage, open_store
from .overlay import OverlayStorage, OverlayStore
from .postgres import PostgresStore
from .protocol import (
    Claiming,
    Fencing,
    Inbox,
    Journal,
    Rereading,
    RunStore,
    Storage,
    Store,
)
from .redis import RedisStorage
from .sqlite import SqliteStore

__all__ = [
    "ELSEWHERE",
    "REDIS",
    "SHRUNK",
    "Claiming",
    "Depot",
    "Durability",
    "DurableStorage",
    "DurableStore",
    "Fencing",
    "Inbox",
    "Journal",
    "MemoryStorage",
    "MemoryStore",
    "NamespacedStorage",
    "OverlayStorage",
    "OverlayStore",
    "PostgresStore",
    "Reach",
    "RedisStorage",
    "Rereading",
    "RunStore",
    "SqliteStore",
    "Storage",
    "StorageAwayError",
    "Store",
    "StoreError",
    "depot_of",
    "open_storage",
    "open_store",
    "rows_elsewhere",
]
