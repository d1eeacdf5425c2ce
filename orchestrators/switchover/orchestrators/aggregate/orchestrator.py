"""Makes one output out of what other tasks gave."""

from __future__ import annotations

from typing import Any

from switchover.engine import EngineError, Run, TaskCall
from switchover.engine.config import Schemas, TaskConfig
from switchover.engine.rendering import transformed
from switchover.engine.states import TaskState

from ..shared.base import BaseOrchestrator
from ..shared.written import written_outputs

__all__ = ["AggregateOrchestrator"]


class AggregateOrchestrator(BaseOrchestrator):
    """A task whose work is to render its `outputs`, once."""

    async def output(self, call: TaskCall) -> dict[str, Any]:
        """Return the rendered outputs, checked against the output schema if there is one."""
        task, outputs = call.task, written_outputs(call.run, call.task)
        if outputs is None:
            raise EngineError("AGG_NO_OUTPUTS", f"aggregate {task.id!r} has no outputs")
        variables = self.context.variables.outputs(call.run, task, call.state, {})
        try:
            label = f"task {task.id!r}"
            output = transformed(outputs, self.context.renderer, variables, label=label)
        except EngineError as error:
            raise EngineError("AGG_PROCESS", f"aggregate {task.id!r}: {error.message}") from error
        _check(call.run, task, output)
        return output

    def transformed(self, call: TaskCall, state: TaskState) -> dict[str, Any] | None:
        """Return the output as it is: rendering `outputs` was the work itself."""
        return state.output


def _check(run: Run, task: TaskConfig, output: dict[str, Any]) -> None:
    if task.output is None:
        return
    violations = Schemas(run.workflow.schemas).violations(task.output, output)
    if violations:
        text = "; ".join(violation.message for violation in violations)
        raise EngineError("AGG_SCHEMA", f"output of aggregate {task.id!r}: {text}")
