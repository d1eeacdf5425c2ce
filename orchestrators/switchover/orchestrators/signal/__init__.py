"""The signal task: hands a signal over to whatever it triggers."""

from __future__ import annotations

from switchover.engine.config import SignalTask

from ..factory.task_type import TaskType
from .orchestrator import SignalOrchestrator

__all__ = ["SignalOrchestrator", "task_type"]

task_type = TaskType(view=SignalTask, build=SignalOrchestrator)
