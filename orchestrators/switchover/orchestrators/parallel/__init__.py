"""The parallel task: all children at once, judged by a strategy."""

from __future__ import annotations

from switchover.engine.config import ParallelTask
from switchover.orchestrators.factory.task_type import TaskType
from switchover.orchestrators.parallel.orchestrator import ParallelOrchestrator

__all__ = ["ParallelOrchestrator", "task_type"]

task_type = TaskType(view=ParallelTask, build=ParallelOrchestrator)
