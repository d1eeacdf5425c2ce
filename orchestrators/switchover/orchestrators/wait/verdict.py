"""What a signal, or the lack of one, means for a wait."""

from __future__ import annotations

from typing import Any, Final

from switchover.engine import EngineError, Execution, Run, Signal
from switchover.engine.conditions import Conditions
from switchover.engine.config import WaitTask
from switchover.engine.states import TaskError, TaskState

__all__ = ["TIMEOUT", "SignalJudge", "envelope"]

TIMEOUT: Final = "WAIT_TIMEOUT"
BROKEN: Final = "WAIT_TASK_ERROR"


class SignalJudge:
    """Judges signals by the condition; it writes nothing."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions

    def fulfils(
        self,
        run: Run,
        task: WaitTask,
        state: TaskState,
        *,
        signal: Signal,
        processed: Execution | None,
    ) -> dict[str, Any] | None:
        """Return what a fulfilled wait adds to its output, or None to wait on.

        Args:
            run: the run that the task belongs to.
            task: its configuration.
            state: its row as it is now.
            signal: what was received.
            processed: what the processor gave, if there is one.

        Raises:
            EngineError: the processor failed, or the condition cannot be evaluated.
        """
        if processed is not None and processed.error is not None:
            raise EngineError(BROKEN, processed.error.message)
        variables = {
            "signal": envelope(signal),
            "processor": _result(processed),
            "task": _task(state),
            "workflow": {"id": run.workflow.id, "exec_id": run.workflow_exec_id},
        }
        if not self._conditions.evaluate(task.condition, variables):
            return None
        return {
            "wait_status": "completed",
            "signal": envelope(signal),
            "processor_output": None if processed is None else processed.output,
        }

    def timed_out(self, task: WaitTask) -> TaskError:
        """Return the failure of a wait whose time ran out."""
        text = f"wait task {task.id!r} timed out after {task.timeout} without {task.wait_for!r}"
        details = {"signal_name": str(task.wait_for), "timeout": str(task.timeout)}
        return TaskError(message=text, code=TIMEOUT, details=details)

    def broken(self, error: EngineError) -> TaskError:
        """Return the failure of a wait that could not judge its signal."""
        return TaskError(message=error.message, code=BROKEN)


def envelope(signal: Signal) -> dict[str, Any]:
    """Return a signal as conditions and processors see it."""
    return {"payload": signal.payload, "metadata": signal.metadata}


def _task(state: TaskState) -> dict[str, Any]:
    return {
        "id": state.task_id,
        "status": state.status.value,
        "input": state.input,
        "output": state.output,
    }


def _result(processed: Execution | None) -> dict[str, Any]:
    if processed is None:
        return {}
    error = None if processed.error is None else processed.error.message
    return {"output": processed.output, "error": error}
