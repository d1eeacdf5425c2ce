"""Where orchestrators keep configurations and metadata: memory, SQLite, or Redis.

All are the engine's `Storage`, so that both systems can use each.
"""

from __future__ import annotations

from switchover.engine.store import NamespacedStorage, RedisStorage

__all__ = ["NamespacedStorage", "RedisStorage"]
