"""The collection: a child, or several, for each item."""

from __future__ import annotations

from switchover.engine.config import CollectionTask

from ..factory.task_type import TaskType
from .orchestrator import CollectionOrchestrator

__all__ = ["CollectionOrchestrator", "task_type"]

task_type = TaskType(view=CollectionTask, build=CollectionOrchestrator)
