"""Turns what came of a task into its final row and the step that follows."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from switchover.engine import (
    EngineContext,
    EngineError,
    Execution,
    TaskCall,
    TaskFailed,
    TaskResponse,
)
from switchover.engine.config import RouterTask, TaskConfig
from switchover.engine.outcomes import next_id, next_task
from switchover.engine.states import Status, TaskError, TaskState

from ..use_cases.evaluate_router import route_target
from .context_builder import ContextBuilder
from .output_transformer import OutputTransformer
from .parent_updater import ParentUpdate, ParentUpdater
from .renderer import Renderer

__all__ = ["DEFERRED", "TaskResponder"]

log = logging.getLogger("switchover.legacy")

DEFERRED: Final = frozenset({"parallel", "collection"})
"""Types whose `outputs` are rendered after their response was handled."""

FAILED_TEXTS: Final = {"parallel": "parallel task has children failures"}


@dataclass(frozen=True, slots=True)
class TaskResponder:
    """Handles the responses of main tasks and of children."""

    _context: EngineContext
    _contexts: ContextBuilder
    _transformer: OutputTransformer
    _parents: ParentUpdater
    _renderer: Renderer

    def main_task(self, call: TaskCall, state: TaskState, error: TaskError | None) -> TaskResponse:
        """Persist a task's end and decide where the workflow goes.

        Raises:
            TaskFailed: ``NO_ERROR_TRANSITION`` for a failure that nothing follows.
            EngineError: a transition could not be rendered; the row is written all the same.
        """
        given, state = state, self._ended(call, state, error)
        self._put(state)
        self._update_parent(state)
        task = call.task
        self._render_transitions(call, state)
        succeeded = state.status is not Status.FAILED
        if not succeeded and not next_id(task, succeeded=False):
            raise _unhandled(task, state.error)
        following = self._following(call, given, succeeded=succeeded)
        return TaskResponse(state=state, next_task=following, succeeded=succeeded)

    def subtask(self, call: TaskCall, execution: Execution) -> TaskResponse:
        """Persist a child's end; a failure of its own is no error of its activity."""
        state, error = replace(call.state, output=execution.output), execution.error
        if error is not None:
            failed = replace(error, code="EXECUTION_ERROR")
            self._put(replace(state, status=Status.FAILED, error=failed, output=None))
        state = self._ended(call, state, error)
        self._put(state)
        self._update_parent(state)
        return TaskResponse(state=state, succeeded=True)

    def deferred_outputs(self, call: TaskCall, state: TaskState) -> None:
        """Render the `outputs` of a parallel or collection that did not fail.

        The row becomes SUCCESS whatever its children came to. A failing template leaves the row
        as it was and is raised.
        """
        if call.task.type not in DEFERRED or state.status is Status.FAILED:
            return
        with self._context.store.transaction():
            current = self._context.store.task(state.task_exec_id) or state
            current = replace(current, status=Status.SUCCESS, updated_at=self._context.now())
            output = self._transformer.applied(call.run, call.task, current)
            self._context.store.put_task(replace(current, output=output))

    def copy_to_child(self, row: str, state: TaskState) -> None:
        """Copy the status of a nested task to the child row it ran for; its output gets lost."""
        child = self._context.store.task(row)
        if child is None:
            raise EngineError("LOAD_STATE_FAILED", f"failed to load child state {row!r}")
        self._put(replace(child, status=state.status))

    def _ended(self, call: TaskCall, state: TaskState, error: TaskError | None) -> TaskState:
        """Return the row with its final status, output and error."""
        if error is not None or state.status is Status.FAILED:
            return _failed(call.task, state, error)
        state = replace(state, error=None)
        if call.task.type in DEFERRED:
            return state
        state = replace(state, status=Status.SUCCESS)
        try:
            return replace(state, output=self._transformer.applied(call.run, call.task, state))
        except EngineError as problem:
            error = TaskError(message=problem.message, code=problem.code)
            return _failed(call.task, state, error)

    def _following(self, call: TaskCall, given: TaskState, *, succeeded: bool) -> TaskConfig | None:
        """Return where the workflow goes: a router's choice overrides the transitions.

        The choice is what the router gave, whatever its `outputs` make of it.
        """
        if succeeded and isinstance(call.task, RouterTask):
            key = str((given.output or {}).get("condition", ""))
            return route_target(call.run, call.task, key)
        find = self._contexts.definition(call.run).tasks.get
        return next_task(find, call.task, succeeded=succeeded)

    def _update_parent(self, state: TaskState) -> None:
        """Bring the parent up to date if it is a parallel; what goes wrong is nobody's affair."""
        parent = self._context.store.task(state.parent_state_id) if state.parent_state_id else None
        if parent is None or parent.execution_type != "parallel":
            return
        update = ParentUpdate(
            parent=parent.task_exec_id,
            strategy=strategy_in(parent.input),
            child_task_id=state.task_id,
            child_status=state.status,
            recursive=True,
        )
        try:
            self._parents.update(update)
        except EngineError:
            log.warning("legacy.parent_update_failed", extra={"parent": parent.task_exec_id})

    def _render_transitions(self, call: TaskCall, state: TaskState) -> None:
        """Render both transitions, whatever the outcome: a broken one breaks the other."""
        task = call.task
        both = [task.data.get("on_success"), task.data.get("on_error")]
        if any(both):
            self._renderer.render(both, self._contexts.transitions(call.run, task, state))

    def _put(self, state: TaskState) -> None:
        self._context.store.put_task(replace(state, updated_at=self._context.now()))


def strategy_in(given: Mapping[str, Any] | None) -> str:
    """Return the strategy under `_parallel_config`, a map or JSON, which nobody ever wrote."""
    config = (given or {}).get("_parallel_config")
    if isinstance(config, str):
        try:
            config = msgspec.json.decode(config)
        except msgspec.DecodeError:
            return "wait_all"
    strategy = config.get("strategy") if isinstance(config, Mapping) else None
    return strategy if isinstance(strategy, str) and strategy else "wait_all"


def _failed(task: TaskConfig, state: TaskState, error: TaskError | None) -> TaskState:
    generic = FAILED_TEXTS.get(task.type, "task execution failed")
    failure = TaskError(
        message=error.message if error else generic,
        code="execution_error",
        details=error.details if error else None,
    )
    return replace(state, status=Status.FAILED, error=failure)


def _unhandled(task: TaskConfig, error: TaskError | None) -> TaskFailed:
    reason = error.message if error else "task execution failed"
    text = f"task {task.id!r} failed with no error transition defined: {reason}"
    return TaskFailed(TaskError(message=text, code="NO_ERROR_TRANSITION"))
