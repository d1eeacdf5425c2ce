"""Runs a task again until its output fulfils a condition.

A loop of several attempts is a container of as many loops of one attempt, which run one by one
until one succeeds. A loop of one attempt is a container of the task itself, and fails unless the
condition holds. Each attempt has a row of its own; those that were not needed are canceled.
"""

from typing import Any, ClassVar

from retry_until.view import RetryUntilTask
from switchover.engine.conditions import WAIT_NAMES, CelConditions
from switchover.engine.config import TaskConfig
from switchover.engine.errors import EngineError
from switchover.engine.run.services import Execution, Run, StopRule, TaskCall
from switchover.engine.states import Status, TaskError, TaskState
from switchover.orchestrators.shared.container import ChildPlan, ContainerOrchestrator
from switchover.orchestrators.shared.context import OrchestratorContext
from switchover.orchestrators.shared.narrowing import narrowed


class RetryUntilOrchestrator(ContainerOrchestrator):
    """A container whose children are attempts, of which the first good one is enough."""

    kind = "retry_until"
    shows_outputs: ClassVar[bool] = False

    def __init__(self, context: OrchestratorContext) -> None:
        super().__init__(context)
        self._conditions = CelConditions(WAIT_NAMES)

    def plan(self, run: Run, task: TaskConfig, state: TaskState) -> ChildPlan:
        """Return the attempts, or for a single one the task itself."""
        loop = narrowed(task, RetryUntilTask)
        if loop.task_map is None:
            raise EngineError("RETRY_TASK", f"{loop.id!r} has no task to run", retryable=False)
        maps = [loop.task_map] if loop.attempts == 1 else _attempts(loop)
        children = self.written_children(run, task, maps, state)
        return ChildPlan(children=children, strategy=self.strategy(task), workers=1)

    def strategy(self, task: TaskConfig) -> str:
        """Return that one success is enough."""
        return "race"

    def stop_rule(self, task: TaskConfig) -> StopRule:
        """Return that the first success ends it, and no further attempt is made."""
        return StopRule(on_success=True, cancel_rest=True)

    def limit(self, task: TaskConfig) -> int:
        """Return that one attempt is made at a time."""
        return 1

    async def execute(self, call: TaskCall) -> Execution:
        """Add what the good attempt gave, or fail."""
        found = await super().execute(call)
        if found.error is not None:
            return found
        loop, children = narrowed(call.task, RetryUntilTask), self._ended(call)
        output, last = found.output or {}, children[-1]
        if loop.attempts > 1:
            result = (last.output or {}).get("result")
            return Execution(output={**output, "attempts": len(children), "result": result})
        return Execution(output={**output, "result": last.output}, error=self._refusal(loop, last))

    def _ended(self, call: TaskCall) -> list[TaskState]:
        children = self.context.store.children(call.state.task_exec_id)
        return [child for child in children if child.status is not Status.CANCELED]

    def _refusal(self, loop: RetryUntilTask, child: TaskState) -> TaskError | None:
        """Return why what the task gave is not enough."""
        task = {"id": child.task_id, "input": child.input, "output": child.output}
        try:
            if self._conditions.evaluate(loop.until, {"task": task}):
                return None
        except EngineError as error:
            return TaskError(message=error.message, code=error.code)
        text = f"{loop.id!r}: {loop.until!r} does not hold"
        return TaskError(message=text, code="RETRY_UNTIL")


def _attempts(loop: RetryUntilTask) -> list[dict[str, Any]]:
    """Return a loop of one attempt for each; what follows them is the whole loop's affair."""
    kept = ("type", "CWD", "with", "env", "until", "task")
    common = {key: loop.data[key] for key in kept if key in loop.data}
    return [
        {**common, "id": f"{loop.id}-{number}", "attempts": 1}
        for number in range(1, loop.attempts + 1)
    ]
