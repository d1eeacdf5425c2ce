"""Values in Redis, or in anything that speaks its protocol."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ..errors import EngineError
from .errors import StorageAwayError
from .memory import DAY_S, checked, encoded, lifetime, missing
from .namespaced import namespace_named

if TYPE_CHECKING:
    from redis.asyncio import Redis

__all__ = ["RedisStorage"]

FOR_EVER: Final = -1
"""What Redis says of the time that is left to a key that does not expire."""
AT_ONCE: Final = 1000
"""Keys that one command asks for."""


class RedisStorage:
    """A `Storage` in Redis.

    Connections are made on first use and again after a loss. A lost server is an error of the call
    that met it, and never of the next. Give it a client of your own, which you close, or let
    `connect` make one.

    Args:
        client: an asyncio client (real or fake), with ``decode_responses`` off.
        namespace: put before each key, so that environments can share a server.
        ttl_s: how long a value lives after it was last stored or loaded, in seconds.
    """

    def __init__(self, client: Redis, *, namespace: str, ttl_s: float = DAY_S) -> None:
        self._client = client
        self._prefix = f"{namespace_named(namespace)}:"
        self._owners = f"{namespace}#owner:"
        self._ttl_s = ttl_s

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, url: str, *, namespace: str, ttl_s: float = DAY_S, connections: int = 32
    ) -> AsyncIterator[RedisStorage]:
        """Give a storage with a client of its own, closed at the end of the block.

        Args:
            url: such as ``redis://localhost:6379/0``.
            namespace: put before each key.
            ttl_s: how long a value lives, in seconds.
            connections: how many at most; a call waits for a free one.
        """
        storage = cls.opened(url, namespace=namespace, ttl_s=ttl_s, connections=connections)
        try:
            yield storage
        finally:
            await storage.close()

    @classmethod
    def opened(
        cls, url: str, *, namespace: str, ttl_s: float = DAY_S, connections: int = 32
    ) -> RedisStorage:
        """Return a storage with a client of its own, to be closed by `close`.

        Raises:
            EngineError: ``STORAGE_ADDRESS`` for what is no address of Redis.
        """
        from redis.asyncio import BlockingConnectionPool, Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import ExponentialBackoff

        patience = Retry(ExponentialBackoff(cap=0.2, base=0.02), retries=3)
        try:
            pool = BlockingConnectionPool.from_url(url, max_connections=connections, retry=patience)
        except ValueError as error:
            text = f"the storage's address cannot be used: {error}; write redis://HOST:PORT/NUMBER"
            raise EngineError("STORAGE_ADDRESS", text, retryable=False) from error
        return cls(Redis.from_pool(pool), namespace=namespace, ttl_s=ttl_s)

    async def check(self) -> None:
        """Return when the server answers. Raises EngineError STORAGE_UNAVAILABLE."""
        async with self._server("reach", "the server"):
            await self._client.ping()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def store(
        self, key: str, value: Any, *, ttl_s: float | None = None, owner: str | None = None
    ) -> None:
        """Keep a value under a key; an owner's beside a list of all that is his."""
        within, life_ms = self._within(key), math.ceil(lifetime(ttl_s, self._ttl_s) * 1000)
        entry = _head(life_ms, owner) + b'"value":' + encoded(key, value) + b"}"
        async with self._server("store", key):
            if owner is None:
                await self._client.set(within, entry, px=life_ms)
                return
            async with self._client.pipeline(transaction=True) as pipe:
                pipe.set(within, entry)
                pipe.hset(self._owners + owner, within, str(life_ms))
                await pipe.execute()

    async def load(self, key: str) -> Any:
        """Return the value; one that expires lives as long again as when it was stored."""
        within = self._within(key)
        async with self._server("load", key):
            async with self._client.pipeline(transaction=False) as pipe:
                pipe.get(within)
                pipe.pttl(within)
                entry, left_ms = await pipe.execute()
            if entry is None:
                raise missing(key)
            content = msgspec.json.decode(entry)
            if left_ms != FOR_EVER:
                await self._client.pexpire(within, content["life_ms"])
        return content["value"]

    async def delete(self, key: str) -> None:
        """Remove the value; a key that is not there is fine."""
        within = self._within(key)
        async with self._server("delete", key):
            await self._client.delete(within)

    async def release(self, owner: str) -> None:
        """Let what an owner stored expire."""
        name = self._owners + owner
        async with self._server("release what is owned by", owner):
            part: list[tuple[bytes, int]] = []
            async for within, life_ms in self._client.hscan_iter(name, count=AT_ONCE):
                part.append((within, int(life_ms)))
                if len(part) >= AT_ONCE:
                    await self._let_expire(owner, part)
                    part = []
            await self._let_expire(owner, part)
            await self._client.delete(name)

    async def _let_expire(self, owner: str, part: list[tuple[bytes, int]]) -> None:
        """Let keys expire; those that somebody else has stored since stay as they are."""
        pipe = self._client.pipeline(transaction=False)
        heads = [_head(life_ms, owner) for _, life_ms in part]
        for (within, _), head in zip(part, heads, strict=True):
            pipe.getrange(within, 0, len(head) - 1)
        found = await pipe.execute()
        for (within, life_ms), head, own in zip(part, heads, found, strict=True):
            if own == head:
                pipe.pexpire(within, life_ms)
        await pipe.execute()

    async def exists(self, key: str) -> bool:
        """Say whether a live value is there, without extending its life."""
        within = self._within(key)
        async with self._server("look for", key):
            return bool(await self._client.exists(within))

    async def keys(self, prefix: str) -> list[str]:
        """List the live keys that start with the prefix, sorted."""
        pattern = _literal(self._prefix + prefix) + "*"
        async with self._server("list", prefix):
            found = [key async for key in self._client.scan_iter(match=pattern, count=AT_ONCE)]
        return sorted({key.decode().removeprefix(self._prefix) for key in found})

    def _within(self, key: str) -> str:
        return self._prefix + checked(key)

    @asynccontextmanager
    async def _server(self, doing: str, key: str) -> AsyncIterator[None]:
        """Turn what the client raises into the engine's error, at this one place."""
        from redis.exceptions import RedisError

        try:
            yield
        except (RedisError, OSError) as error:
            message = f"Redis could not {doing} {key!r}: {error}; is the server up and reachable?"
            raise StorageAwayError(message) from error


def _head(life_ms: int, owner: str | None) -> bytes:
    """Return what an entry begins with; its value follows."""
    return msgspec.json.encode({"life_ms": life_ms, "owner": owner})[:-1] + b","


def _literal(text: str) -> str:
    """Escape what a Redis pattern would read as a wildcard."""
    return "".join(f"\\{letter}" if letter in "*?[]\\^-" else letter for letter in text)
