"""A workflow's definition by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from switchover.engine.config import TaskConfig, WorkflowConfig

__all__ = ["Definition"]

Plain = Mapping[str, Any]


class Definition:
    """A workflow's top-level tasks, agents and tools; of two with one id the first."""

    def __init__(self, workflow: WorkflowConfig) -> None:
        self.workflow = workflow
        self.tasks: dict[str, TaskConfig] = {task.id: task for task in reversed(workflow.tasks)}
        self.agents = _by_id(workflow.agents)
        self.tools = _by_id(workflow.tools)
        self.env = dict(workflow.env)

        self._static: set[str] = set()

    def is_static(self, task: TaskConfig) -> bool:
        """Whether a task is one of these as written, and rendering is known to leave it so."""
        return task.id in self._static and self.tasks[task.id].data is task.data

    def add_static(self, task: TaskConfig) -> None:
        """Remember a task that rendering has left as it is, if it is one of these as written."""
        own = self.tasks.get(task.id)
        if own is not None and own.data is task.data:
            self._static.add(task.id)


def _by_id(definitions: Iterable[Plain]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for data in definitions:
        found.setdefault(str(data.get("id", "")), data)
    return found
