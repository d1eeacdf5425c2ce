"""The task types that come with the system."""

from __future__ import annotations

from typing import Final

from . import (
    aggregate,
    basic,
    collection,
    composite,
    parallel,
    router,
    signal,
    wait,
)
from .factory import TaskType

__all__ = ["BUILTIN"]

BUILTIN: Final[tuple[TaskType, ...]] = (
    basic.task_type,
    router.task_type,
    parallel.task_type,
    collection.task_type,
    composite.task_type,
    aggregate.task_type,
    wait.task_type,
    signal.task_type,
)
