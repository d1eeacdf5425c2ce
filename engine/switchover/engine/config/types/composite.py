"""The composite: its children one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from ..field import Field
from ..kinds import TEXT
from ..problem import Problem
from .container import ContainerTask
from .executor import executor_rules

__all__ = ["CompositeTask"]


class CompositeTask(ContainerTask):
    """Runs its children strictly in the order of the file, one at a time."""

    __slots__ = ()

    type_name = "composite"
    execution_type = "composite"
    code_prefix = "COMP"
    code_without_id = "COMP_ITEM"

    strategy = Field(TEXT, "")

    def rules(self) -> Iterator[Problem]:
        yield from executor_rules(self)
        yield from self.children_rules()
        if self.strategy:
            text = "a composite waits for all of its tasks; a strategy has no effect"
            yield self.problem("COMP_STRATEGY", text, "strategy", severity="warning")
