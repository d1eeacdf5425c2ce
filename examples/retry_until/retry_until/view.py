"""How the type is configured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from switchover.engine.config import Problem, TaskConfig
from switchover.engine.config.field import Field
from switchover.engine.config.kinds import RECORD, TEXT, WHOLE
from switchover.engine.config.problem import Path, Wrapper
from switchover.engine.errors import EngineError

__all__ = ["RetryUntilTask"]


class RetryUntilTask(TaskConfig):
    """Runs `task` until the condition `until` holds over its output, at most `attempts` times."""

    __slots__ = ()

    type_name = "retry_until"
    execution_type = "retry_until"

    until = Field(TEXT, "")
    attempts = Field(WHOLE, 3)
    task_map = Field(RECORD, None, "task")

    def nested(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        if self.task_map is not None:
            yield ("task",), self.task_map

    def rules(self) -> Iterator[Problem]:
        if self.task_map is None:
            yield self.problem("RETRY_TASK", "a loop needs a task to run", "task")
        if self.attempts < 1:
            text = "a loop needs at least one attempt"
            yield self.problem("RETRY_ATTEMPTS", text, "attempts", allowed="1 or more")
        yield from self._condition_rules()
        if self.task_map is not None:
            wrapper = Wrapper("RETRY_CHILD", "invalid task of a loop")
            for problem in self.types.problems(self.child("task")):
                yield problem.within(wrapper, "task")

    def _condition_rules(self) -> Iterator[Problem]:
        if not self.until.strip():
            yield self.problem("RETRY_UNTIL", "a loop needs a condition to end it", "until")
            return
        try:
            self.types.checks.condition(self.until)
        except (EngineError, ValueError) as error:
            text = f"the condition is no expression: {error}"
            yield self.problem("RETRY_UNTIL", text, "until", allowed="CEL over `task`")
