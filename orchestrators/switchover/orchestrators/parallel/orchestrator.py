"""Runs all children at once."""

from __future__ import annotations

from switchover.engine import Run, StopRule
from switchover.engine.config import ParallelTask, TaskConfig
from switchover.engine.outcomes import Progress
from switchover.engine.states import Status, TaskState

from ..shared.container import WAIT_ALL, ChildPlan, ContainerOrchestrator
from ..shared.context import OrchestratorContext
from ..shared.narrowing import narrowed
from .child_preparer import planned
from .status_calculator import StatusCalculator
from .strategies import STRATEGIES

__all__ = ["ParallelOrchestrator"]


class ParallelOrchestrator(ContainerOrchestrator):
    """A container that waits for its children by its strategy; its row follows them as they end."""

    kind = "parallel"

    def __init__(self, context: OrchestratorContext) -> None:
        super().__init__(context)
        self._calculator = StatusCalculator()

    def plan(self, run: Run, task: TaskConfig, state: TaskState) -> ChildPlan:
        """Return the children in the order of the file."""
        parallel = narrowed(task, ParallelTask)
        children = self.written_children(run, task, parallel.task_maps, state)
        return planned(parallel, children)

    def strategy(self, task: TaskConfig) -> str:
        """Return the configured strategy."""
        return str(task.strategy_name)

    def stop_rule(self, task: TaskConfig) -> StopRule:
        """Return when the strategy is satisfied; the rest is canceled then."""
        return STRATEGIES.get(task.strategy_name, WAIT_ALL)

    def calculate_status(self, progress: Progress, strategy: str) -> Status:
        """Return the status that the children's progress gives under a strategy."""
        return self._calculator.calculate_status(progress, strategy)

    def should_update_status(self, current: Status, new: Status) -> bool:
        """Say whether the row may take on another status while children run."""
        return self._calculator.should_update_status(current, new)
