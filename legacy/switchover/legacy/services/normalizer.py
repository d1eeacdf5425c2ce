"""Rendering of configurations, the way the old normaliser did it."""

from collections.abc import Mapping
from typing import Any, Final

from switchover.engine.config import TaskConfig
from switchover.engine.contexts import Context, Renderer, normalised
from switchover.engine.contexts.rendering import TextRenderer
from switchover.engine.errors import EngineError
from switchover.engine.run.services import Run
from switchover.legacy.services.context_builder import ContextBuilder, Plain, RunView
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
        self._filtered = Renderer(text, literal=text_of_flag)
        self._static = Static()
        self.plain = Renderer(text)

    def task(self, run: Run, task: TaskConfig) -> TaskConfig:
        """Render a task's fields; containers run with what was written."""
        if task.type in CONTAINERS or self._static.holds(task.data):
            return task
        skip = LATER | {"processor"} if task.type == "wait" else LATER
        context = self._contexts.task(run, task)
        rendered = normalised(task, self._filtered, context, skip=skip)
        if rendered is task and _is_written(task, self._contexts.view(run)):
            self._static.add(task.data)
        return rendered

    def processor(self, run: Run, task: TaskConfig, signal: Plain) -> TaskConfig:
        """Render all fields of a wait task's processor, which alone sees `.signal`."""
        context = self._contexts.task(run, task, signal=signal)
        return normalised(task, self._filtered, context, skip=frozenset({"outputs"}))

    def components(self, run: Run, task: TaskConfig) -> TaskConfig:
        """Put a task's agent or tool into it: its definition, with the texts rendered."""
        context, view = self._contexts.component(run, task), self._contexts.view(run)
        if agent := _definition(task.data.get("agent"), view.agents):
            return _with(task, "agent", self._agent(agent, task.action, context))
        if tool := _definition(task.data.get("tool"), view.tools):
            return _with(task, "tool", self.plain.render(tool, context, SCHEMAS))
        return task

    def _agent(self, agent: Plain, action_id: str, context: Context) -> Plain:
        """Render an agent, and of its actions the one that is used."""
        skip = SCHEMAS | {"actions"}
        rendered: dict[str, Any] = dict(self.plain.render(agent, context, skip))
        actions = rendered.pop("actions", None) or ()
        for action in actions:
            if action.get("id") == action_id:
                rendered["action"] = self.plain.render(action, context, skip)
        return rendered


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


def _is_written(task: TaskConfig, view: RunView) -> bool:
    """Whether a configuration is the workflow's own, and so will be seen again."""
    own = view.tasks.get(task.id)
    return own is not None and own.data is task.data


def _definition(reference: Any, known: Mapping[str, Plain]) -> Plain | None:
    """Return a definition: the map that stands there, or the workflow's of that id.

    An id that the workflow does not define stands for itself.
    """
    if isinstance(reference, str):
        return known.get(reference)
    if reference is None or isinstance(reference, Mapping):
        return reference
    raise EngineError("COMPONENT_KIND", f"an agent or tool is an id or a map, not {reference!r}")


def _with(task: TaskConfig, key: str, value: Plain) -> TaskConfig:
    return type(task)({**task.data, key: value}, task.types, task.source)
