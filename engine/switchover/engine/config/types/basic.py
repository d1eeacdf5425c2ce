"""The basic task: one agent or one tool, run once."""

from __future__ import annotations

from collections.abc import Iterator

from ..problem import Problem
from ..task import TaskConfig
from .executor import executor_rules

__all__ = ["BasicTask"]


class BasicTask(TaskConfig):
    """Runs its agent or tool with `with` as input."""

    __slots__ = ()

    type_name = "basic"

    def rules(self) -> Iterator[Problem]:
        yield from executor_rules(self)
