"""From the name of a task type to the orchestrator that runs it."""

from __future__ import annotations

from .errors import DuplicateTaskTypeError, UnknownTaskTypeError
from .installed import installed_task_types
from .registry import OrchestratorFactory
from .task_type import TaskType

__all__ = [
    "DuplicateTaskTypeError",
    "OrchestratorFactory",
    "TaskType",
    "UnknownTaskTypeError",
    "installed_task_types",
]
