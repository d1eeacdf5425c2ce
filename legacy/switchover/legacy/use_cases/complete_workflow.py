"""Ends a workflow: its status and its output from the rows of its tasks."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from switchover.engine import EngineContext, EngineError, Run
from switchover.engine.outcomes import default_output, last_word
from switchover.engine.rendering import transformed
from switchover.engine.states import Status, TaskError, TaskState, WorkflowState

from ..services.context_builder import ContextBuilder
from ..services.renderer import Renderer

__all__ = ["CompleteWorkflow"]


class CompleteWorkflow:
    """Computes how a workflow has ended."""

    def __init__(
        self, context: EngineContext, contexts: ContextBuilder, renderer: Renderer
    ) -> None:
        self._store = context.store
        self._now = context.now
        self._contexts = contexts
        self._renderer = renderer

    def complete(self, run: Run) -> WorkflowState:
        """Persist and return the workflow's final row; one that has ended stays as it is.

        Of failed and unfinished tasks the last in order of creation has the word, where the old
        services left it to the order of a map.

        Raises:
            EngineError: ``unknown_workflow_id``, not to be tried again; ``workflow_not_ready``.
        """
        state = self._store.workflow(run.workflow_exec_id)
        if state is None:
            text = f"unknown workflow execution {run.workflow_exec_id!r}"
            raise EngineError("unknown_workflow_id", text, retryable=False)
        if state.status in (Status.SUCCESS, Status.FAILED):
            return state
        rows = tuple(self._contexts.view(run).rows.by_id().values())
        status = last_word(rows)
        if status is Status.RUNNING:
            text = f"workflow {run.workflow.id!r} has tasks that have not ended"
            raise EngineError("workflow_not_ready", text)
        state = self._ended(run, replace(state, status=status, updated_at=self._now()), rows)
        self._store.put_workflow(state)
        return state

    def _ended(self, run: Run, state: WorkflowState, rows: Sequence[TaskState]) -> WorkflowState:
        outputs = run.workflow.outputs
        if outputs is None:
            return replace(state, output=default_output(rows))
        context = self._contexts.workflow(run, state.status, state.error)
        try:
            output = transformed(outputs, self._renderer, context, label="workflow")
            return replace(state, output=output)
        except EngineError as error:
            failure = TaskError(message=error.message, code="OUTPUT_TRANSFORMATION_FAILED")
            output = default_output(rows)
            return replace(state, status=Status.FAILED, output=output, error=failure)
