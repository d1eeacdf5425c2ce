"""What a workflow declares of its tools and agents, and its tasks have to keep to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..config import TaskConfig
from ..config.actions import missing_action
from ..config.schemas import Schema, Schemas
from ..context import ToolCall
from ..errors import EngineError
from .errors import ToolError

__all__ = ["check_fit", "fitting_call", "unknown_action"]


def fitting_call(call: ToolCall, schema: Schema | None, schemas: Schemas) -> ToolCall:
    """Return a call whose input fits what its tool or action declares.

    Raises:
        ToolError: ``TOOL_INPUT``, with every violation.
    """
    check_fit(call, schema, call.input, what="input", schemas=schemas)
    return call


def check_fit(
    call: ToolCall, schema: Schema | None, value: Any, *, what: str, schemas: Schemas
) -> None:
    """Return when what a call is given, or gives, fits a schema; without one, anything does.

    `what` is ``input`` or ``output``: another attempt may give another output.

    Raises:
        ToolError: ``TOOL_INPUT`` or ``TOOL_OUTPUT``, with every violation.
    """
    if schema is None:
        return
    violations = schemas.violations(schema, value)
    if violations:
        text = "; ".join(f"{_place(each.path)}{each.message}" for each in violations)
        code = f"TOOL_{what.upper()}"
        raise ToolError(code, call, f"{what}: {text}", retryable=what == "output")


def unknown_action(task: TaskConfig, agent: Mapping[str, Any]) -> EngineError:
    """Give the error of a task that asks its agent for what the agent does not have."""
    place = task.position("action")
    text = f"{place}: " if place else ""
    text += f"task {str(task.id)!r}: {missing_action(task.action, agent)}"
    return EngineError("ACTION_UNKNOWN", text, retryable=False)


def _place(path: Iterable[str | int]) -> str:
    text = ".".join(str(step) for step in path)
    return f"{text}: " if text else ""
