"""Values in Redis, or in anything that speaks its protocol."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from switchover.engine.errors import EngineError

if TYPE_CHECKING:
    from redis.asyncio import Redis

DAY_S = 24 * 60 * 60.0


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

    def __init__(self, client: "Redis", *, namespace: str, ttl_s: float = DAY_S) -> None:
        self._client = client
        self._prefix = f"{namespace}:"
        self._ttl_s = ttl_s

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, url: str, *, namespace: str, ttl_s: float = DAY_S, connections: int = 32
    ) -> AsyncIterator["RedisStorage"]:
        """Give a storage with a client of its own, closed at the end of the block.

        Args:
            url: such as ``redis://localhost:6379/0``.
            namespace: put before each key.
            ttl_s: how long a value lives, in seconds.
            connections: how many at most; a call waits for a free one.
        """
        from redis.asyncio import BlockingConnectionPool, Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import ExponentialBackoff

        patience = Retry(ExponentialBackoff(cap=0.2, base=0.02), retries=3)
        pool = BlockingConnectionPool.from_url(url, max_connections=connections, retry=patience)
        client = Redis.from_pool(pool)
        try:
            yield cls(client, namespace=namespace, ttl_s=ttl_s)
        finally:
            await client.aclose()

    async def store(self, key: str, value: Any, *, ttl_s: float | None = None) -> None:
        """Keep a value under a key."""
        within, life_s = self._within(key), self._ttl_s if not ttl_s or ttl_s <= 0 else ttl_s
        life_ms = math.ceil(life_s * 1000)
        entry = _encoded(key, {"life_ms": life_ms, "value": value})
        async with self._server("store", key):
            await self._client.set(within, entry, px=life_ms)

    async def load(self, key: str) -> Any:
        """Return the value and let it live as long again as when it was stored."""
        within = self._within(key)
        async with self._server("load", key):
            entry = await self._client.get(within)
            if entry is None:
                raise EngineError("STORAGE_MISSING", f"nothing is stored under {key!r}")
            content = msgspec.json.decode(entry)
            await self._client.pexpire(within, content["life_ms"])
        return content["value"]

    async def delete(self, key: str) -> None:
        """Remove the value; a key that is not there is fine."""
        within = self._within(key)
        async with self._server("delete", key):
            await self._client.delete(within)

    async def exists(self, key: str) -> bool:
        """Say whether a live value is there, without extending its life."""
        within = self._within(key)
        async with self._server("look for", key):
            return bool(await self._client.exists(within))

    async def keys(self, prefix: str) -> list[str]:
        """List the live keys that start with the prefix, sorted."""
        pattern = _literal(self._prefix + prefix) + "*"
        async with self._server("list", prefix):
            found = [key async for key in self._client.scan_iter(match=pattern, count=1000)]
        return sorted({key.decode().removeprefix(self._prefix) for key in found})

    def _within(self, key: str) -> str:
        if not key:
            text = "a value needs a key that is not empty"
            raise EngineError("STORAGE_KEY", text, retryable=False)
        return self._prefix + key

    @asynccontextmanager
    async def _server(self, doing: str, key: str) -> AsyncIterator[None]:
        """Turn what the client raises into the engine's error, at this one place."""
        from redis.exceptions import RedisError

        try:
            yield
        except (RedisError, OSError) as error:
            message = f"Redis could not {doing} {key!r}: {error}; is the server up and reachable?"
            raise EngineError("STORAGE_UNAVAILABLE", message) from error


def _encoded(key: str, entry: dict[str, Any]) -> bytes:
    if entry["value"] is None:
        text = f"there is nothing to store under {key!r}"
        raise EngineError("STORAGE_VALUE", text, retryable=False)
    try:
        return msgspec.json.encode(entry)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        text = f"the value for {key!r} is not plain data: {error}"
        raise EngineError("STORAGE_VALUE", text, retryable=False) from error


def _literal(text: str) -> str:
    """Escape what a Redis pattern would read as a wildcard."""
    return "".join(f"\\{letter}" if letter in "*?[]\\^-" else letter for letter in text)
