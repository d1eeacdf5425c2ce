"""Rendering of configurations, the way the old normaliser did it."""

from __future__ import annotations

from typing import Any, Final

from switchover.engine import Run
from switchover.engine.config import TaskConfig
from switchover.engine.rendering import Policy, VariablesOf, normalised, plain
from switchover.engine.tools import unknown_action

from .component import Component, defined
from .context_builder import ContextBuilder, Plain
from .item_scope import SCOPE
from .renderer import Renderer

__all__ = ["CONTAINERS", "Normalizer"]

LATER: Final = frozenset({"agent", "tool", "outputs", "output", SCOPE})
"""Keys that wait for their own pass; the name counts at any depth, inside `with` too."""

CONTAINERS: Final = frozenset({"parallel", "collection", "composite"})
SCHEMAS: Final = frozenset({"input", "output"})


def text_of_flag(value: Any) -> Any:
    """Turn a flag into text: what a pass with a filter did to every flag that is no template."""
    return str(value).lower() if isinstance(value, bool) else value


class Normalizer:
    """Renders tasks, and the agents and tools they name."""

    def __init__(self, contexts: ContextBuilder, policy: Policy) -> None:
        self._contexts = contexts
        self._filtered = Renderer(policy, literal=text_of_flag)
        self.plain = Renderer(policy)

    def task(self, run: Run, task: TaskConfig) -> TaskConfig:
        """Render a task's fields; containers run with what was written."""
        definition = self._contexts.definition(run)
        if task.type in CONTAINERS or definition.is_static(task):
            return task
        skip = LATER | {"processor"} if task.type == "wait" else LATER
        context = self._contexts.task(run, task)
        rendered = normalised(task, self._filtered, context, skip=skip)
        if rendered is task:
            definition.add_static(task)
        return rendered

    def processor(self, run: Run, task: TaskConfig, signal: Plain) -> TaskConfig:
        """Render all fields of a wait task's processor, which alone sees `.signal`."""
        context = self._contexts.task(run, task, signal=signal)
        return normalised(task, self._filtered, context, skip=frozenset({"outputs", SCOPE}))

    def components(self, run: Run, task: TaskConfig) -> TaskConfig:
        """Put a task's agent or tool into it: its definition, with the texts rendered.

        An id that the workflow does not define stays one.
        """
        context, known = self._contexts.component(run, task), self._contexts.definition(run)
        if agent := defined(task.data.get("agent"), known.agents):
            return _with(task, "agent", self._agent(run, task, agent, context))
        if tool := defined(task.data.get("tool"), known.tools):
            return _with(task, "tool", self._whole(tool.data, context))
        return task

    def _agent(self, run: Run, task: TaskConfig, agent: Component, context: VariablesOf) -> Plain:
        """Render an agent, and then of its actions the one that is used.

        Raises:
            EngineError: ``ACTION_UNKNOWN``, naming those that the agent has.
        """
        data = {key: value for key, value in agent.data.items() if key != "actions"}
        rendered = self._whole(data, context)
        action = agent.find(task.action)
        if action is None:
            if agent.action_maps and task.action:
                raise unknown_action(task, agent.data)
            return rendered
        variables = self._contexts.action(run, task, rendered)
        return {**rendered, "action": self._whole(action.data, variables)}

    def _whole(self, definition: Plain, context: VariablesOf) -> Plain:
        """Render a definition but for its schemas; what looks like a template in them is text."""
        rendered: Plain = plain(self.plain.render(definition, context, SCHEMAS))
        return rendered


def _with(task: TaskConfig, key: str, value: Plain) -> TaskConfig:
    return type(task)({**task.data, key: value}, task.types, task.source)
