"""The composite: children one after another."""

from __future__ import annotations

from switchover.engine.config import CompositeTask
from switchover.orchestrators.composite.orchestrator import CompositeOrchestrator
from switchover.orchestrators.factory.task_type import TaskType

__all__ = ["CompositeOrchestrator", "task_type"]

task_type = TaskType(view=CompositeTask, build=CompositeOrchestrator)
