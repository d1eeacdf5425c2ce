"""The call that a basic task makes."""

from __future__ import annotations

from typing import Any

from switchover.engine import EngineError, Run, ToolCall
from switchover.engine.config import Schemas, TaskConfig
from switchover.engine.rendering import plain
from switchover.engine.tools import fitting_call

from ..services.component import Component, component, given_to

__all__ = ["tool_call"]


def tool_call(run: Run, task: TaskConfig) -> ToolCall:
    """Return the call of a task's agent, of its tool, or of its bare action.

    The input is the component's own `with` under the task's.

    Raises:
        EngineError: ``ACTION_REQUIRED`` for an agent without an action, ``NO_EXECUTOR`` for a
            task with nothing to run.
    """
    if task.data.get("agent"):
        return _agent_call(run, task)
    if task.data.get("tool"):
        return _component_call(run, task)
    if not task.action:
        raise EngineError("NO_EXECUTOR", f"task {task.id!r} names no agent, tool or action")
    schema = _schema(run, task.output)
    return ToolCall(
        kind="action",
        id=str(task.action),
        action=None,
        input=given_to(task) or {},
        output_schema=schema,
        config=_config(run, task, Component({})),
        position=_position(task, "action"),
    )


def _component_call(run: Run, task: TaskConfig) -> ToolCall:
    tool = component(task.data["tool"])
    call = ToolCall(
        kind="tool",
        id=tool.id,
        action=None,
        input=given_to(task, tool) or {},
        output_schema=_schema(run, tool.output or task.output),
        config=_config(run, task, tool),
        position=_position(task, "tool"),
    )
    return fitting_call(call, tool.input, Schemas(run.workflow.schemas))


def _agent_call(run: Run, task: TaskConfig) -> ToolCall:
    if not task.action:
        raise EngineError("ACTION_REQUIRED", f"task {task.id!r}: an agent needs an action")
    agent = component(task.data["agent"])
    call = ToolCall(
        kind="agent",
        id=agent.id,
        action=str(task.action),
        input=given_to(task, agent, agent.action) or {},
        output_schema=_schema(run, agent.action.output or agent.output or task.output),
        config=_config(run, task, agent),
        position=_position(task, "agent"),
    )
    schema = agent.action.input or agent.input
    return fitting_call(call, schema, Schemas(run.workflow.schemas))


def _config(run: Run, task: TaskConfig, own: Component) -> dict[str, Any]:
    """Return a component's configuration; its environment lies over the task's and the run's."""
    env = {**run.workflow.env, **task.env, **own.env}
    return {**own.data, "env": plain(env)} if env else dict(own.data)


def _schema(run: Run, schema: Any) -> dict[str, Any] | None:
    if schema is None:
        return None
    resolved: dict[str, Any] = plain(Schemas(run.workflow.schemas).resolve(schema))
    return resolved


def _position(task: TaskConfig, key: str) -> str:
    position = task.position(key)
    return "" if position is None else str(position)
