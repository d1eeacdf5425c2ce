"""The runtime rows of workflows and tasks, and what their statuses mean."""

from __future__ import annotations

from .rows import TaskError, TaskState, WorkflowState
from .status import Status, cascade

__all__ = ["Status", "TaskError", "TaskState", "WorkflowState", "cascade"]
