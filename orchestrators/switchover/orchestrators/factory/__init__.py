"""From the name of a task type to the orchestrator that runs it."""

from __future__ import annotations

from switchover.orchestrators.factory.errors import DuplicateTaskTypeError, UnknownTaskTypeError
from switchover.orchestrators.factory.installed import installed_task_types
from switchover.orchestrators.factory.registry import OrchestratorFactory
from switchover.orchestrators.factory.task_type import TaskType

__all__ = [
    "DuplicateTaskTypeError",
    "OrchestratorFactory",
    "TaskType",
    "UnknownTaskTypeError",
    "installed_task_types",
]
