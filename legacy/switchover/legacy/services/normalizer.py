"""Rendering of configurations, the way the old normaliser did it."""

from typing import Any, Final

from switchover.engine.config import TaskConfig
from switchover.engine.contexts import Context, Renderer, as_written, normalised
from switchover.engine.contexts.rendering import TextRenderer
from switchover.engine.run.services import Run
from switchover.legacy.services.component import Component, defined
from switchover.legacy.services.context_builder import ContextBuilder, Plain
from switchover.legacy.services.item_scope import SCOPE

LATER: Final = frozenset({"agent", "tool", "outputs", "output", SCOPE})
"""Keys that wait for their own pass; the name counts at any depth, inside `with` too."""

CONTAINERS: Final = frozenset({"parallel", "collection", "composite"})
KEPT: Final = 4096
SCHEMAS: Final = frozenset({"input", "output"})


def text_of_flag(value: Any) -> Any:
    """Turn a flag into text: what a pass with a filter did to every flag that is no template."""
    return str(value).lower() if isinstance(value, bool) else value


class Normalizer:
    """Renders tasks, and the agents and tools they name."""

    def __init__(self, contexts: ContextBuilder, text: TextRenderer) -> None:
        self._contexts = contexts
        self._filtered = Renderer(text, literal=text_of_flag, result=as_written)
        self._static = Static()
        self.plain = Renderer(text, result=as_written)

    def task(self, run: Run, task: TaskConfig) -> TaskConfig:
        """Render a task's fields; containers run with what was written."""
        if task.type in CONTAINERS or self._static.holds(task.data):
            return task
        skip = LATER | {"processor"} if task.type == "wait" else LATER
        context = self._contexts.task(run, task)
        rendered = normalised(task, self._filtered, context, skip=skip)
        if rendered is task and self._contexts.definition(run).owns(task):
            self._static.add(task.data)
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
            return _with(task, "agent", self._agent(agent, task.action, context))
        if tool := defined(task.data.get("tool"), known.tools):
            return _with(task, "tool", self.plain.render(tool.data, context, SCHEMAS))
        return task

    def _agent(self, agent: Component, action_id: str, context: Context) -> Plain:
        """Render an agent, and of its actions the one that is used."""
        data = {key: value for key, value in agent.data.items() if key != "actions"}
        rendered: Plain = self.plain.render(data, context, SCHEMAS)
        action = agent.find(action_id)
        if action is None:
            return rendered
        return {**rendered, "action": self.plain.render(action.data, context, SCHEMAS)}


class Static:
    """Remembers the configurations of a workflow that rendering leaves as they are."""

    def __init__(self) -> None:
        self._known: dict[int, Plain] = {}

    def holds(self, data: Plain) -> bool:
        return id(data) in self._known

    def add(self, data: Plain) -> None:
        """Remember one, and keep it alive, so that its identity stays its own."""
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[id(data)] = data


def _with(task: TaskConfig, key: str, value: Plain) -> TaskConfig:
    return type(task)({**task.data, key: value}, task.types, task.source)
