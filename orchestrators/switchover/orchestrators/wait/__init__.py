"""The wait task: stands still until a signal fulfils its condition, or its time runs out."""

from __future__ import annotations

from switchover.engine.config import WaitTask

from ..factory.task_type import TaskType
from .orchestrator import WaitOrchestrator

__all__ = ["WaitOrchestrator", "task_type"]

task_type = TaskType(view=WaitTask, build=WaitOrchestrator)
