"""Keeps the configurations of tasks and the metadata of containers, by exec id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from switchover.engine import EngineContext, EngineError
from switchover.engine.config import (
    CollectionTask,
    ContainerTask,
    ParallelTask,
    TaskConfig,
    TaskTypes,
)
from switchover.engine.store import Storage, StoreError

from .collection_normalizer import Expansion, metadata_of, worker_count
from .context_builder import Plain
from .item_scope import scope_of, scoped

__all__ = ["ConfigManager"]

TTL_S: Final = 24 * 3600.0
"""How long an entry lives after its last use. **Source:** the old engine's default, which counted
while the run went on as well, and so destroyed what took longer; here it counts from the run's end.
"""


class ConfigManager:
    """Saves and loads configurations under `config:` and metadata under `metadata:`."""

    def __init__(self, context: EngineContext, ttl_s: float = TTL_S) -> None:
        self._storage: Storage = context.storage
        self._ttl_s = ttl_s if ttl_s > 0 else TTL_S

    async def save_config(
        self, exec_id: str, config: Plain | None, *, owner: str | None = None
    ) -> None:
        """Keep a task's effective configuration; `owner` is the exec id of the workflow.

        Raises:
            EngineError: ``CONFIG_SAVE`` for an empty id, nothing to save, or a failing storage.
        """
        if not exec_id or config is None:
            missing = "task exec id" if not exec_id else "task config"
            raise EngineError("CONFIG_SAVE", f"failed to save task config: {missing} is required")
        try:
            await self._storage.store(
                _config_key(exec_id), dict(config), ttl_s=self._ttl_s, owner=owner
            )
        except StoreError:
            raise
        except EngineError as error:
            text = f"failed to save task config of {exec_id!r}: {error.message}"
            raise EngineError("CONFIG_SAVE", text) from error

    async def config(self, exec_id: str) -> dict[str, Any]:
        """Load a task's configuration. Raises EngineError CONFIG_NOT_FOUND, naming the id."""
        data: dict[str, Any] = await self._load(_config_key(exec_id), "CONFIG_NOT_FOUND", exec_id)
        return data

    async def delete_config(self, exec_id: str) -> None:
        await self._storage.delete(_config_key(exec_id))

    async def metadata(self, kind: str, parent: str) -> dict[str, Any]:
        """Load a container's metadata. Raises EngineError METADATA_NOT_FOUND, naming the kind."""
        key, what = _metadata_key(kind, parent), f"get {kind} task metadata of {parent!r}"
        data: dict[str, Any] = await self._load(key, "METADATA_NOT_FOUND", what)
        return data

    async def prepare_children(
        self,
        parent: str,
        task: TaskConfig,
        expansion: Expansion | None = None,
        *,
        owner: str | None = None,
    ) -> None:
        """Keep what a container needs to know of its children, by the type of the container.

        Raises:
            EngineError: ``CHILDREN_PARENT``, ``CHILDREN_KIND``, ``CHILDREN_EMPTY``,
                ``CHILD_ID`` or ``CHILD_INVALID`` with the index of the child.
        """
        if not parent:
            raise EngineError("CHILDREN_PARENT", "parent state id is required")
        metadata = {"parent_state_id": parent, **children_metadata(task, expansion)}
        _check(task.types, metadata["child_configs"])
        key = _metadata_key(task.type, parent)
        await self._storage.store(key, metadata, ttl_s=self._ttl_s, owner=owner)

    async def _load(self, key: str, code: str, what: str) -> Any:
        try:
            return await self._storage.load(key)
        except EngineError as error:
            raise EngineError(code, f"{what}: {error.message}") from error


def children_metadata(task: TaskConfig, expansion: Expansion | None) -> dict[str, Any]:
    """Return what is kept of a container's children, by the type of the container."""
    match task:
        case ParallelTask():
            if not task.task_maps:
                raise EngineError("CHILDREN_EMPTY", f"parallel {task.id!r} has no children")
            return {
                "child_configs": _children(task),
                "strategy": task.strategy_name,
                "max_workers": task.max_workers,
            }
        case CollectionTask() if expansion is not None:
            return {
                "child_configs": list(expansion.children),
                "strategy": "wait_all",
                "max_workers": worker_count(task, len(expansion.children)),
                **metadata_of(task, expansion),
            }
        case ContainerTask() if task.type == "composite":
            return {"child_configs": _children(task), "strategy": "wait_all", "max_workers": 1}
        case _:
            text = f"task {task.id!r} of type {task.type!r} does not have children"
            raise EngineError("CHILDREN_KIND", text)


def _children(task: ContainerTask) -> list[Plain]:
    """Return the children as written, with the directory and the item of their parent."""
    above = {"CWD": task.cwd} if task.cwd else {}
    return [scoped({**above, **child}, scope_of(task)) for child in task.task_maps]


def _check(types: TaskTypes, children: Sequence[Plain]) -> None:
    for index, child in enumerate(children):
        if not child.get("id"):
            text = f"child at index {index} has no id"
            raise EngineError("CHILD_ID", text, retryable=False)
        kind = child.get("type") or "basic"
        if kind not in types.names:
            text = f"child at index {index} is invalid: unknown type {kind!r}"
            raise EngineError("CHILD_INVALID", text, retryable=False)


def _config_key(exec_id: str) -> str:
    return f"config:{exec_id}"


def _metadata_key(kind: str, parent: str) -> str:
    return f"metadata:{kind}_metadata:{parent}"
