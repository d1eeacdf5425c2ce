"""New rows, and what a row says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from switchover.engine import Run
from switchover.engine.config import TaskConfig
from switchover.engine.rendering import AuthoredMap, plain
from switchover.engine.run import told
from switchover.engine.states import Status, TaskState

from .item_scope import Plain

__all__ = ["component", "component_fields", "new_row", "reason_of", "row_input"]


def new_row(
    run: Run,
    task: TaskConfig,
    exec_id: str,
    *,
    now: float,
    parent: str | None = None,
    **more: Any,
) -> TaskState:
    """Return a pending row; `more` is what it says of its input and of what it runs.

    A row says the task's action where `more` says none.
    """
    fields = {"action_id": str(task.action) or None, **more}
    return TaskState(
        task_exec_id=exec_id,
        task_id=str(task.id),
        workflow_id=run.workflow.id,
        workflow_exec_id=run.workflow_exec_id,
        status=Status.PENDING,
        execution_type=task.execution_type,
        parent_state_id=parent,
        created_at=now,
        updated_at=now,
        **fields,
    )


def row_input(task: TaskConfig) -> dict[str, Any] | None:
    """Return what a row says that its task is given: what its agent or tool gets, or its `with`."""
    given: dict[str, Any] | None = component_fields(task)["input"]
    return given


def component_fields(task: TaskConfig) -> dict[str, Any]:
    """Return what a row says of its input, and of the agent or tool that its task runs."""
    if agent := component(task.agent):
        given = given_to(task, agent, agent.get("action"))
        return {"component": "agent", "agent_id": str(agent.get("id", "")), "input": given}
    if tool := component(task.tool):
        given = given_to(task, tool)
        return {
            "component": "tool",
            "tool_id": str(tool.get("id", "")),
            "input": given,
            "action_id": None,
        }
    return {"input": given_to(task)}


def given_to(task: TaskConfig, *components: Plain | None) -> dict[str, Any] | None:
    """Return what a task gives its tool: its own `with` over those of the components, in order."""
    parts = [each.get("with") for each in components if each]
    parts.append(task.with_)
    joined: dict[str, Any] | None = None
    for part in parts:
        if part is not None:
            joined = {} if joined is None else joined
            joined.update(plain(part) if isinstance(part, AuthoredMap) else part or {})
    return joined


def component(reference: Any) -> dict[str, Any] | None:
    """Return an agent or tool as a map."""
    if not reference:
        return None
    if isinstance(reference, Mapping):
        return dict(reference)
    return {"id": str(reference)}


def reason_of(row: TaskState) -> str:
    """Return why a task failed, behind its id."""
    return f"{row.task_id}: {told(row.error) if row.error else 'no error recorded'}"
