"""The basic task: one agent or one tool, run once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from switchover.engine.config.problem import Problem
from switchover.engine.config.task import TaskConfig
from switchover.engine.config.types.executor import executor_rules

__all__ = ["BasicTask"]


@dataclass(frozen=True, slots=True)
class BasicTask(TaskConfig):
    """Runs its agent or tool with `with` as input."""

    type_name = "basic"

    def rules(self) -> Iterator[Problem]:
        yield from executor_rules(self)
