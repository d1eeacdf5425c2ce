"""Runs children one after another."""

from __future__ import annotations

from typing import ClassVar

from switchover.engine import Run
from switchover.engine.config import CompositeTask, TaskConfig
from switchover.engine.states import TaskState

from ..shared.container import ChildPlan, ContainerOrchestrator
from ..shared.narrowing import narrowed

__all__ = ["CompositeOrchestrator"]


class CompositeOrchestrator(ContainerOrchestrator):
    """A container whose children run in the order of the file; a child's error ends it.

    A child's failure does not: the ones after it run all the same, and the composite has failed.
    """

    kind = "composite"
    shows_outputs: ClassVar[bool] = False
    aborts: ClassVar[bool] = True

    def plan(self, run: Run, task: TaskConfig, state: TaskState) -> ChildPlan:
        """Return the children in the order of the file, for one worker."""
        maps = narrowed(task, CompositeTask).task_maps
        children = self.written_children(run, task, maps, state)
        return ChildPlan(children=children, strategy="wait_all", workers=1)

    def limit(self, task: TaskConfig) -> int:
        """Return that one child runs at a time."""
        return 1
