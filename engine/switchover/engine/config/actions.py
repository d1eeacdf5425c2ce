"""Whether the agents of a workflow have the actions that its tasks ask them for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from .kinds import is_template
from .problem import Problem
from .workflow import WorkflowConfig

__all__ = ["missing_action", "unknown_actions"]


def unknown_actions(workflow: WorkflowConfig) -> Iterator[Problem]:
    """Give the tasks that ask a defined agent for an action that it does not define.

    Of an agent without any actions nobody knows what it can be asked for.
    """
    agents: dict[str, Any] = {}
    for defined in workflow.agents:
        agents.setdefault(str(defined.get("id", "")), defined)
    for index, task in enumerate(workflow.tasks):
        for path, inner in task.walk():
            found: Any = inner.data.get("agent")
            agent: Any = agents.get(found) if isinstance(found, str) else found
            action = inner.data.get("action")
            if not isinstance(action, str) or not action or is_template(action):
                continue
            ids = _ids(agent) if isinstance(agent, Mapping) else []
            if ids and action not in ids:
                text = missing_action(action, agent)
                yield inner.problem("ACTION_UNKNOWN", text, "action").below("tasks", index, *path)


def missing_action(action: str, agent: Mapping[str, Any]) -> str:
    """Say that an agent does not have an action, and which it has."""
    ids = _ids(agent)
    near = get_close_matches(action, ids, n=1)
    hint = f" (is it {near[0]!r}?)" if near else ""
    own = str(agent.get("id", ""))
    return f"agent {own!r} has no action {str(action)!r}{hint}; it has: {', '.join(ids)}"


def _ids(agent: Mapping[str, Any]) -> list[str]:
    actions = agent.get("actions")
    if not isinstance(actions, list | tuple):
        return []
    return [str(each.get("id", "")) for each in actions if isinstance(each, Mapping)]
