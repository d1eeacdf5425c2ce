"""The call that a basic task makes."""

from collections.abc import Mapping
from typing import Any

from switchover.engine.config import TaskConfig
from switchover.engine.config.schemas import Schemas
from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.rendering import plain
from switchover.engine.run.services import Run
from switchover.orchestrators.shared.rows import component


def tool_call(run: Run, task: TaskConfig) -> ToolCall:
    """Return the call of a rendered task's agent, tool or action, whichever it names first.

    Raises:
        EngineError: ``ACTION_REQUIRED`` for an agent without an action, ``NO_EXECUTOR`` for a
            task with nothing to run.
    """
    given = task.with_ or {}
    if agent := component(task.agent):
        return _agent_call(run, task, agent, given)
    if tool := component(task.tool):
        return ToolCall(
            kind="tool",
            id=str(tool["id"]),
            action=None,
            input={**(tool.get("with") or {}), **given},
            output_schema=_schema(run, tool.get("output") or task.output),
            config=tool,
            position=_position(task, "tool"),
        )
    if not task.action:
        raise EngineError("NO_EXECUTOR", f"task {task.id!r} names no agent, tool or action")
    schema = _schema(run, task.output)
    return ToolCall(
        kind="action",
        id=str(task.action),
        action=None,
        input=dict(given),
        output_schema=schema,
        config={},
        position=_position(task, "action"),
    )


def _agent_call(
    run: Run, task: TaskConfig, agent: dict[str, Any], given: Mapping[str, Any]
) -> ToolCall:
    if not task.action:
        raise EngineError("ACTION_REQUIRED", f"task {task.id!r}: an agent needs an action")
    action = agent.get("action") or {}
    return ToolCall(
        kind="agent",
        id=str(agent["id"]),
        action=str(task.action),
        input={**(agent.get("with") or {}), **(action.get("with") or {}), **given},
        output_schema=_schema(run, action.get("output") or agent.get("output") or task.output),
        config=agent,
        position=_position(task, "agent"),
    )


def _position(task: TaskConfig, key: str) -> str:
    """Return where the task names what it runs, as `file:line:column`, or nothing."""
    place = task.position(key)
    return "" if place is None else str(place)


def _schema(run: Run, schema: Any) -> dict[str, Any] | None:
    if schema is None:
        return None
    resolved: dict[str, Any] = plain(Schemas(run.workflow.schemas).resolve(schema))
    return resolved
