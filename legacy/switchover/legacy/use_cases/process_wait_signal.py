"""Applies a signal to a wait task by its stored row and configuration.

The old engine had this beside its run loop: no run ever called it, because the row of a waiting
task does not say WAITING for longer than a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from switchover.engine import EngineContext, EngineError, Run
from switchover.engine.conditions import ConditionError, Conditions
from switchover.engine.config import TaskTypes, WaitTask
from switchover.engine.states import Status, TaskError, TaskState

from ..services.config_manager import ConfigManager
from ..services.wait_task_manager import task_variables


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitSignal:
    """A signal for one waiting task, and what a processor made of it."""

    task_exec_id: str
    name: str
    payload: dict[str, Any]
    processor_output: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ProcessWaitSignal:
    """Says whether a signal fulfils the condition of a wait task."""

    _context: EngineContext
    _configs: ConfigManager
    _conditions: Conditions

    async def process(self, run: Run, types: TaskTypes, signal: WaitSignal) -> bool:
        """Return whether the condition is met; a signal of another name does not meet it.

        Raises:
            EngineError: ``STATE_NOT_FOUND``, ``CONFIG_NOT_FOUND``, ``WAIT_TYPE``, ``WAIT_STATUS``,
                or ``CONDITION_EVAL_ERROR``, after which the task has failed.
        """
        state = self._context.store.task(signal.task_exec_id)
        if state is None:
            raise EngineError("STATE_NOT_FOUND", f"no state {signal.task_exec_id!r}")
        task = types.task(await self._configs.config(signal.task_exec_id))
        if not isinstance(task, WaitTask):
            raise EngineError("WAIT_TYPE", f"task {task.id!r} is not a wait task")
        if state.status is not Status.WAITING:
            raise EngineError("WAIT_STATUS", f"task {task.id!r} is not waiting: {state.status}")
        if task.wait_for != signal.name:
            return False
        return self._is_met(run, task, state, signal)

    def _is_met(self, run: Run, task: WaitTask, state: TaskState, signal: WaitSignal) -> bool:
        variables = {
            "signal": {"name": signal.name, "payload": signal.payload},
            "processor": {"output": signal.processor_output},
            **task_variables(run, state),
        }
        try:
            return self._conditions.evaluate(task.condition, variables)
        except ConditionError as error:
            self._fail(state)
            raise EngineError("CONDITION_EVAL_ERROR", FAILED_TEXT) from error

    def _fail(self, state: TaskState) -> None:
        error = TaskError(message=FAILED_TEXT, code="CONDITION_EVAL_ERROR")
        now = self._context.now()
        self._context.store.put_task(
            replace(state, status=Status.FAILED, error=error, output=None, updated_at=now)
        )


FAILED_TEXT = "failed to evaluate the condition of a wait task"
