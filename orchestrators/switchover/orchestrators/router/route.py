"""From the key of a route to the task at its end."""

from __future__ import annotations

from collections.abc import Mapping

from switchover.engine import EngineError, Run
from switchover.engine.config import RouterTask, TaskConfig

__all__ = ["route_target", "selected"]


def selected(task: RouterTask, key: str) -> str:
    """Return the key. Raises EngineError ROUTER_BLANK or ROUTER_NO_ROUTE, listing the keys."""
    if not key:
        raise EngineError("ROUTER_BLANK", f"router {task.id!r}: the condition yields nothing")
    if key not in task.routes:
        text = f"router {task.id!r}: no route for {key!r}; routes: {', '.join(task.routes)}"
        raise EngineError("ROUTER_NO_ROUTE", text)
    return key


def route_target(run: Run, task: RouterTask, key: str) -> TaskConfig:
    """Return the task that a route leads to: the one that stands there, or the one it names.

    Raises:
        EngineError: ``ROUTE_KIND`` for what is neither, ``ROUTER_RESOLVE`` for a name that no
            task has.
    """
    route = task.routes[key]
    if isinstance(route, Mapping):
        return task.child("routes", key)
    if not isinstance(route, str):
        text = f"router {task.id!r}: route {key!r} must be an id or a task, not {route!r}"
        raise EngineError("ROUTE_KIND", text)
    target = run.workflow.find(route)
    if target is None:
        text = f"router {task.id!r}: failed to resolve route {key!r}: no task {route!r}"
        raise EngineError("ROUTER_RESOLVE", text)
    return target
