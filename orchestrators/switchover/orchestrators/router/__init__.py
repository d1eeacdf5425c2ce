"""The router: takes the route that its condition names."""

from __future__ import annotations

from switchover.engine.config import RouterTask

from ..factory.task_type import TaskType
from .orchestrator import RouterOrchestrator

__all__ = ["RouterOrchestrator", "task_type"]

task_type = TaskType(view=RouterTask, build=RouterOrchestrator)
