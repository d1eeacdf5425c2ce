"""Selects the route of a router."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from switchover.engine import EngineError, Run
from switchover.engine.conditions import ConditionError, Conditions
from switchover.engine.config import RouterTask, TaskConfig
from switchover.engine.rendering import EVERYTHING, as_written

from ..options import Options
from ..services.context_builder import ContextBuilder
from ..services.renderer import Renderer

__all__ = ["EvaluateRouter", "route_target"]


@dataclass(frozen=True, slots=True)
class EvaluateRouter:
    """Takes a router's rendered condition for the key of a route."""

    _contexts: ContextBuilder
    _renderer: Renderer
    _conditions: Conditions
    _options: Options

    def evaluate(self, run: Run, task: RouterTask) -> dict[str, Any]:
        """Return the output of a router.

        Raises:
            EngineError: ``ROUTER_BLANK``, ``ROUTER_NO_ROUTE``, ``ROUTER_RESOLVE`` for a route to
                a task that does not exist, ``ROUTE_KIND`` for one that is neither id nor task.
        """
        selector = self._selector(run, task)
        if not selector:
            raise _refused("ROUTER_BLANK", f"router {task.id!r}: the condition yields nothing")
        if selector not in task.routes:
            keys = ", ".join(task.routes)
            text = f"router {task.id!r}: no route for {selector!r}; routes: {keys}"
            raise _refused("ROUTER_NO_ROUTE", text)
        target = route_target(run, task, selector)
        return {
            "condition": selector,
            "route_taken": target.id,
            "router_type": "conditional",
        }

    def _selector(self, run: Run, task: RouterTask) -> str:
        """Return the condition's text, or what it yields as CEL where a text is no route."""
        text = self._rendered(run, task)
        if text in task.routes or not self._options.cel_selectors or not text:
            return text
        value = self._evaluated(run, task, text)
        return text if value is None else value

    def _rendered(self, run: Run, task: RouterTask) -> str:
        """Return the condition's text; one that renders to nothing still has its template."""
        value = self._renderer.render(task.condition, self._contexts.task(run, task))
        return str(value).strip()

    def _evaluated(self, run: Run, task: RouterTask, expression: str) -> str | None:
        try:
            self._conditions.check(expression)
            variables = self._contexts.task(run, task)(EVERYTHING)
            value = self._conditions.value(expression, variables)
        except ConditionError:
            return None
        return _text(value)


def route_target(run: Run, task: RouterTask, key: str) -> TaskConfig:
    """Return the task that a route leads to."""
    route = task.routes[key]
    if isinstance(route, Mapping):
        return task.child("routes", key)
    if not isinstance(route, str):
        text = f"router {task.id!r}: route {key!r} must be an id or a task, not {route!r}"
        raise _refused("ROUTE_KIND", text)
    target = run.workflow.find(route)
    if target is None:
        text = f"router {task.id!r}: failed to resolve route {key!r}: no task {route!r}"
        raise _refused("ROUTER_RESOLVE", text)
    return target


def _refused(code: str, text: str) -> EngineError:
    return EngineError(code, text)


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return str(as_written(value)).strip() if isinstance(value, str | int | float) else None
