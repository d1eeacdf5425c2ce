"""Effective configurations of tasks and metadata of containers, by exec id."""

from __future__ import annotations

from typing import Any, Final

from switchover.engine import EngineError
from switchover.engine.store import Storage, StoreError

from .item_scope import Plain
from .written import to_store

__all__ = ["Configs", "Stored"]


class Stored(dict[str, Any]):
    """A configuration of which storage holds the same, so that nobody needs to load it.

    A copy with changes is an ordinary map again, and so is what comes back from a journal.
    """

    __slots__ = ()


TTL_S: Final = 24 * 3600.0
"""How long an entry lives after its run has ended, and after its last use then, in seconds."""


class Configs:
    """Keeps configurations under `config:` and metadata under `metadata:`."""

    def __init__(self, storage: Storage, ttl_s: float = TTL_S) -> None:
        self._storage = storage
        self._ttl_s = ttl_s

    async def save(self, exec_id: str, config: Plain, *, owner: str | None = None) -> None:
        """Keep a task's configuration. Raises EngineError CONFIG_SAVE.

        `owner` is the exec id of the workflow: as long as its run has not ended, nothing expires.
        """
        try:
            body = to_store(config)
            await self._storage.store(f"config:{exec_id}", body, ttl_s=self._ttl_s, owner=owner)
        except StoreError:
            raise
        except EngineError as error:
            text = f"failed to save task config of {exec_id!r}: {error.message}"
            raise EngineError("CONFIG_SAVE", text) from error

    async def load(self, exec_id: str) -> dict[str, Any]:
        """Return a task's configuration. Raises EngineError CONFIG_NOT_FOUND, naming the id."""
        return await self._load(f"config:{exec_id}", "CONFIG_NOT_FOUND", exec_id)

    async def delete(self, exec_id: str) -> None:
        """Forget a task's configuration."""
        await self._storage.delete(f"config:{exec_id}")

    async def save_metadata(
        self, kind: str, exec_id: str, metadata: Plain, *, owner: str | None = None
    ) -> None:
        """Keep what a container needs to know of its children."""
        key = _metadata(kind, exec_id)
        await self._storage.store(key, metadata, ttl_s=self._ttl_s, owner=owner)

    async def load_metadata(self, kind: str, exec_id: str) -> dict[str, Any]:
        """Return a container's metadata. Raises EngineError METADATA_NOT_FOUND."""
        what = f"get {kind} task metadata of {exec_id!r}"
        return await self._load(_metadata(kind, exec_id), "METADATA_NOT_FOUND", what)

    async def _load(self, key: str, code: str, what: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = await self._storage.load(key)
        except EngineError as error:
            raise EngineError(code, f"{what}: {error.message}") from error
        return found


def _metadata(kind: str, exec_id: str) -> str:
    return f"metadata:{kind}_metadata:{exec_id}"
