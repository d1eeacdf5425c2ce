"""The router: its condition selects one of the routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..field import Field
from ..kinds import MAP
from ..problem import Path, Problem
from ..task import EMPTY, TaskConfig
from .executor import executor_rules

__all__ = ["RouterTask"]


class RouterTask(TaskConfig):
    """Goes to the route whose key its condition yields: the id of a task, or a task inline."""

    __slots__ = ()

    type_name = "router"
    execution_type = "router"

    routes = Field(MAP, EMPTY)

    def nested(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        for key, route in self.routes.items():
            if isinstance(route, Mapping):
                yield ("routes", key), route

    def targets(self) -> Iterator[tuple[Path, str]]:
        yield from super().targets()
        for key, route in self.routes.items():
            if isinstance(route, str):
                yield ("routes", key), route

    def following(self) -> Iterator[str]:
        """Its routes; the way on of a task that stands in one."""
        for key, route in self.routes.items():
            if isinstance(route, str):
                yield route
            elif isinstance(route, Mapping):
                yield from self.child("routes", key).following()

    def rules(self) -> Iterator[Problem]:
        yield from executor_rules(self)
        if not self.condition.strip():
            yield self.problem("ROUTER_CONDITION", "a router needs a condition", "condition")
        if not self.routes:
            yield self.problem("ROUTER_ROUTES", "a router needs at least one route", "routes")
        for key, route in self.routes.items():
            if not isinstance(route, str | Mapping):
                text = f"route {key!r} leads nowhere"
                allowed = "the id of a task, or a task"
                yield self.problem(
                    "ROUTER_ROUTE", text, "routes", key, allowed=allowed, severity="warning"
                )
