"""Which orchestrator runs which task, within one task system."""

from __future__ import annotations

from collections.abc import Callable

from switchover.engine.config import DEFAULT_TYPE, TaskConfig
from switchover.engine.states import TaskState

from ..interfaces import ChildTaskManager, StatusAggregator, TaskOrchestrator

__all__ = ["Directory"]


class Directory:
    """The orchestrators of a system, by the name of their type, each built on first use."""

    def __init__(self) -> None:
        self._build: Callable[[str], TaskOrchestrator] = _nobody
        self._built: dict[str, TaskOrchestrator] = {}
        self._aggregators: dict[str, StatusAggregator | None] = {}
        self._parents: dict[str, bool] = {}
        self._repeating: dict[str, bool] = {}

    def open(self, build: Callable[[str], TaskOrchestrator]) -> None:
        """Say who builds the orchestrator of a type; done once, before the first use."""
        self._build = build

    def of(self, task: TaskConfig) -> TaskOrchestrator:
        """Return the orchestrator of a task. Raises what building it raises."""
        # Its class says it, unless it is unknown.
        name = task.type_name or task.type or DEFAULT_TYPE
        return self._built.get(name) or self._named(name)

    def aggregator_of(self, row: TaskState) -> StatusAggregator | None:
        """Return who keeps a parent's row up to date while its children run, if anyone does."""
        name = row.execution_type
        if name not in self._aggregators:
            found = self._named(name)
            self._aggregators[name] = found if isinstance(found, StatusAggregator) else None
        return self._aggregators[name]

    def owns_children(self, row: TaskState) -> bool:
        """Say whether a row is of a type that owns children."""
        name = row.execution_type
        if name not in self._parents:
            self._parents[name] = isinstance(self._named(name), ChildTaskManager)
        return self._parents[name]

    def repeats(self, row: TaskState) -> bool:
        """Say whether a row is of a type that runs its templates once for each item."""
        name = row.execution_type
        if name not in self._repeating:
            self._repeating[name] = bool(getattr(self._named(name), "repeats", False))
        return self._repeating[name]

    def follows_children(self, row: TaskState) -> bool:
        """Say whether a row is kept up to date while its children run."""
        return self.aggregator_of(row) is not None

    def _named(self, name: str) -> TaskOrchestrator:
        found = self._built.get(name)
        if found is None:
            found = self._built[name] = self._build(name)
        return found


def _nobody(name: str) -> TaskOrchestrator:
    raise LookupError(f"nobody was asked yet to build the orchestrator of {name!r}")
