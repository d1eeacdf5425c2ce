"""Keeps the configurations of tasks and the metadata of containers, by exec id."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from switchover.engine.config import CollectionTask, ParallelTask, TaskConfig
from switchover.engine.config.types.container import ContainerTask
from switchover.engine.context import EngineContext
from switchover.engine.errors import EngineError
from switchover.engine.store import Storage
from switchover.legacy.services.collection_normalizer import Expansion, metadata_of, worker_count
from switchover.legacy.services.context_builder import Plain
from switchover.legacy.services.item_scope import scope_of, scoped

TTL_S: Final = 24 * 3600.0
"""How long an entry lives after its last use. **Source:** the old engine's default."""


class ConfigManager:
    """Saves and loads configurations under `config:` and metadata under `metadata:`."""

    def __init__(self, context: EngineContext, ttl_s: float = TTL_S) -> None:
        self._storage: Storage = context.storage
        self._ttl_s = ttl_s if ttl_s > 0 else TTL_S

    async def save_config(self, exec_id: str, config: Plain | None) -> None:
        """Keep a task's effective configuration.

        Raises:
            EngineError: ``CONFIG_SAVE`` for an empty id, nothing to save, or a failing storage.
        """
        if not exec_id or config is None:
            missing = "task exec id" if not exec_id else "task config"
            raise EngineError("CONFIG_SAVE", f"failed to save task config: {missing} is required")
        try:
            await self._storage.store(_config_key(exec_id), dict(config), ttl_s=self._ttl_s)
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
        self, parent: str, task: TaskConfig, expansion: Expansion | None = None
    ) -> None:
        """Keep what a container needs to know of its children, by the type of the container.

        Raises:
            EngineError: ``CHILDREN_PARENT``, ``CHILDREN_KIND``, ``CHILDREN_EMPTY``,
                ``CHILD_ID`` or ``CHILD_INVALID`` with the index of the child.
        """
        if not parent:
            raise EngineError("CHILDREN_PARENT", "parent state id is required")
        match task:
            case ParallelTask():
                if not task.task_maps:
                    raise EngineError(
                        "CHILDREN_EMPTY", f"parallel task {task.id!r} has no children"
                    )
                strategy, workers = task.strategy_name, task.max_workers
                await self._keep("parallel", parent, _children(task), strategy, workers)
            case CollectionTask() if expansion is not None:
                workers = worker_count(task, len(expansion.children))
                counts = metadata_of(task, expansion)
                await self._keep(
                    "collection", parent, expansion.children, "wait_all", workers, counts
                )
            case ContainerTask() if task.type == "composite":
                await self._keep("composite", parent, _children(task), "wait_all", 1)
            case _:
                text = f"task {task.id!r} of type {task.type!r} does not have children"
                raise EngineError("CHILDREN_KIND", text)

    async def _keep(
        self,
        kind: str,
        parent: str,
        children: Sequence[Plain],
        strategy: str,
        workers: int,
        more: Plain | None = None,
    ) -> None:
        _check(children)
        metadata = {
            "parent_state_id": parent,
            "child_configs": list(children),
            "strategy": strategy,
            "max_workers": workers,
            **(more or {}),
        }
        await self._storage.store(_metadata_key(kind, parent), metadata, ttl_s=self._ttl_s)

    async def _load(self, key: str, code: str, what: str) -> Any:
        try:
            return await self._storage.load(key)
        except EngineError as error:
            raise EngineError(code, f"{what}: {error.message}") from error


def _children(task: ContainerTask) -> list[Any]:
    """Return the children as written, with the directory and the item of their parent."""
    scope, children = scope_of(task), list[Any](task.task_maps)
    return [
        child
        if not isinstance(child, Mapping)
        else scoped({"CWD": task.cwd, **child} if task.cwd else child, scope)
        for child in children
    ]


def _check(children: Sequence[Any]) -> None:
    for index, child in enumerate(children):
        if not isinstance(child, Mapping):
            text = f"child at index {index} is no task configuration: {child!r}"
            raise EngineError("CHILD_INVALID", text, retryable=False)
        if not child.get("id"):
            text = f"child at index {index} has no id"
            raise EngineError("CHILD_ID", text, retryable=False)


def _config_key(exec_id: str) -> str:
    return f"config:{exec_id}"


def _metadata_key(kind: str, parent: str) -> str:
    return f"metadata:{kind}_metadata:{parent}"
