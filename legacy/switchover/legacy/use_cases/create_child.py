"""Makes the rows of a container's children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, repeat

from switchover.engine import Child, Children, EngineContext, EngineError, StopRule, TaskCall
from switchover.engine.config import CollectionTask, TaskConfig
from switchover.engine.states import TaskState

from ..options import Options
from ..services.config_manager import ConfigManager
from ..services.normalizer import CONTAINERS
from .create_state import partial_state

__all__ = ["CreateChildTasks"]

LIMIT = 100
"""Children that run at once; what a task asks for is not obeyed."""

UNCONFIGURED = "unconfigured"


class CreateChildTasks:
    """Creates children from the metadata that was kept when their parent's row was made."""

    def __init__(self, context: EngineContext, configs: ConfigManager, options: Options) -> None:
        self._context = context
        self._configs = configs
        self._options = options

    async def create(self, call: TaskCall) -> Children:
        """Create one pending row per child, keep its configuration, and say how to run them.

        Raises:
            EngineError: ``NOT_PARENT``, ``METADATA_NOT_FOUND``, or ``CHILD_CONFIG_SAVE``, which
                names how many configurations were taken back; the rows stay.
        """
        parent, kind = call.state.task_exec_id, call.task.type
        if kind not in CONTAINERS:
            raise EngineError("NOT_PARENT", f"task {call.task.id!r} of type {kind!r} is no parent")
        metadata = await self._configs.metadata(kind, parent)
        configs = [
            call.task.types.task(data, source=call.task.source.child(*path))
            for data, path in zip(metadata["child_configs"], _paths(call.task), strict=False)
        ]
        rows = self._rows(call, configs)
        await self._save(rows, configs)
        return self._children(call.task, configs, rows)

    def _rows(self, call: TaskCall, configs: Sequence[TaskConfig]) -> list[TaskState]:
        parent, now, store = call.state.task_exec_id, self._context.now(), self._context.store
        new_id = self._context.new_id
        rows = [partial_state(call.run, child, new_id(), now, parent) for child in configs]
        with store.transaction():
            for row in rows:
                store.put_task(row)
        return rows

    async def _save(self, rows: Sequence[TaskState], configs: Sequence[TaskConfig]) -> None:
        saved: list[str] = []
        try:
            for row, config in zip(rows, configs, strict=True):
                await self._configs.save_config(
                    row.task_exec_id, config.data, owner=row.workflow_exec_id
                )
                saved.append(row.task_exec_id)
        except EngineError as error:
            for exec_id in saved:
                await self._configs.delete_config(exec_id)
            text = f"{error.message}; {len(saved)} saved configs were rolled back"
            raise EngineError("CHILD_CONFIG_SAVE", text) from error

    def _children(
        self, task: TaskConfig, configs: Sequence[TaskConfig], rows: Sequence[TaskState]
    ) -> Children:
        """Return the children in the order in which they run: by the text of their ids."""
        written = self._written(task, configs)
        items = [
            Child(row=row.task_exec_id, task=config)
            for row, config in zip(rows, written, strict=True)
        ]
        match task.type:
            case "composite":
                return Children(items=tuple(items), limit=1, abort_on_error=True)
            case "parallel":
                return Children(items=_sorted(items, rows), limit=LIMIT, stop=stop_rule(task))
            case _:
                limit = 1 if task.data.get("mode") == "sequential" else LIMIT
                return Children(items=_sorted(items, rows), limit=limit)

    def _written(self, task: TaskConfig, configs: Sequence[TaskConfig]) -> Sequence[TaskConfig]:
        """Return what each child is run with.

        The children of a collection got its template as it was written; a basic child loads its
        own configuration anyway. Of several templates there was none to get.
        """
        if not isinstance(task, CollectionTask):
            return configs
        if self._options.scoped_items and not all(map(_is_basic, configs)):
            return configs
        if task.task is not None:
            return [task.task] * len(configs)
        return [
            child if _is_basic(child) else child.merge({"type": UNCONFIGURED}) for child in configs
        ]


def stop_rule(task: TaskConfig) -> StopRule:
    """Return when a parallel task stops waiting; nothing is ever canceled."""
    match task.strategy_name:
        case "fail_fast":
            return StopRule(on_failure=True)
        case "race":
            return StopRule(on_success=True, on_failure=True)
        case _:
            return StopRule()


def _sorted(items: Sequence[Child], rows: Sequence[TaskState]) -> tuple[Child, ...]:
    pairs = zip(rows, items, strict=True)
    return tuple(item for _, item in sorted(pairs, key=lambda pair: pair[0].task_id))


def _paths(task: TaskConfig) -> Iterator[tuple[str | int, ...]]:
    """Yield where in the task each child was written, without end."""
    if isinstance(task, CollectionTask) and task.task_map is not None:
        return repeat(("task",))
    listed = task.data.get("tasks") or ()
    return cycle([("tasks", index) for index in range(len(listed))])


def _is_basic(task: TaskConfig) -> bool:
    return task.type in ("", "basic")
