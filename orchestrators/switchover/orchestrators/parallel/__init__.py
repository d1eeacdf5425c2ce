"""The parallel task: all children at once, judged by a strategy."""

from __future__ import annotations

from switchover.engine.config import ParallelTask

from ..factory.task_type import TaskType
from .orchestrator import ParallelOrchestrator

__all__ = ["ParallelOrchestrator", "task_type"]

task_type = TaskType(view=ParallelTask, build=ParallelOrchestrator)
