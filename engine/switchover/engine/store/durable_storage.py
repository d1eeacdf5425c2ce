"""Values by key in the database of a store, written in order with its rows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec

from .database import Entry
from .durable import DurableStore
from .memory import checked, encoded, lifetime, missing

__all__ = ["DurableStorage"]

KEPT: Final = 4096  # values kept in memory
STALE: Final = 0.01  # share of a value's life by which the disk may be behind in its extension

_decode = msgspec.json.Decoder().decode


class DurableStorage:
    """A storage that is read from memory where it can be, and survives the process."""

    def __init__(
        self, store: DurableStore, *, now: Callable[[], float] = time.time, keep: int = KEPT
    ) -> None:
        self._store = store
        self._now = now
        self._keep = keep
        self._entries: dict[str, Entry | None] = {}
        self._owned: dict[str, set[str]] = {}
        self._deleted: set[str] = set()
        self._releases = self._on_disk = 0
        """Where the disk knows fewer releases, it calls values owned that are not any more."""
        store.on_reread(self._forget)

    async def store(
        self, key: str, value: Any, *, ttl_s: float | None = None, owner: str | None = None
    ) -> None:
        body = encoded(key, value)
        life = lifetime(ttl_s)
        if owner is None:
            await self._put(key, (body, life, self._now() + life, None))
        else:
            self._owned.setdefault(owner, set()).add(key)
            await self._put(key, (body, life, math.inf, owner))

    async def load(self, key: str) -> Any:
        entry = await self._find(checked(key))
        if entry is None:
            raise missing(key)
        body, life, expires, owner = entry
        if owner is not None:
            self._owned.setdefault(owner, set()).add(key)
        until = self._now() + life
        if until - expires > life * STALE:
            await self._put(key, (body, life, until, None))
        else:
            self._entries[key] = entry
            await self._trim()
        return _decode(body)

    async def delete(self, key: str) -> None:
        await self._put(checked(key), None)
        self._deleted.add(key)

    async def release(self, owner: str) -> None:
        now = self._now()
        for key in self._owned.pop(owner, ()):
            entry = self._entries.get(key)
            if entry is not None and entry[3] == owner:
                self._entries[key] = (entry[0], entry[1], now + entry[1], None)
        self._store.release_values(owner, now)
        self._releases += 1

    async def exists(self, key: str) -> bool:
        return await self._find(checked(key)) is not None

    async def keys(self, prefix: str) -> list[str]:
        await self._flush()
        return sorted(self._store.value_keys(prefix, self._now()))

    async def _flush(self) -> None:
        known = self._releases
        await self._store.flush()
        self._on_disk = known

    async def _find(self, key: str) -> Entry | None:
        if key not in self._entries and self._on_disk < self._releases:
            await self._flush()
        entry = self._entries[key] if key in self._entries else self._store.value(key)
        return None if entry is None or entry[2] <= self._now() else entry

    def _forget(self, owner: str) -> None:
        """Read a run's values again, which another process may have written meanwhile."""
        for key in self._owned.pop(owner, ()):
            self._entries.pop(key, None)
        for key in self._deleted:
            if self._entries.get(key, ...) is None:
                del self._entries[key]
        self._deleted.clear()

    async def _put(self, key: str, entry: Entry | None) -> None:
        self._entries.pop(key, None)
        self._entries[key] = entry
        self._store.put_value(key, entry)
        await self._trim()

    async def _trim(self) -> None:
        """Where there are too many, forget the half that was put longest ago, once on disk."""
        if len(self._entries) <= self._keep:
            return
        old = [*self._entries.items()][: self._keep // 2]
        await self._flush()
        for key, entry in old:
            if self._entries.get(key, ...) is entry:
                del self._entries[key]
        self._deleted.intersection_update(self._entries)
