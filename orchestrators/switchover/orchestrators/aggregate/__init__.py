"""The aggregate: one output out of what other tasks gave."""

from __future__ import annotations

from switchover.engine.config import AggregateTask

from ..factory.task_type import TaskType
from .orchestrator import AggregateOrchestrator

__all__ = ["AggregateOrchestrator", "task_type"]

task_type = TaskType(view=AggregateTask, build=AggregateOrchestrator)
