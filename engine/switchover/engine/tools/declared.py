"""What a workflow declares of its tools and agents, and its tasks have to keep to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from switchover.engine.config import TaskConfig
from switchover.engine.config.actions import missing_action
from switchover.engine.config.schemas import Schema, Schemas
from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.tools.errors import ToolError

__all__ = ["fitting_call", "unknown_action"]


def fitting_call(call: ToolCall, schema: Schema | None, schemas: Schemas) -> ToolCall:
    """Return a call whose input fits what its tool or action declares.

    Raises:
        ToolError: ``TOOL_INPUT``, with every violation.
    """
    if schema is None:
        return call
    violations = schemas.violations(schema, call.input)
    if violations:
        text = "; ".join(f"{_place(each.path)}{each.message}" for each in violations)
        raise ToolError("TOOL_INPUT", call, f"input: {text}", retryable=False)
    return call


def unknown_action(task: TaskConfig, agent: Mapping[str, Any]) -> EngineError:
    """The error of a task that asks its agent for what the agent does not have."""
    place = task.position("action")
    text = f"{place}: " if place else ""
    text += f"task {str(task.id)!r}: {missing_action(task.action, agent)}"
    return EngineError("ACTION_UNKNOWN", text, retryable=False)


def _place(path: Iterable[str | int]) -> str:
    text = ".".join(str(step) for step in path)
    return f"{text}: " if text else ""
