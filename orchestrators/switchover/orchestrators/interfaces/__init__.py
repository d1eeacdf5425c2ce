"""What an orchestrator can be: four small protocols, of which a type implements what it needs."""

from __future__ import annotations

from .child_task_manager import ChildTaskManager
from .signal_handler import SignalHandler
from .status_aggregator import StatusAggregator
from .task_orchestrator import TaskOrchestrator

__all__ = ["ChildTaskManager", "SignalHandler", "StatusAggregator", "TaskOrchestrator"]
