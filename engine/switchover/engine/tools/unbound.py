"""Which tools, agents and actions of a workflow nobody bound, each at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..config import Problem, TaskConfig, WorkflowConfig
from ..config.kinds import is_template
from .registry import ToolRegistry

__all__ = ["unbound"]


def unbound(workflow: WorkflowConfig, registry: ToolRegistry) -> Iterator[Problem]:
    """Find the tasks that name what the registry does not know; templates are left to the run."""
    for task in _all(workflow.tasks):
        for kind, name, action in _named(task):
            if not is_template(name) and registry.find(kind, name, action) is None:
                text = f"{kind} {name!r} of task {task.id!r} is not bound"
                advice = "an id of the bindings file; or --echo"
                yield task.problem("TOOL_UNBOUND", text, kind, allowed=advice)


def _named(task: TaskConfig) -> Iterator[tuple[str, str, str | None]]:
    action = None if is_template(task.action) else task.action
    if task.agent is not None:
        yield "agent", _id(task.agent), action
    elif task.tool is not None:
        yield "tool", _id(task.tool), None
    elif task.action and task.execution_type == "basic":
        yield "action", task.action, None


def _id(component: str | Mapping[str, Any]) -> str:
    return component if isinstance(component, str) else str(component.get("id", ""))


def _all(tasks: tuple[TaskConfig, ...]) -> Iterator[TaskConfig]:
    for task in tasks:
        yield task
        yield from _all(tuple(task.child(*path) for path, _ in task.nested()))
