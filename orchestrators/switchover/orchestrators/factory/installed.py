"""Task types of other distributions, found through one entry-point group.

A distribution offers a type by naming a `TaskType` in its metadata::

    [project.entry-points."switchover.tasks"]
    retry_until = "retry_until:task_type"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint

from switchover.engine import offered
from switchover.engine.config import GROUP

from .errors import TaskTypePluginError
from .task_type import TaskType

__all__ = ["installed_task_types"]


def installed_task_types() -> tuple[TaskType, ...]:
    """Load every task type that is installed beside us, each with its distribution as origin.

    Raises:
        TaskTypePluginError: an entry point cannot be loaded, or is no `TaskType`.
    """
    return tuple(_load_all())


def _load_all() -> Iterator[TaskType]:
    for found in offered(GROUP):
        origin = found.dist.name if found.dist else found.module
        yield replace(_load(found, origin), origin=origin)


def _load(found: EntryPoint, origin: str) -> TaskType:
    try:
        loaded = found.load()
    except (ImportError, AttributeError) as error:
        raise TaskTypePluginError(found.value, origin, str(error)) from error
    if not isinstance(loaded, TaskType):
        reason = f"it is a {type(loaded).__qualname__}, and should be a TaskType"
        raise TaskTypePluginError(found.value, origin, reason)
    return loaded
