"""The children of a parallel task."""

from switchover.engine.config import ParallelTask
from switchover.engine.errors import EngineError
from switchover.orchestrators.shared.container import ChildPlan, written_children


def planned(task: ParallelTask) -> ChildPlan:
    """Return the children as written. Raises EngineError CHILDREN_EMPTY."""
    if not task.task_maps:
        raise EngineError("CHILDREN_EMPTY", f"parallel task {task.id!r} has no children")
    return ChildPlan(
        children=written_children(task, task.task_maps),
        strategy=task.strategy_name,
        workers=task.max_workers,
    )
