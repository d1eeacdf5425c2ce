"""The variables of a collection's item, kept beside the configurations of all tasks below it."""

from collections.abc import Mapping
from typing import Any, Final

from switchover.engine.config import TaskConfig

SCOPE: Final = "_item_scope"
"""The key of a stored configuration that carries them; no author writes it."""

LIFTED: Final = ("item", "index")
"""What a template sees under its own name where its task's `with` has it."""

Plain = Mapping[str, Any]


def scope_of(task: TaskConfig) -> Plain:
    """Return the variables that a task sees from the collections around it."""
    scope: Plain = task.data.get(SCOPE) or {}
    return scope


def scoped(child: Plain, scope: Plain) -> Plain:
    """Return a child's configuration that carries the variables, if there are any."""
    return {**child, SCOPE: dict(scope)} if scope else child


def is_lifted(child: Plain, scope: Plain) -> bool:
    """Say whether a child sees all of the variables in its own `with`, and needs no scope."""
    given = child["with"]
    return all(name in LIFTED and name in given for name in scope)
