"""A template of a collection's children, looked through once for all of its items."""

from __future__ import annotations

from typing import Any, Final

from switchover.engine.config import CollectionTask, as_fields
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
        view = task.types.task(template)
        self.is_parent, self._record = any(view.nested()), type(view)
        self._written = dict(template)
        if task.cwd and not template.get("CWD"):
            self._written["CWD"] = task.cwd
        self._written["with"] = template.get("with") or {}
        parts = {key: self._written[key] for key in RENDERED if key in self._written}
        self._parts = renderer.prepared(parts)
        self._variables = variables(self._parts.mentions)

    def child(self, variables: Plain) -> dict[str, Any]:
        """Return the child of an item. Raises EngineError where a template fails."""
        found = self._parts.rendered({**self._variables, **variables})
        rendered = as_fields(self._record, self._written, found)
        return {**self._written, **rendered, "with": retyped(rendered["with"])}
