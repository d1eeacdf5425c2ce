"""The children of a parallel task."""

from __future__ import annotations

from switchover.engine import EngineError
from switchover.engine.config import ParallelTask

from ..shared.container import ChildPlan
from ..shared.item_scope import Plain

__all__ = ["planned"]


def planned(task: ParallelTask, children: tuple[Plain, ...]) -> ChildPlan:
    """Return the plan of the children. Raises EngineError CHILDREN_EMPTY where there are none."""
    if not children:
        raise EngineError("CHILDREN_EMPTY", f"parallel {task.id!r} has no children")
    return ChildPlan(children=children, strategy=task.strategy_name, workers=task.max_workers)
