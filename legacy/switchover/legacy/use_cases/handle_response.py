"""Handles what an activity gave, by the type of the task and by whether it is a child."""

from __future__ import annotations

from contextlib import suppress

from msgspec.structs import replace

from switchover.engine import EngineContext, Execution, TaskCall, TaskFailed, TaskResponse
from switchover.engine.config import WaitTask
from switchover.engine.states import TaskState

from ..services.task_responder import TaskResponder

__all__ = ["HandleResponse"]


class HandleResponse:
    """Persists what came of a task's work."""

    def __init__(self, context: EngineContext, responder: TaskResponder) -> None:
        self._store = context.store
        self._responder = responder

    def handle(self, call: TaskCall, execution: Execution) -> TaskResponse:
        """Return where to go.

        A basic child has responded whatever came of it. A main basic task that failed fails its
        activity, although its response is there: `on_error` never comes into play.

        Raises:
            TaskFailed: as above, or for any other failure without `on_error`.
        """
        is_basic = call.task.type in ("", "basic")
        if call.row is not None and is_basic:
            return self._responder.subtask(call, execution)
        state = replace(self._current(call), output=execution.output)
        if is_basic and execution.error is not None:
            with suppress(TaskFailed):
                self._responder.main_task(call, state, execution.error)
            raise TaskFailed(execution.error)
        response = self._responder.main_task(call, state, execution.error)
        if call.row is not None and not isinstance(call.task, WaitTask):
            self._responder.copy_to_child(call.row, response.state)
        return response

    def _current(self, call: TaskCall) -> TaskState:
        return self._store.task(call.state.task_exec_id) or call.state
