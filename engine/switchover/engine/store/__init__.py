"""Where rows and values are kept: in memory, in SQLite, or in an overlay over another store."""

from switchover.engine.store.errors import StoreError
from switchover.engine.store.memory import MemoryStorage, MemoryStore
from switchover.engine.store.protocol import Inbox, Journal, RunStore, Storage, Store

__all__ = [
    "Inbox",
    "Journal",
    "MemoryStorage",
    "MemoryStore",
    "RunStore",
    "Storage",
    "Store",
    "StoreError",
]
