"""Rendering of a task's configuration, and of the agent or tool that it names."""

from collections.abc import Mapping
from typing import Any, Final

from switchover.engine.config import TaskConfig
from switchover.engine.contexts import Context, Renderer, normalised
from switchover.engine.errors import EngineError
from switchover.engine.run.services import Run
from switchover.orchestrators.shared.item_scope import SCOPE, Plain
from switchover.orchestrators.shared.scopes import RunScope, Scopes

LATER: Final = frozenset({"agent", "tool", "outputs", "output", SCOPE})
"""Keys that wait for their own pass; the name counts at any depth, inside `with` too."""
SCHEMAS: Final = frozenset({"input", "output"})
KEPT: Final = 4096
"""Configurations without templates that are remembered as such."""


class TaskRenderer:
    """Renders tasks, and puts into them the agents and tools that they name."""

    def __init__(self, scopes: Scopes, renderer: Renderer) -> None:
        self._scopes = scopes
        self._renderer = renderer
        self._plain: dict[int, Plain] = {}

    def task(self, run: Run, task: TaskConfig, *, later: frozenset[str] = LATER) -> TaskConfig:
        """Render a task's fields, then its component; what stands under `later` waits."""
        return self._with_component(run, self._fields(run, task, later))

    def with_signal(self, run: Run, task: TaskConfig, signal: Plain) -> TaskConfig:
        """Render all fields of a wait task's processor, which alone sees `.signal`."""
        context = self._scopes.task(run, task, signal=signal)
        return normalised(task, self._renderer, context, skip=frozenset({"outputs"}))

    def _fields(self, run: Run, task: TaskConfig, later: frozenset[str]) -> TaskConfig:
        if id(task.data) in self._plain:
            return task
        rendered = normalised(task, self._renderer, self._scopes.task(run, task), skip=later)
        if rendered is task and _is_written(task, self._scopes.run(run)):
            self._remember(task.data)
        return rendered

    def _remember(self, data: Plain) -> None:
        """Remember that rendering leaves it as it is; kept alive, so its identity stays its own."""
        if len(self._plain) >= KEPT:
            self._plain.clear()
        self._plain[id(data)] = data

    def _with_component(self, run: Run, task: TaskConfig) -> TaskConfig:
        scope = self._scopes.run(run)
        if agent := _definition(task.data.get("agent"), scope.agents):
            context = self._scopes.component(run, task)
            return _replaced(task, "agent", self._agent(agent, task.action, context))
        if tool := _definition(task.data.get("tool"), scope.tools):
            context = self._scopes.component(run, task)
            return _replaced(task, "tool", self._renderer.render(tool, context, SCHEMAS))
        return task

    def _agent(self, agent: Plain, action_id: str, context: Context) -> Plain:
        """Render an agent, and of its actions the one that is used."""
        skip = SCHEMAS | {"actions"}
        rendered: dict[str, Any] = dict(self._renderer.render(agent, context, skip))
        for action in rendered.pop("actions", None) or ():
            if action.get("id") == action_id:
                rendered["action"] = self._renderer.render(action, context, skip)
        return rendered


def _is_written(task: TaskConfig, scope: RunScope) -> bool:
    """Whether a configuration is the workflow's own, and so will be seen again."""
    own = scope.tasks.get(task.id)
    return own is not None and own.data is task.data


def _definition(reference: Any, known: Mapping[str, Plain]) -> Plain | None:
    """Return a definition: the map that stands there, or the workflow's of that id, if any."""
    if isinstance(reference, str):
        return known.get(reference)
    if reference is None or isinstance(reference, Mapping):
        return reference
    raise EngineError("COMPONENT_KIND", f"an agent or tool is an id or a map, not {reference!r}")


def _replaced(task: TaskConfig, key: str, value: Plain) -> TaskConfig:
    return type(task)({**task.data, key: value}, task.types, task.source)
