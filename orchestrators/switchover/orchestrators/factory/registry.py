"""The registered task types, and the orchestrators made from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from switchover.engine.config import UNCHECKED, Checks, TaskTypes

from ..interfaces import TaskOrchestrator
from ..shared.context import OrchestratorContext
from .errors import DuplicateTaskTypeError, UnknownTaskTypeError
from .task_type import TaskType

__all__ = ["OrchestratorFactory"]


class OrchestratorFactory:
    """Knows the task types of one system.

    Registration is explicit and atomic: of several types, all become known or none. A reader never
    sees half of it, because the table is replaced, not changed.
    """

    def __init__(self, types: Iterable[TaskType] = ()) -> None:
        self._types: Mapping[str, TaskType] = {}
        self.register(*types)

    def register(self, *types: TaskType) -> None:
        """Add task types.

        Raises:
            DuplicateTaskTypeError: a name is taken, or given twice; nothing was registered.
        """
        known = dict(self._types)
        for new in types:
            if new.name in known:
                raise DuplicateTaskTypeError(new.name, known[new.name].origin, new.origin)
            known[new.name] = new
        self._types = known

    @property
    def names(self) -> tuple[str, ...]:
        """The registered types, in order of registration."""
        return tuple(self._types)

    def is_registered(self, name: str) -> bool:
        """Say whether there is an orchestrator for the type."""
        return name in self._types

    def build(self, name: str, context: OrchestratorContext) -> TaskOrchestrator:
        """Make the orchestrator of a type.

        Raises:
            UnknownTaskTypeError: nobody registered it.
        """
        try:
            found = self._types[name]
        except KeyError:
            raise UnknownTaskTypeError(name, self._types) from None
        return found.build(context)

    def config_types(self, *, checks: Checks = UNCHECKED) -> TaskTypes:
        """Give the configuration views of the registered types, for loading workflows."""
        return TaskTypes((found.view for found in self._types.values()), checks=checks)
