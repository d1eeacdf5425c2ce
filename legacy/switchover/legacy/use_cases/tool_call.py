"""The call that a basic task makes."""

from typing import Any

from switchover.engine.config import TaskConfig
from switchover.engine.config.schemas import Schemas
from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.rendering import plain
from switchover.engine.run.services import Run
from switchover.legacy.services.component import component


def tool_call(run: Run, task: TaskConfig) -> ToolCall:
    """Return the call of a task's agent, of its tool, or of its bare action.

    The input is the component's own `with` under the task's.

    Raises:
        EngineError: ``ACTION_REQUIRED`` for an agent without an action, ``NO_EXECUTOR`` for a
            task with nothing to run.
    """
    given = dict(task.with_ or {})
    if task.data.get("agent"):
        return _agent_call(run, task, given)
    if task.data.get("tool"):
        return _component_call(run, task, given)
    if not task.action:
        raise EngineError("NO_EXECUTOR", f"task {task.id!r} names no agent, tool or action")
    schema = _schema(run, task.output)
    return ToolCall(
        kind="action",
        id=str(task.action),
        action=None,
        input=given,
        output_schema=schema,
        config={},
        position=_position(task, "action"),
    )


def _component_call(run: Run, task: TaskConfig, given: dict[str, Any]) -> ToolCall:
    tool = component(task.data["tool"])
    return ToolCall(
        kind="tool",
        id=tool.id,
        action=None,
        input={**(tool.with_ or {}), **given},
        output_schema=_schema(run, tool.output or task.output),
        config=dict(tool.data),
        position=_position(task, "tool"),
    )


def _agent_call(run: Run, task: TaskConfig, given: dict[str, Any]) -> ToolCall:
    if not task.action:
        raise EngineError("ACTION_REQUIRED", f"task {task.id!r}: an agent needs an action")
    agent = component(task.data["agent"])
    return ToolCall(
        kind="agent",
        id=agent.id,
        action=str(task.action),
        input={**(agent.with_ or {}), **agent.action.with_, **given},
        output_schema=_schema(run, agent.action.output or agent.output or task.output),
        config=dict(agent.data),
        position=_position(task, "agent"),
    )


def _schema(run: Run, schema: Any) -> dict[str, Any] | None:
    if schema is None:
        return None
    resolved: dict[str, Any] = plain(Schemas(run.workflow.schemas).resolve(schema))
    return resolved


def _position(task: TaskConfig, key: str) -> str:
    position = task.position(key)
    return "" if position is None else str(position)
