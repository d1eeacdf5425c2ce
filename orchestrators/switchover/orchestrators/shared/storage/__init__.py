"""Where orchestrators keep configurations and metadata: memory, SQLite, or Redis.

All are the engine's `Storage`; memory and SQLite are the engine's own, Redis is added here.
"""

from switchover.orchestrators.shared.storage.namespaced import NamespacedStorage
from switchover.orchestrators.shared.storage.redis import RedisStorage

__all__ = ["NamespacedStorage", "RedisStorage"]
