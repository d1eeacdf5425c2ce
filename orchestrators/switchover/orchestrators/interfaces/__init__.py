"""What an orchestrator can be: four small protocols, of which a type implements what it needs."""

from __future__ import annotations

from switchover.orchestrators.interfaces.child_task_manager import ChildTaskManager
from switchover.orchestrators.interfaces.signal_handler import SignalHandler
from switchover.orchestrators.interfaces.status_aggregator import StatusAggregator
from switchover.orchestrators.interfaces.task_orchestrator import TaskOrchestrator

__all__ = ["ChildTaskManager", "SignalHandler", "StatusAggregator", "TaskOrchestrator"]
