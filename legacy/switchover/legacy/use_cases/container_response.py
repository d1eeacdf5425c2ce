"""Responds for a container once its children have run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from switchover.engine import EngineContext, EngineError, TaskCall, TaskResponse
from switchover.engine.config import CollectionTask, ContainerTask, TaskConfig
from switchover.engine.outcomes import BROKEN, Progress, parent_status
from switchover.engine.run import told
from switchover.engine.states import Status, TaskError, TaskState

from ..options import Options
from ..services.collection_normalizer import templates
from ..services.normalizer import CONTAINERS
from ..services.progress_info import COMPLETING, progress_info, progress_of
from ..services.task_responder import DEFERRED, TaskResponder

__all__ = ["ContainerResponse"]


class ContainerResponse:
    """Aggregates the children of a parallel, a collection or a composite."""

    def __init__(self, context: EngineContext, responder: TaskResponder, options: Options) -> None:
        self._store = context.store
        self._now = context.now
        self._responder = responder
        self._options = options

    def respond(self, call: TaskCall) -> TaskResponse:
        """Write status, progress and outputs of a container and decide where to go.

        Raises:
            EngineError: ``CONTAINER_TYPE``; ``PROGRESS_NOT_VISIBLE`` or ``OUTPUTS_MISSING``,
                which another attempt may cure.
            TaskFailed: a failure without `on_error`.
        """
        if call.task.type not in CONTAINERS:
            text = f"task {call.task.id!r} of type {call.task.type!r} is no container"
            raise EngineError("CONTAINER_TYPE", text)
        state = self._aggregated(call)
        error = None
        if state.status is Status.FAILED:
            error = self._failure(call, state)
        response = self._responder.main_task(call, state, error)
        self._responder.deferred_outputs(call, response.state)
        if call.row is not None:
            self._responder.copy_to_child(call.row, response.state)
        return response

    def _aggregated(self, call: TaskCall) -> TaskState:
        exec_id, task = call.state.task_exec_id, call.task
        state = self._store.task(exec_id) or call.state
        progress = progress_of(self._store, exec_id)
        _check_visible(call, progress, self._store.children(exec_id))
        strategy = strategy_of(task)
        record = progress_info(progress, strategy, self._now())
        output: dict[str, Any] = {**(state.output or {}), "progress_info": record}
        if task.type in DEFERRED:
            output["outputs"] = self._outputs(task, exec_id)
        state = replace(state, status=parent_status(strategy, progress), output=output)
        self._store.put_task(state)
        return state

    def _outputs(self, task: TaskConfig, exec_id: str) -> dict[str, Any]:
        """Return the children's outputs by id; each completed child is to have one."""
        children = self._store.children(exec_id)
        lost = nested_ids(task, children) if self._options.lost_outputs_pass else frozenset()
        expected = sum(
            child.status in COMPLETING and child.task_id not in lost for child in children
        )
        outputs = {child.task_id: child.output for child in children if child.output is not None}
        found = sum(child.output is not None for child in children)
        if found < expected:
            text = f"task {task.id!r}: outputs missing: {found} of {expected} completed children"
            raise EngineError("OUTPUTS_MISSING", text)
        return outputs

    def _failure(self, call: TaskCall, state: TaskState) -> TaskError:
        task = call.task
        children = self._store.children(state.task_exec_id)
        progress = progress_of(self._store, state.task_exec_id)
        counts = ", ".join(
            f"{status}: {count}" for status, count in sorted(progress.counts.items())
        )
        reasons = [_reason(child, call) for child in children if child.status in BROKEN]
        failed = "; ".join([*reasons, *_causes(call, children)])
        text = (
            f"{task.type} task {task.id!r} failed: completed={progress.completed}, "
            f"failed={progress.failed}, total={progress.total} ({counts}); {failed}"
        )
        return TaskError(message=text, code="CONTAINER_FAILED")


def strategy_of(task: TaskConfig) -> str:
    """Return the strategy that counts: only a parallel has a say in it."""
    return task.strategy_name if task.type == "parallel" else "wait_all"


def nested_ids(task: TaskConfig, children: Sequence[TaskState]) -> frozenset[str]:
    """Return the ids of children that ran as a second row, so that theirs has no output."""
    if isinstance(task, CollectionTask):
        kinds = {str(template.get("type") or "basic") for template in templates(task)}
        return frozenset() if kinds == {"basic"} else frozenset(c.task_id for c in children)
    if not isinstance(task, ContainerTask):
        return frozenset()
    return frozenset(child.id for child in task.tasks if child.type not in ("", "basic"))


def _check_visible(call: TaskCall, progress: Progress, children: Sequence[TaskState]) -> None:
    if progress.total and not progress.completed and not progress.failed:
        text = f"task {call.task.id!r}: progress of {progress.total} children is not visible yet"
        raise EngineError("PROGRESS_NOT_VISIBLE", "; ".join([text, *_causes(call, children)]))


def _reason(child: TaskState, call: TaskCall) -> str:
    error = child.error or call.causes.get(child.task_exec_id)
    return f"{child.task_id}: {told(error) if error else 'no error recorded'}"


def _causes(call: TaskCall, children: Sequence[TaskState]) -> list[str]:
    """Say what ended the children whose rows stay open; the old services lost it."""
    open_rows = (child for child in children if child.status not in BROKEN)
    lost = ((child, call.causes.get(child.task_exec_id)) for child in open_rows)
    return [f"{child.task_id}: {told(cause)}" for child, cause in lost if cause is not None]
