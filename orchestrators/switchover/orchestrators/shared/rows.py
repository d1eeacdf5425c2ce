"""New rows."""

from collections.abc import Mapping
from typing import Any

from switchover.engine.config import TaskConfig
from switchover.engine.rendering import AuthoredMap, plain
from switchover.engine.run.services import Run
from switchover.engine.states import Status, TaskState


def new_row(
    run: Run,
    task: TaskConfig,
    exec_id: str,
    *,
    now: float,
    parent: str | None = None,
    **more: Any,
) -> TaskState:
    """Return a pending row whose input is the task's `with`; what `more` names goes before that."""
    given = task.with_
    fields = {
        "input": plain(given) if isinstance(given, AuthoredMap) else given,
        "action_id": str(task.action) or None,
        **more,
    }
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


def component_fields(task: TaskConfig) -> dict[str, Any]:
    """Return what a row says of the agent or tool that its task runs: its id, and its input."""
    if agent := component(task.agent):
        return {"component": "agent", "agent_id": agent["id"], "input": agent.get("with")}
    if tool := component(task.tool):
        given = tool.get("with")
        return {"component": "tool", "tool_id": tool["id"], "input": given, "action_id": None}
    return {}


def component(reference: Any) -> dict[str, Any] | None:
    """Return an agent or tool as a map that has an id."""
    if not reference:
        return None
    if isinstance(reference, Mapping):
        return {"id": "", **reference}
    return {"id": str(reference)}
