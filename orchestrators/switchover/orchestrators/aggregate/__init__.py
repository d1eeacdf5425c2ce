"""The aggregate: one output out of what other tasks gave."""

from __future__ import annotations

from switchover.engine.config import AggregateTask
from switchover.orchestrators.aggregate.orchestrator import AggregateOrchestrator
from switchover.orchestrators.factory.task_type import TaskType

__all__ = ["AggregateOrchestrator", "task_type"]

task_type = TaskType(view=AggregateTask, build=AggregateOrchestrator)
