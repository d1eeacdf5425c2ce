"""Rendering of a task's configuration, and of the agent or tool that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from switchover.engine import EngineError, Run
from switchover.engine.config import Action, Component, TaskConfig, as_fields
from switchover.engine.rendering import Renderer, VariablesOf, normalised, plain
from switchover.engine.tools import unknown_action

from .item_scope import KEPT_BESIDE, Plain
from .variables import Variables

__all__ = ["LATER", "TaskRenderer"]

LATER: Final = frozenset({"agent", "tool", "outputs", "output"}) | KEPT_BESIDE
"""Keys that wait for their own pass; the name counts at any depth, inside `with` too."""
SCHEMAS: Final = frozenset({"input", "output"})


class TaskRenderer:
    """Renders tasks, and puts into them the agents and tools that they name."""

    def __init__(self, variables: Variables, renderer: Renderer) -> None:
        self._variables = variables
        self._renderer = renderer

    def task(
        self,
        run: Run,
        task: TaskConfig,
        parent: str | None = None,
        *,
        later: frozenset[str] = LATER,
    ) -> TaskConfig:
        """Render a task's fields, then its component; what stands under `later` waits.

        `parent` is the exec id of the container that owns the task.
        """
        variables = self._variables.task(run, task, parent)
        rendered = normalised(task, self._renderer, variables, skip=later)
        return self._with_component(run, rendered, parent)

    def with_signal(
        self, run: Run, task: TaskConfig, parent: str | None, signal: Plain
    ) -> TaskConfig:
        """Render all fields of a wait task's processor, which alone sees `.signal`."""
        variables = self._variables.task(run, task, parent, signal=signal)
        return normalised(task, self._renderer, variables, skip=frozenset({"outputs"}))

    def _with_component(self, run: Run, task: TaskConfig, parent: str | None) -> TaskConfig:
        data = task.data
        if "agent" not in data and "tool" not in data:
            return task
        view = self._variables.run(run)
        if agent := _definition(data.get("agent"), view.agents):
            return _replaced(task, "agent", self._agent(run, task, parent, agent))
        if tool := _definition(data.get("tool"), view.tools):
            variables = self._variables.component(run, task, parent)
            return _replaced(task, "tool", self._whole(Component, tool, variables))
        return task

    def _agent(self, run: Run, task: TaskConfig, parent: str | None, agent: Plain) -> Plain:
        """Render an agent, and then of its actions the one that is used.

        Raises:
            EngineError: ``ACTION_UNKNOWN``, naming those that the agent has.
        """
        own = {key: value for key, value in agent.items() if key != "actions"}
        rendered = self._whole(Component, own, self._variables.component(run, task, parent))
        actions = [each for each in agent.get("actions") or () if each.get("id") == task.action]
        if actions:
            variables = self._variables.action(run, task, parent, rendered)
            return {**rendered, "action": self._whole(Action, actions[0], variables)}
        if agent.get("actions") and task.action:
            raise unknown_action(task, agent)
        return rendered

    def _whole(
        self, record: type[object], definition: Plain, variables: VariablesOf
    ) -> dict[str, Any]:
        """Render a definition but for its schemas; nobody renders a part of it later."""
        found = self._renderer.render(definition, variables, SCHEMAS)
        rendered: dict[str, Any] = plain(as_fields(record, definition, found))
        return rendered


def _definition(reference: Any, known: Mapping[str, Plain]) -> Plain | None:
    """Return a definition: the map that stands there, or the workflow's of that id, if any."""
    if isinstance(reference, str):
        return known.get(reference)
    if reference is None or isinstance(reference, Mapping):
        return reference
    raise EngineError("COMPONENT_KIND", f"an agent or tool is an id or a map, not {reference!r}")


def _replaced(task: TaskConfig, key: str, value: Plain) -> TaskConfig:
    return type(task)({**task.data, key: value}, task.types, task.source)
