"""How a workflow is run: its system, tools and values, as a store keeps them for a resume."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from switchover.engine.config import ConfigError, TaskTypes, WorkflowConfig, load_workflow
from switchover.engine.run import TRANSITIONS, System, find_system
from switchover.engine.tools import (
    Binding,
    EchoTools,
    ToolRegistry,
    installed,
    read_bindings,
    unbound,
)

from .errors import OptionsError

__all__ = ["RunSetup", "check_tools", "others_of", "system_of", "takes_routes", "tools_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSetup:
    """How to run; a store keeps them, so that a resume needs no options."""

    system: str
    bindings: str | None = None
    echo: bool = False
    workflows: tuple[str, ...] = ()
    transitions: int = TRANSITIONS
    storage: str = ""
    environment: str = ""
    routes: str = ""

    @classmethod
    def named(
        cls,
        *,
        bindings: str | None,
        workflows: list[str] | None,
        routes: str,
        **rest: Any,
    ) -> RunSetup:
        """Make it of what a person wrote, whose files are found from wherever it is read."""
        return cls(
            bindings=_absolute(bindings) if bindings else None,
            workflows=tuple(map(_absolute, workflows or ())),
            routes=routes if not routes or "://" in routes else _absolute(routes),
            **rest,
        )

    @classmethod
    def of(cls, notes: dict[str, Any]) -> RunSetup:
        return cls(**{**notes, "workflows": tuple(notes.get("workflows", ()))})

    def notes(self) -> dict[str, Any]:
        return {
            "system": self.system,
            "bindings": self.bindings,
            "echo": self.echo,
            "workflows": list(self.workflows),
            "transitions": self.transitions,
            "storage": _without_password(self.storage),
            "environment": self.environment,
            "routes": _without_password(self.routes),
        }


def check_tools(workflow: WorkflowConfig, tools: ToolRegistry) -> None:
    """Raise ConfigError for the tools of a workflow that nobody bound, unless they echo."""
    problems = [] if tools.echoes else [*unbound(workflow, tools)]
    if problems:
        raise ConfigError(problems)


def tools_of(setup: RunSetup) -> ToolRegistry:
    """Give the tools that were bound, and those that are installed."""
    bound = read_bindings(setup.bindings) if setup.bindings else ()
    echo = EchoTools() if setup.echo else None
    return ToolRegistry([*bound, *_unless_bound(bound)], unbound=echo)


def others_of(setup: RunSetup, types: TaskTypes) -> list[WorkflowConfig]:
    """Give the workflows that signals of a run may start."""
    return [load_workflow(path, types) for path in setup.workflows]


def system_of(name: str, routes: str) -> System:
    """Give an installed task system, by its routes where it takes any.

    Raises:
        OptionsError: routes for a system that takes none.
    """
    system = find_system(name)
    if not routes:
        return system
    if not takes_routes(system):
        raise OptionsError(f"the system {name!r} takes no --routes")
    routed: System = system.routed(routes)  # type: ignore[attr-defined]  # it takes them
    return routed


def takes_routes(system: System) -> bool:
    """Whether a system sends each task type to one of two sides."""
    return hasattr(system, "routed")


def _unless_bound(bound: Iterable[Binding]) -> list[Binding]:
    taken = {binding.id for binding in bound}
    return [binding for binding in installed() if binding.id not in taken]


def _absolute(file: str) -> str:
    return str(Path(file).resolve())


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    if parts.password is None:
        return address
    user, host = parts.username or "", parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host))
