"""The children that a collection's items become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from switchover.engine import EngineError
from switchover.engine.config import CollectionTask
from switchover.engine.rendering import Renderer, VariablesOf

from ..shared.item_scope import (
    Plain,
    inherited_input,
    is_lifted,
    scope_of,
    scoped,
)
from .child_template import ChildTemplate
from .item_variables import item_variables

__all__ = ["ChildBuilder"]


class ChildBuilder:
    """Builds the configurations of children, item by item in the order of the items."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def build(
        self, task: CollectionTask, items: Sequence[Any], variables: VariablesOf, given: Plain
    ) -> tuple[Plain, ...]:
        """Return a child for each item and template, each given what the collection was given.

        Raises:
            EngineError: ``COLL_CHILD``, naming the index of the item.
        """
        templates = [
            ChildTemplate(self._renderer, task, template, variables)
            for template in _templates(task)
        ]
        inherited = inherited_input(task)
        variables_of, outer, adds_item = item_variables(task), scope_of(task), not task.task_maps

        def child(template: ChildTemplate, item: Any, index: int) -> Plain:
            own = variables_of(item, index)
            try:
                made = template.child(own)
            except EngineError as error:
                text = f"collection {task.id!r}: child at index {index}: {error}"
                raise EngineError("COLL_CHILD", text, retryable=False) from error
            below = inherited
            if given:
                made["with"] = {**given, **made["with"]}
                below = {**inherited, **made["with"]}
            if adds_item:
                made["with"] |= {"item": item, "index": index}
            _inherit_agent(made, task)
            scope = {**outer, **own}
            if template.is_parent:
                return scoped(made, scope, below)
            return made if is_lifted(made, scope) else scoped(made, scope)

        return tuple(
            child(template, item, index)
            for index, item in enumerate(items)
            for template in templates
        )


def _templates(task: CollectionTask) -> Sequence[Plain]:
    return task.task_maps or ([] if task.task_map is None else [task.task_map])


def _inherit_agent(child: dict[str, Any], parent: CollectionTask) -> None:
    """Hand down the agent's substance to an agent without any."""
    agent = child.get("agent")
    if not isinstance(agent, Mapping) or agent.get("instructions") or agent.get("actions"):
        return
    above = parent.agent
    if isinstance(above, Mapping):
        substance = {key: above[key] for key in ("instructions", "actions") if key in above}
        child["agent"] = {**agent, **substance}
