"""Begins the wait of a wait task."""

from __future__ import annotations

from msgspec.structs import replace

from switchover.engine import EngineContext, EngineError, Execution, Run
from switchover.engine.config import TaskConfig, WaitTask
from switchover.engine.states import Status, TaskState

__all__ = ["ExecuteWait"]


class ExecuteWait:
    """Lets a row wait, for the moment that passes until the response is handled."""

    def __init__(self, context: EngineContext) -> None:
        self._store = context.store
        self._now = context.now

    def begin(self, run: Run, task: TaskConfig | None, state: TaskState) -> Execution:
        """Return what a wait task has to show before any signal came.

        Raises:
            EngineError: ``CONFIG_REQUIRED``, ``TYPE_UNSUPPORTED``, ``WORKFLOW_NOT_FOUND``.
        """
        if task is None:
            raise EngineError("CONFIG_REQUIRED", "a wait task needs its configuration")
        if not isinstance(task, WaitTask):
            text = f"unsupported task type {task.type!r} of {task.id!r}, expected wait"
            raise EngineError("TYPE_UNSUPPORTED", text)
        if self._store.workflow(run.workflow_exec_id) is None:
            text = f"failed to get workflow state {run.workflow_exec_id!r}"
            raise EngineError("WORKFLOW_NOT_FOUND", text)
        output = {
            "wait_status": "waiting",
            "signal_name": str(task.wait_for),
            "has_processor": task.processor_map is not None,
        }
        now = self._now()
        self._store.put_task(replace(state, status=Status.WAITING, output=output, updated_at=now))
        return Execution(output=output)
