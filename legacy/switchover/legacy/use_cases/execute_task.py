"""Does a task's own work, by its type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from switchover.engine import EngineContext, EngineError, Execution, Run, TaskCall
from switchover.engine.config import RouterTask, Schemas, SignalTask, TaskConfig, WaitTask
from switchover.engine.run import cause_of

from ..services.output_transformer import OutputTransformer
from ..services.signal_dispatcher import SignalDispatcher
from .evaluate_router import EvaluateRouter
from .execute_wait import ExecuteWait
from .tool_call import tool_call

__all__ = ["ExecuteTask"]


@dataclass(frozen=True, slots=True)
class ExecuteTask:
    """Runs tools and agents, evaluates routers, renders aggregates, sends signals, begins waits."""

    _context: EngineContext
    _router: EvaluateRouter
    _wait: ExecuteWait
    _transformer: OutputTransformer
    _dispatcher: SignalDispatcher

    async def execute(self, call: TaskCall) -> Execution:
        """Return the output, or the failure; only a router's failure is raised."""
        task = call.task
        if isinstance(task, RouterTask):
            return Execution(output=self._router.evaluate(call.run, task))
        if isinstance(task, WaitTask):
            return self._wait.begin(call.run, task, call.state)
        try:
            return Execution(output=await self._output(call, task))
        except EngineError as error:
            return Execution(error=cause_of(error))

    async def _output(self, call: TaskCall, task: TaskConfig) -> dict[str, Any] | None:
        match task.type:
            case "signal" if isinstance(task, SignalTask):
                signal, correlation = task.signal, call.run.workflow_exec_id
                return await self._dispatcher.dispatch(signal.id, dict(signal.payload), correlation)
            case "aggregate":
                return self._aggregate(call)
            case _:
                return _as_map(await self._context.tools.call(tool_call(call.run, task)))

    def _aggregate(self, call: TaskCall) -> dict[str, Any]:
        """Render `outputs` with nothing in `.output`; the response renders them once more."""
        task = call.task
        if task.outputs is None:
            raise EngineError("AGG_NO_OUTPUTS", f"aggregate {task.id!r} has no outputs")
        try:
            output = self._transformer.transformed(call.run, task, replace(call.state, output={}))
        except EngineError as error:
            raise EngineError("AGG_PROCESS", f"aggregate {task.id!r}: {error.message}") from error
        if task.output is not None:
            _check_output(call.run, task, output)
        return output


def _as_map(output: Any) -> dict[str, Any] | None:
    """Return a tool's output as the map that a row holds; anything else stands under `result`."""
    if output is None or isinstance(output, dict):
        return output
    return {"result": output}


def _check_output(run: Run, task: TaskConfig, output: dict[str, Any]) -> None:
    assert task.output is not None
    violations = Schemas(run.workflow.schemas).violations(task.output, output)
    if violations:
        text = "; ".join(violation.message for violation in violations)
        raise EngineError("AGG_SCHEMA", f"output of aggregate {task.id!r}: {text}")
