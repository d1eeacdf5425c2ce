"""What binds a task to an agent or a tool: the rules that five of the task types share."""

from __future__ import annotations

from collections.abc import Iterator

from ..problem import Problem
from ..task import TaskConfig

__all__ = ["executor_rules", "forbidden"]


def executor_rules(task: TaskConfig) -> Iterator[Problem]:
    """Demand an action of an agent, none of a tool, and only one of the two."""
    if task.agent and task.tool:
        yield task.problem(
            "EXEC_BOTH", "only one executor may stand here", "tool", allowed="agent or tool"
        )
    if task.tool and task.action:
        yield task.problem("EXEC_TOOL_ACTION", "action is not allowed with a tool", "action")
    if task.agent and not task.action:
        yield task.problem("EXEC_AGENT_ACTION", "an agent needs an action", "agent")


def forbidden(task: TaskConfig, code: str, *names: str) -> Iterator[Problem]:
    """None of the named fields may be set on a task of this type."""
    for name in names:
        if task.data.get(name):
            text = f"{name} is not allowed in a task of type {task.type_name}"
            yield task.problem(code, text, name)
