"""A task type as it is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from switchover.engine.config import TaskConfig

from ..interfaces import TaskOrchestrator
from ..shared.context import OrchestratorContext

__all__ = ["TaskType"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskType:
    """How a type is configured, and who orchestrates it.

    Attributes:
        view: its configuration: the fields it adds and what it demands.
        build: makes its orchestrator, once for each task system.
        origin: who registers it, for error messages.
    """

    view: type[TaskConfig]
    build: Callable[[OrchestratorContext], TaskOrchestrator]
    origin: str = "switchover"

    def __post_init__(self) -> None:
        if not self.view.type_name:
            raise ValueError(f"{self.view.__qualname__} of {self.origin} has no type_name")
        if not callable(self.build):
            raise TypeError(
                f"task type {self.name!r} of {self.origin} has nothing to build it with"
            )

    @property
    def name(self) -> str:
        """What stands behind `type:` in a workflow."""
        return self.view.type_name
