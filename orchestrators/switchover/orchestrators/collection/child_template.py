"""A template of a collection's children, looked through once for all of its items."""

from __future__ import annotations

from typing import Any, Final

from switchover.engine.config import CollectionTask
from switchover.engine.rendering import Renderer, VariablesOf

from ..shared.item_scope import Plain
from .retyping import retyped

__all__ = ["ChildTemplate"]

RENDERED: Final = ("id", "action", "env", "agent", "tool", "with")
"""What is rendered of a child when it is made; all else waits until it runs."""


class ChildTemplate:
    """Makes a child of an item's variables.

    Attributes:
        is_parent: whether tasks stand below a child.
    """

    def __init__(
        self, renderer: Renderer, task: CollectionTask, template: Plain, variables: VariablesOf
    ) -> None:
        self.is_parent = any(task.types.task(template).nested())
        self._written = dict(template)
        if task.cwd and not template.get("CWD"):
            self._written["CWD"] = task.cwd
        self._written["with"] = template.get("with") or {}
        parts = {key: self._written[key] for key in RENDERED if key in self._written}
        self._parts = renderer.prepared(parts)
        self._variables = variables(self._parts.mentions)

    def child(self, variables: Plain) -> dict[str, Any]:
        """Return the child of an item. Raises EngineError where a template fails."""
        rendered = self._parts.rendered({**self._variables, **variables})
        return {**self._written, **rendered, "with": retyped(rendered["with"])}
