"""A part of another storage, for one environment."""

from __future__ import annotations

from typing import Any

from ..errors import EngineError
from ..plain_json import is_name, storable
from .protocol import Storage

__all__ = ["NamespaceError", "NamespacedStorage", "namespace_named"]

APART = ":#"
"""What stands between a namespace and what is its own: a name has none of it."""


class NamespaceError(EngineError, ValueError):
    """A name that would not keep an environment apart from others."""

    def __init__(self, message: str) -> None:
        super().__init__("STORAGE_NAMESPACE", message, retryable=False)


def namespace_named(name: str) -> str:
    """Return the name of a namespace; `a:b` would share its keys with a part of `a`.

    Raises:
        NamespaceError: it is empty, or has a colon, a `#` or what no storage keeps in it.
    """
    if not name:
        raise NamespaceError("a namespace needs a name; without one, use the storage itself")
    if not is_name(name) or any(letter in name for letter in APART):
        text = f"{storable(name)!r} is no name of a namespace: it may have no ':' and no '#' in it"
        raise NamespaceError(text)
    return name


class NamespacedStorage:
    """Keeps its keys apart from everyone else's in the same storage.

    Args:
        storage: where the values really are.
        namespace: such as ``staging``; no two environments see each other's keys.
    """

    def __init__(self, storage: Storage, namespace: str) -> None:
        self._storage = storage
        self._prefix = f"{namespace_named(namespace)}:"

    async def store(
        self, key: str, value: Any, *, ttl_s: float | None = None, owner: str | None = None
    ) -> None:
        """Keep a value under the key."""
        whose = None if owner is None else self._prefix + owner
        await self._storage.store(self._within(key), value, ttl_s=ttl_s, owner=whose)

    async def load(self, key: str) -> Any:
        """Return the value and extend its life."""
        return await self._storage.load(self._within(key))

    async def delete(self, key: str) -> None:
        """Remove the value."""
        await self._storage.delete(self._within(key))

    async def release(self, owner: str) -> None:
        """Let what an owner stored in this namespace expire."""
        await self._storage.release(self._prefix + owner)

    async def exists(self, key: str) -> bool:
        """Say whether a live value is there."""
        return await self._storage.exists(self._within(key))

    async def keys(self, prefix: str) -> list[str]:
        """List the live keys of this namespace that start with the prefix, sorted."""
        found = await self._storage.keys(self._prefix + prefix)
        return [key.removeprefix(self._prefix) for key in found]

    def _within(self, key: str) -> str:
        return self._prefix + key if key else key
