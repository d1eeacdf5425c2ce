"""How a workflow ends: its status and its output, from the rows of its tasks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from switchover.engine import EngineError, Run
from switchover.engine.outcomes import default_output
from switchover.engine.rendering import AuthoredText, transformed
from switchover.engine.states import Status, TaskError, TaskState, WorkflowState

from .context import OrchestratorContext
from .rows import reason_of
from .run_view import RunView

__all__ = ["WorkflowCompletion"]

UNFINISHED = frozenset({Status.RUNNING, Status.PENDING, Status.WAITING})
FAILURE_ROUTES = frozenset({"on_error", "on_timeout"})
"""The transitions that follow a failure."""


class WorkflowCompletion:
    """Computes and persists the end of workflows."""

    def __init__(self, context: OrchestratorContext) -> None:
        self._context = context

    async def complete(self, run: Run) -> WorkflowState:
        """Return the workflow's final row; one that has ended stays as it is.

        Raises:
            EngineError: ``unknown_workflow_id``, not to be tried again; ``workflow_not_ready``.
        """
        store = self._context.store
        state = store.workflow(run.workflow_exec_id)
        if state is None:
            text = f"unknown workflow execution {run.workflow_exec_id!r}"
            raise EngineError("unknown_workflow_id", text, retryable=False)
        if state.status in (Status.SUCCESS, Status.FAILED):
            return state
        view = self._context.variables.run(run)
        rows = view.rows.by_id().values()
        main = [row for row in rows if row.parent_state_id is None]
        if any(row.status in UNFINISHED for row in main):
            text = f"workflow {run.workflow.id!r} has tasks that have not ended"
            raise EngineError("workflow_not_ready", text)
        state = replace(state, **_end(main, view), updated_at=self._context.now())
        state = self._with_output(run, state, rows)
        store.put_workflow(state)
        self._context.variables.forget(run)
        return state

    def _with_output(
        self, run: Run, state: WorkflowState, rows: Iterable[TaskState]
    ) -> WorkflowState:
        outputs = run.workflow.outputs
        if outputs is None:
            return replace(state, output=self._default(rows))
        variables = self._context.variables.workflow(run, state)
        try:
            output = transformed(outputs, self._context.renderer, variables, label="workflow")
            return replace(state, output=output)
        except EngineError as error:
            failure = TaskError(message=error.message, code="OUTPUT_TRANSFORMATION_FAILED")
            output = self._default(rows)
            return replace(state, status=Status.FAILED, output=output, error=failure)

    def _default(self, rows: Iterable[TaskState]) -> dict[str, Any]:
        return default_output(rows, says_type=self._context.directory.follows_children)


def _end(rows: Iterable[TaskState], view: RunView) -> dict[str, Any]:
    """Return the status and the error that the tasks without a parent give.

    A failure that another task was configured to follow is handled and counts no more.
    """
    for row in rows:
        if row.status is Status.FAILED and not _is_handled(row, view):
            text = f"no task follows the failure of {reason_of(row)}"
            return {"status": Status.FAILED, "error": TaskError(message=text, code="TASK_FAILED")}
    return {"status": Status.SUCCESS, "error": None}


def _is_handled(row: TaskState, view: RunView) -> bool:
    """Say whether a failure was gone on from.

    What has no parent and is none of the workflow's own tasks stands in one of them, at the end of
    a route or as the processor of a wait: the run would have ended there, had nothing followed.
    """
    task = view.tasks.get(row.task_id)
    if task is None:
        return True
    return any(
        target in view.tasks or isinstance(target, AuthoredText)
        for path, target in task.targets()
        if path[0] in FAILURE_ROUTES
    )
