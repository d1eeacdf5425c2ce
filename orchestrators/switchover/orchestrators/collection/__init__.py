"""The collection: a child, or several, for each item."""

from __future__ import annotations

from switchover.engine.config import CollectionTask
from switchover.orchestrators.collection.orchestrator import CollectionOrchestrator
from switchover.orchestrators.factory.task_type import TaskType

__all__ = ["CollectionOrchestrator", "task_type"]

task_type = TaskType(view=CollectionTask, build=CollectionOrchestrator)
