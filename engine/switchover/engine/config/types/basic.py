"""The basic task: one agent or one tool, run once."""

from __future__ import annotations

from collections.abc import Iterator

from switchover.engine.config.problem import Problem
from switchover.engine.config.task import TaskConfig
from switchover.engine.config.types.executor import executor_rules

__all__ = ["BasicTask"]


class BasicTask(TaskConfig):
    """Runs its agent or tool with `with` as input."""

    __slots__ = ()

    type_name = "basic"

    def rules(self) -> Iterator[Problem]:
        yield from executor_rules(self)
