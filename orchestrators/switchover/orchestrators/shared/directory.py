"""Which orchestrator runs which task, within one task system."""

from collections.abc import Mapping

from switchover.engine.config import TaskConfig
from switchover.engine.errors import EngineError
from switchover.engine.states import TaskState
from switchover.orchestrators.interfaces import StatusAggregator, TaskOrchestrator


class Directory:
    """The orchestrators of a system, by the name of their type; filled once, then only read."""

    def __init__(self) -> None:
        self._by_type: Mapping[str, TaskOrchestrator] = {}
        self._aggregators: Mapping[str, StatusAggregator] = {}

    def fill(self, orchestrators: Mapping[str, TaskOrchestrator]) -> None:
        """Take in all orchestrators at once."""
        self._by_type = dict(orchestrators)
        self._aggregators = {
            name: found
            for name, found in orchestrators.items()
            if isinstance(found, StatusAggregator)
        }

    def of(self, task: TaskConfig) -> TaskOrchestrator:
        """Return the orchestrator of a task. Raises EngineError TYPE_UNSUPPORTED."""
        name = task.type or DEFAULT
        try:
            return self._by_type[name]
        except KeyError:
            text = f"task type {name!r} is not supported"
            raise EngineError("TYPE_UNSUPPORTED", text) from None

    def aggregator_of(self, row: TaskState) -> StatusAggregator | None:
        """Return who keeps a parent's row up to date while its children run, if anyone does."""
        return self._aggregators.get(row.execution_type)


DEFAULT = "basic"
"""What a task without a type is."""
