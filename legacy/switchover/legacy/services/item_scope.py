"""The variables of a collection's item, kept beside the configuration of the tasks below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from switchover.engine.config import TaskConfig

__all__ = ["SCOPE", "scope_of", "scoped", "within"]

SCOPE: Final = "_item_scope"
"""The key of a stored configuration that carries them; no author writes it."""

Plain = Mapping[str, Any]


def scope_of(task: TaskConfig) -> Plain:
    """Return the variables that a task sees from collections around it."""
    scope: Plain = task.data.get(SCOPE) or {}
    return scope


def scoped(child: Plain, scope: Plain) -> Plain:
    """Return a child's configuration that carries the variables, if there are any."""
    return {**child, SCOPE: dict(scope)} if scope else child


def within(child: TaskConfig, parent: TaskConfig) -> TaskConfig:
    """Return a nested task that sees what the task around it sees."""
    return type(child)(scoped(child.data, scope_of(parent)), child.types, child.source)
