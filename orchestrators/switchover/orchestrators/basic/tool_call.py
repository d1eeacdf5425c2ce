"""The call that a basic task makes."""

from __future__ import annotations

from typing import Any

from switchover.engine import EngineError, Run, ToolCall
from switchover.engine.config import Schemas, TaskConfig, as_texts
from switchover.engine.rendering import plain
from switchover.engine.tools import fitting_call

from ..shared.rows import component

__all__ = ["tool_call"]


def tool_call(run: Run, task: TaskConfig, given: dict[str, Any]) -> ToolCall:
    """Return the call of a rendered task's agent, tool or action, whichever it names first.

    `given` is what the task's row says that it is given.

    Raises:
        EngineError: ``ACTION_REQUIRED`` for an agent without an action, ``NO_EXECUTOR`` for a
            task with nothing to run; ``TOOL_INPUT`` for an input that does not fit what the
            workflow declares.
    """
    if agent := component(task.agent):
        return _agent_call(run, task, agent, given)
    if tool := component(task.tool):
        call = ToolCall(
            kind="tool",
            id=str(tool.get("id", "")),
            action=None,
            input=given,
            output_schema=_schema(run, tool.get("output") or task.output),
            config=_config(run, task, tool),
            position=_position(task, "tool"),
        )
        return fitting_call(call, tool.get("input"), Schemas(run.workflow.schemas))
    if not task.action:
        raise EngineError("NO_EXECUTOR", f"task {task.id!r} names no agent, tool or action")
    schema = _schema(run, task.output)
    return ToolCall(
        kind="action",
        id=str(task.action),
        action=None,
        input=given,
        output_schema=schema,
        config=_config(run, task, {}),
        position=_position(task, "action"),
    )


def _agent_call(
    run: Run, task: TaskConfig, agent: dict[str, Any], given: dict[str, Any]
) -> ToolCall:
    if not task.action:
        raise EngineError("ACTION_REQUIRED", f"task {task.id!r}: an agent needs an action")
    action = agent.get("action") or {}
    call = ToolCall(
        kind="agent",
        id=str(agent.get("id", "")),
        action=str(task.action),
        input=given,
        output_schema=_schema(run, action.get("output") or agent.get("output") or task.output),
        config=_config(run, task, agent),
        position=_position(task, "agent"),
    )
    schema = action.get("input") or agent.get("input")
    return fitting_call(call, schema, Schemas(run.workflow.schemas))


def _config(run: Run, task: TaskConfig, own: dict[str, Any]) -> dict[str, Any]:
    """Return a component's configuration; its environment lies over the task's and the run's."""
    env = {**run.workflow.env, **task.env, **(own.get("env") or {})}
    return {**own, "env": as_texts(plain(env))} if env else own


def _position(task: TaskConfig, key: str) -> str:
    """Return where the task names what it runs, as `file:line:column`, or nothing."""
    place = task.position(key)
    return "" if place is None else str(place)


def _schema(run: Run, schema: Any) -> dict[str, Any] | None:
    if schema is None:
        return None
    resolved: dict[str, Any] = plain(Schemas(run.workflow.schemas).resolve(schema))
    return resolved
