"""Bodies too large for where they would lie, kept in a store beside the rows of their run."""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Protocol, runtime_checkable

from ..errors import EngineError
from .database import Entry

__all__ = ["GONE", "KEPT_S", "Depot", "Valued", "depot_of"]

KEPT_S: Final = 3 * 86400.0
"""How long a body is kept after the end of its run: as long as people look at what ended."""
AT_HAND: Final = 32 * 1024 * 1024
"""Bytes of bodies that stay in memory for who asks next, most often the same process."""
GONE: Final = "PAYLOAD_GONE"


@runtime_checkable
class Valued(Protocol):
    """A store that keeps values beside its rows, in the order of its writes."""

    def value(self, key: str) -> Entry | None:
        """Return what is on disk of a value."""
        ...

    def put_value(self, key: str, entry: Entry | None) -> None:
        """Keep a value, or let go of it; durable with the next flush."""
        ...

    def release_values(self, owner: str, now: float) -> None:
        """Let what a run owns expire, its life from now, and remove what has expired."""
        ...

    async def flush(self) -> None:
        """Return when all that was put so far is durable."""
        ...


class Depot:
    """Keeps bodies under keys that follow from what they hold: one that is kept twice is kept once.

    A body lies there as long as its run goes on, and `KEPT_S` longer. It goes into the transaction
    of its run's rows, so that a process that lost the run keeps nothing more for it.

    Args:
        store: of the run; every process that is to find the body uses the same.
        now: the clock by which bodies of ended runs expire.
    """

    def __init__(self, store: Valued, *, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now
        self._recent: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def put(self, owner: str, body: bytes) -> str:
        """Keep the body for a run, durable with the store's next flush; return its key."""
        key = _key(owner, body)
        self._store.put_value(key, (body, KEPT_S, math.inf, owner))
        return key

    async def keep(self, owner: str, body: bytes, *, has_ended: bool = False) -> str:
        """Keep the body for a run, durably; it expires by itself when the run has ended.

        Raises:
            StoreError: the store cannot be written.
        """
        key = _key(owner, body)
        if key in self._recent and not has_ended:
            return key
        if has_ended:
            self._store.put_value(key, (body, KEPT_S, self._now() + KEPT_S, None))
        else:
            self.put(owner, body)
        await self._store.flush()
        self.note(key, body)
        return key

    def find(self, key: str) -> bytes:
        """Return the body.

        Raises:
            EngineError: ``PAYLOAD_GONE`` when it expired, or is in another store.
            StoreError: the store cannot be read.
        """
        found = self._recent.get(key)
        if found is not None:
            return found
        entry = self._store.value(key)
        if entry is None or _key(_owner(key), bytes(entry[0])) != key:
            text = (
                f"the value under {key!r} is not in this store: it is let go of {KEPT_S / 86400:g}"
                " days after its run has ended, and lies in the store that the run's worker has"
            )
            raise EngineError(GONE, text, retryable=False)
        body = bytes(entry[0])
        self.note(key, body)
        return body

    def release(self, owner: str) -> None:
        """Let what a run has here expire."""
        self._store.release_values(owner, self._now())

    def note(self, key: str, body: bytes) -> None:
        """Have a body at hand that is durable."""
        self._size += len(body) - len(self._recent.pop(key, b""))
        self._recent[key] = body
        while self._size > AT_HAND:
            self._size -= len(self._recent.popitem(last=False)[1])


def depot_of(store: object) -> Depot | None:
    """Give the depot of a store; None for one that keeps no values."""
    return Depot(store) if isinstance(store, Valued) else None


def _key(owner: str, body: bytes) -> str:
    return f"payload:{owner}:{hashlib.blake2b(body, digest_size=32).hexdigest()}"


def _owner(key: str) -> str:
    return key.removeprefix("payload:").rpartition(":")[0]
