"""What a task below a collection sees of it, kept beside the configuration as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from switchover.engine.config import TaskConfig

__all__ = ["KEPT_BESIDE", "LIFTED", "Plain", "inherited_input", "is_lifted", "scope_of", "scoped"]

SCOPE: Final = "_item_scope"
"""The key of a stored configuration that carries the variables of items; no author writes it."""
INHERITED: Final = "_item_input"
"""The key that carries what the collection was given, for the tasks below its children."""
KEPT_BESIDE: Final = frozenset({SCOPE, INHERITED})

LIFTED: Final = ("item", "index")
"""What a template sees under its own name where its task's `with` has it."""

Plain = Mapping[str, Any]


def scope_of(task: TaskConfig) -> Plain:
    """Return the variables that a task sees from the collections around it."""
    scope: Plain = task.data.get(SCOPE) or {}
    return scope


def inherited_input(task: TaskConfig) -> Plain:
    """Return what `.input` has below the task's own `with`."""
    given: Plain = task.data.get(INHERITED) or {}
    return given


def scoped(child: Plain, scope: Plain, given: Plain | None = None) -> Plain:
    """Return a child's configuration that carries what is seen of collections, if there are any."""
    if not scope:
        return child
    beside = {SCOPE: scope, INHERITED: given}
    return {**child, **{key: value for key, value in beside.items() if value}}


def is_lifted(child: Plain, scope: Plain) -> bool:
    """Say whether a child sees all of the variables in its own `with`, and needs no scope."""
    given = child["with"]
    return all(name in LIFTED and name in given for name in scope)
