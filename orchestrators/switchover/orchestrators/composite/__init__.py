"""The composite: children one after another."""

from __future__ import annotations

from switchover.engine.config import CompositeTask

from ..factory.task_type import TaskType
from .orchestrator import CompositeOrchestrator

__all__ = ["CompositeOrchestrator", "task_type"]

task_type = TaskType(view=CompositeTask, build=CompositeOrchestrator)
