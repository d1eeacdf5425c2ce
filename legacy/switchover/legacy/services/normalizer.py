"""Rendering of configurations, the way the old normaliser did it."""

from collections.abc import Mapping
from typing import Any, Final

from switchover.engine.config import TaskConfig
from switchover.engine.contexts import Context, Renderer, normalised
from switchover.engine.contexts.rendering import TextRenderer
from switchover.engine.errors import EngineError
from switchover.engine.run.services import Run
from switchover.legacy.services.context_builder import ContextBuilder, Plain
from switchover.legacy.services.item_scope import SCOPE

LATER: Final = frozenset({"agent", "tool", "outputs", "output", SCOPE})
"""Keys that wait for their own pass; the name counts at any depth, inside `with` too."""

CONTAINERS: Final = frozenset({"parallel", "collection", "composite"})
SCHEMAS: Final = frozenset({"input", "output"})


def text_of_flag(value: Any) -> Any:
    """Turn a flag into text: what a pass with a filter did to every flag that is no template."""
    return str(value).lower() if isinstance(value, bool) else value


class Normalizer:
    """Renders tasks, and the agents and tools they name."""

    def __init__(self, contexts: ContextBuilder, text: TextRenderer) -> None:
        self._contexts = contexts
        self._filtered = Renderer(text, literal=text_of_flag)
        self.plain = Renderer(text)

    def task(self, run: Run, task: TaskConfig) -> TaskConfig:
        """Render a task's fields; containers run with what was written."""
        kind = task.type or "basic"
        if kind in CONTAINERS:
            return task
        skip = LATER | {"processor"} if kind == "wait" else LATER
        context = self._contexts.task(run, task)
        return normalised(task, self._filtered, context, skip=skip)

    def processor(self, run: Run, task: TaskConfig, signal: Plain) -> TaskConfig:
        """Render all fields of a wait task's processor, which alone sees `.signal`."""
        context = self._contexts.task(run, task, signal=signal)
        return normalised(task, self._filtered, context, skip=frozenset({"outputs"}))

    def components(self, run: Run, task: TaskConfig) -> TaskConfig:
        """Put a task's agent or tool into it: its definition, with the texts rendered."""
        if not (task.agent or task.tool):
            return task
        context = self._contexts.component(run, task)
        view = self._contexts.view(run)
        if task.agent:
            agent = _definition(task.agent, view.agents)
            return _with(task, "agent", self._agent(agent, task.action, context))
        tool = _definition(task.tool, view.tools)
        return _with(task, "tool", self.plain.render(tool, context, SCHEMAS))

    def _agent(self, agent: Plain, action_id: str, context: Context) -> Plain:
        """Render an agent, and of its actions the one that is used."""
        skip = SCHEMAS | {"actions"}
        rendered: dict[str, Any] = dict(self.plain.render(agent, context, skip))
        actions = rendered.pop("actions", None) or ()
        for action in actions:
            if action.get("id") == action_id:
                rendered["action"] = self.plain.render(action, context, skip)
        return rendered


def _definition(reference: Any, known: Mapping[str, Plain]) -> Plain:
    """Return a definition: the map that stands there, or the one of that id, or the bare id."""
    if isinstance(reference, Mapping):
        return reference
    if isinstance(reference, str):
        return known.get(reference) or {"id": reference}
    raise EngineError("COMPONENT_KIND", f"an agent or tool is an id or a map, not {reference!r}")


def _with(task: TaskConfig, key: str, value: Plain) -> TaskConfig:
    return type(task)({**task.data, key: value}, task.types, task.source)
