"""The basic task: runs a tool, an agent or an action."""

from __future__ import annotations

from switchover.engine.config import BasicTask

from ..factory.task_type import TaskType
from .orchestrator import BasicOrchestrator

__all__ = ["BasicOrchestrator", "task_type"]

task_type = TaskType(view=BasicTask, build=BasicOrchestrator)
