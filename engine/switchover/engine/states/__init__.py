"""The runtime rows of workflows and tasks, and what their statuses mean."""

from __future__ import annotations

from switchover.engine.states.cascade import cascade
from switchover.engine.states.rows import TaskError, TaskState, WorkflowState
from switchover.engine.states.status import Status

__all__ = ["Status", "TaskError", "TaskState", "WorkflowState", "cascade"]
