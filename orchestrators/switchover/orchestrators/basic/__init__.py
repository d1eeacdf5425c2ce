"""The basic task: runs a tool, an agent or an action."""

from __future__ import annotations

from switchover.engine.config import BasicTask
from switchover.orchestrators.basic.orchestrator import BasicOrchestrator
from switchover.orchestrators.factory.task_type import TaskType

__all__ = ["BasicOrchestrator", "task_type"]

task_type = TaskType(view=BasicTask, build=BasicOrchestrator)
