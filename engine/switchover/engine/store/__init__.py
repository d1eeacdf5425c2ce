"""Where rows and values are kept: in memory, in SQLite, or in an overlay over another store."""

from switchover.engine.store.protocol import Storage, Store

__all__ = ["Storage", "Store"]
