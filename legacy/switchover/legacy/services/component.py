"""The agent or tool that a task names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from switchover.engine import EngineError
from switchover.engine.config import MAP, RECORD, RECORDS, REFERENCE, TEXT, Field, TaskConfig

__all__ = ["Component", "component", "defined", "given_to"]

Plain = Mapping[str, Any]
EMPTY: Plain = {}


@dataclass(frozen=True, slots=True)
class Action:
    """One of the things that an agent can be asked for."""

    data: Plain

    id = Field(TEXT, "")
    with_ = Field(MAP, None, "with")
    input = Field(REFERENCE, None)
    output = Field(REFERENCE, None)


@dataclass(frozen=True, slots=True)
class Component:
    """A definition of an agent or tool; once rendered it has the one action that is used."""

    data: Plain

    id = Field(TEXT, "")
    with_ = Field(MAP, None, "with")
    input = Field(REFERENCE, None)
    output = Field(REFERENCE, None)
    env = Field(MAP, EMPTY)
    action_maps = Field(RECORDS, (), "actions")
    action_map = Field(RECORD, EMPTY, "action")

    @property
    def action(self) -> Action:
        return Action(self.action_map)

    def find(self, action_id: str) -> Action | None:
        """Return the action with an id."""
        actions = (Action(data) for data in self.action_maps)
        return next((action for action in actions if action.id == action_id), None)


def given_to(task: TaskConfig, *components: Component | Action) -> dict[str, Any] | None:
    """Return what a task gives its tool: its own `with` over those of the components, in order."""
    parts = [*(each.with_ for each in components), task.with_]
    if all(part is None for part in parts):
        return None
    return {key: value for part in parts for key, value in (part or {}).items()}


def component(reference: Any) -> Component:
    """Return what a reference stands for: a definition, or an id that nobody defines.

    Raises:
        EngineError: ``COMPONENT_KIND`` for anything else.
    """
    if isinstance(reference, Mapping):
        return Component(reference)
    if isinstance(reference, str):
        return Component({"id": str(reference)})
    raise EngineError("COMPONENT_KIND", f"an agent or tool is an id or a map, not {reference!r}")


def defined(reference: Any, known: Mapping[str, Plain]) -> Component | None:
    """Return a definition: the map that stands there, or the known one of that id."""
    if isinstance(reference, str):
        reference = known.get(reference)
    return None if reference is None else component(reference)
