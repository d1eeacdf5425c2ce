"""The aggregate: a value computed from what other tasks gave."""

from __future__ import annotations

from collections.abc import Iterator

from ..problem import Problem
from ..task import TaskConfig
from .executor import forbidden

__all__ = ["AggregateTask"]


class AggregateTask(TaskConfig):
    """Renders its `outputs` and calls nothing."""

    __slots__ = ()

    type_name = "aggregate"

    def rules(self) -> Iterator[Problem]:
        if self.outputs is None:
            yield self.problem("AGG_OUTPUTS", "an aggregate needs outputs", "outputs")
        yield from forbidden(self, "AGG_FORBIDDEN", "action", "agent", "tool", "sleep", "with")
