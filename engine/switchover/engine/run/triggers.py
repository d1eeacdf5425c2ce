"""Which workflow a signal starts."""

from __future__ import annotations

from collections.abc import Iterable

from ..config import Trigger, WorkflowConfig
from ..errors import EngineError

__all__ = ["Triggers"]


class Triggers:
    """The workflows that wait to be started by a signal, by its name."""

    def __init__(self, workflows: Iterable[WorkflowConfig] = ()) -> None:
        self._targets: dict[str, tuple[WorkflowConfig, Trigger]] = {}
        for workflow in workflows:
            self.add(workflow)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._targets)

    def add(self, workflow: WorkflowConfig) -> None:
        """Register all triggers of a workflow, or none.

        Raises:
            EngineError: ``TRIGGER_DUPLICATE`` when a signal starts another workflow already.
        """
        new: dict[str, tuple[WorkflowConfig, Trigger]] = {}
        for trigger in workflow.triggers:
            taken = self._targets.get(trigger.name) or new.get(trigger.name)
            if taken:
                text = (
                    f"signal {trigger.name!r} starts workflow {taken[0].id!r} already,"
                    f" it cannot start {workflow.id!r} as well"
                )
                raise EngineError("TRIGGER_DUPLICATE", text, retryable=False)
            new[trigger.name] = (workflow, trigger)
        self._targets.update(new)

    def find(self, signal_id: str) -> tuple[WorkflowConfig, Trigger] | None:
        return self._targets.get(signal_id)
