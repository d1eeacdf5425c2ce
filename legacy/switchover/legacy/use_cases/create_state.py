"""Makes the row of a task that is about to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from switchover.engine import Created, CreateState, EngineContext, EngineError, Run, Wait, Work
from switchover.engine.config import CollectionTask, Schemas, TaskConfig, WaitTask, check_params
from switchover.engine.rendering import plain
from switchover.engine.states import Status, TaskState

from ..services.collection_normalizer import (
    CollectionNormalizer,
    Expansion,
    metadata_of,
)
from ..services.component import component, given_to
from ..services.config_manager import ConfigManager
from ..services.normalizer import CONTAINERS, Normalizer

__all__ = ["CreateTaskState", "partial_state"]


@dataclass(frozen=True, slots=True)
class CreateTaskState:
    """Renders a task and creates its row; a basic child has one already."""

    _context: EngineContext
    _configs: ConfigManager
    _normalizer: Normalizer
    _collections: CollectionNormalizer

    async def create(self, request: CreateState) -> Created:
        """Return the task as it will be executed, and its row.

        The row of a nested task that is not basic is a second one, without a parent.

        Raises:
            EngineError: ``TYPE_UNSUPPORTED``, ``PARAMS`` (the row stays), or what rendering met.
        """
        task = request.task
        if task.type not in WORKS:
            raise EngineError("TYPE_UNSUPPORTED", f"task type {task.type!r} is not supported")
        if request.row is not None and task.type in ("", "basic"):
            return await self._subtask(request, request.row)
        task = self._rendered(request.run, task)
        state = await self._row(request.run, task)
        if isinstance(task, CollectionTask):
            state = await self._expanded(request.run, task, state)
        elif task.type in CONTAINERS:
            owner = request.run.workflow_exec_id
            await self._configs.prepare_children(state.task_exec_id, task, owner=owner)
        return Created(state=state, task=task, work=WORKS[task.type], wait=_wait(request.task))

    async def _subtask(self, request: CreateState, row: str) -> Created:
        state = self._context.store.task(row)
        if state is None:
            raise EngineError("STATE_NOT_FOUND", f"no state {row!r} for subtask")
        data = await self._configs.config(row)
        task = request.task.types.task(data, source=request.task.source)
        task = self._rendered(request.run, task)
        state = self._given(request.run, state, task)
        return Created(state=state, task=task, work=Work.EXECUTE)

    def _given(self, run: Run, state: TaskState, task: TaskConfig) -> TaskState:
        """Put into a child's row what its tool is given; its parent knew what was written only."""
        now = self._context.now()
        given = partial_state(run, task, state.task_exec_id, now).input
        if given == state.input:
            return state
        state = replace(state, input=given, updated_at=now)
        self._context.store.put_task(state)
        return state

    def _rendered(self, run: Run, task: TaskConfig) -> TaskConfig:
        if task.type in CONTAINERS:
            return task
        return self._normalizer.components(run, self._normalizer.task(run, task))

    async def _row(self, run: Run, task: TaskConfig) -> TaskState:
        exec_id = self._context.new_id()
        await self._configs.save_config(exec_id, task.data, owner=run.workflow_exec_id)
        now = self._context.now()
        state = partial_state(run, task, exec_id, now)
        self._context.store.put_task(state)
        if task.input is not None:
            await self._check(run, task, exec_id)
        return state

    async def _check(self, run: Run, task: TaskConfig, exec_id: str) -> None:
        try:
            check_params(task, task.with_, Schemas(run.workflow.schemas))
        except EngineError:
            await self._configs.delete_config(exec_id)
            raise

    async def _expanded(self, run: Run, task: CollectionTask, state: TaskState) -> TaskState:
        """Keep the children, note the counts in the row, and expand again for the response."""
        expansion = self._collections.expand(run, task)
        owner = run.workflow_exec_id
        await self._configs.prepare_children(state.task_exec_id, task, expansion, owner=owner)
        counts = metadata_of(task, expansion)
        state = replace(state, output={"collection_metadata": counts})
        self._context.store.put_task(state)
        return _with_total(state, self._collections.expand(run, task))


def _with_total(state: TaskState, again: Expansion) -> TaskState:
    """Add what only the answer of this activity knows; the row never does."""
    total = again.item_count + again.skipped_count
    counts = {**(state.output or {})["collection_metadata"], "total_items": total}
    return replace(state, output={"collection_metadata": counts})


def _wait(task: TaskConfig) -> Wait | None:
    """Return what a wait task waits for, as it was written."""
    return (
        Wait(signal=str(task.wait_for), timeout=str(task.timeout))
        if isinstance(task, WaitTask)
        else None
    )


def partial_state(
    run: Run, task: TaskConfig, exec_id: str, now: float, parent: str | None = None
) -> TaskState:
    """Return a new row, by what the task runs: an agent, a tool, or itself."""
    row = TaskState(
        task_exec_id=exec_id,
        task_id=str(task.id),
        workflow_id=run.workflow.id,
        workflow_exec_id=run.workflow_exec_id,
        status=Status.PENDING,
        execution_type=task.execution_type,
        parent_state_id=parent,
        created_at=now,
        updated_at=now,
    )
    if task.type in CONTAINERS:
        return replace(row, input=plain(task.with_ or {}))
    if reference := task.data.get("agent"):
        agent = component(reference)
        return replace(
            row,
            component="agent",
            agent_id=agent.id,
            action_id=str(task.action) or None,
            input=given_to(task, agent, agent.action),
        )
    if reference := task.data.get("tool"):
        tool = component(reference)
        return replace(row, component="tool", tool_id=tool.id, input=given_to(task, tool))
    return replace(row, input=_copy(task.with_), action_id=str(task.action) or None)


def _copy(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if given is None else plain(given)


WORKS = {
    "": Work.EXECUTE,
    "basic": Work.EXECUTE,
    "router": Work.EXECUTE,
    "aggregate": Work.EXECUTE,
    "signal": Work.EXECUTE,
    "wait": Work.SIGNAL,
    "parallel": Work.CHILDREN,
    "collection": Work.CHILDREN,
    "composite": Work.CHILDREN,
}
