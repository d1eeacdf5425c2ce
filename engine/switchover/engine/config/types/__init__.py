"""The task types of the engine, one module each: the fields a type adds and what it demands."""

from __future__ import annotations

from .aggregate import AggregateTask
from .basic import BasicTask
from .collection import CollectionTask
from .composite import CompositeTask
from .parallel import ParallelTask
from .router import RouterTask
from .signal import SignalTask
from .wait import WaitTask

__all__ = [
    "BUILTIN",
    "AggregateTask",
    "BasicTask",
    "CollectionTask",
    "CompositeTask",
    "ParallelTask",
    "RouterTask",
    "SignalTask",
    "WaitTask",
]

BUILTIN = (
    BasicTask,
    RouterTask,
    ParallelTask,
    CollectionTask,
    CompositeTask,
    AggregateTask,
    WaitTask,
    SignalTask,
)
