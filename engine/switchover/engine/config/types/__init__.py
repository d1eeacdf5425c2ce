"""The task types of the engine, one module each: the fields a type adds and what it demands."""

from __future__ import annotations

from switchover.engine.config.types.aggregate import AggregateTask
from switchover.engine.config.types.basic import BasicTask
from switchover.engine.config.types.collection import CollectionTask
from switchover.engine.config.types.composite import CompositeTask
from switchover.engine.config.types.parallel import ParallelTask
from switchover.engine.config.types.router import RouterTask
from switchover.engine.config.types.signal import SignalTask
from switchover.engine.config.types.wait import WaitTask

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
