"""One row per execution of a workflow or task.

Rows are frozen: a change is a new row, made with ``msgspec.structs.replace`` and put into a
store. The maps inside (`input`, `output`, `details`) are treated as frozen too; whoever changes
one makes a new map.
"""

from __future__ import annotations

from typing import Any

import msgspec

from .status import Status

__all__ = ["TaskError", "TaskState", "WorkflowState"]


class TaskError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a workflow or task failed."""

    message: str
    code: str | None = None
    details: dict[str, Any] | None = None


class TaskState(msgspec.Struct, frozen=True, kw_only=True):
    """One execution of a task.

    Attributes:
        component: ``agent``, ``tool``, ``task`` or ``workflow``.
        parent_state_id: exec id of the owning container, if it is a child.
        created_at: UTC seconds since the epoch; rows are listed in creation order.
    """

    task_exec_id: str
    task_id: str
    workflow_id: str
    workflow_exec_id: str
    status: Status
    execution_type: str
    component: str = "task"
    parent_state_id: str | None = None
    agent_id: str | None = None
    action_id: str | None = None
    tool_id: str | None = None
    input: dict[str, Any] | None = None
    output: dict[str, Any] | None = None
    error: TaskError | None = None
    created_at: float = 0.0
    updated_at: float = 0.0


class WorkflowState(msgspec.Struct, frozen=True, kw_only=True):
    """One execution of a workflow; its tasks are rows of their own."""

    workflow_id: str
    workflow_exec_id: str
    status: Status
    input: dict[str, Any] | None = None
    output: dict[str, Any] | None = None
    error: TaskError | None = None
    created_at: float = 0.0
    updated_at: float = 0.0
