"""A workflow's definition by id."""

from collections.abc import Iterable, Mapping
from typing import Any

from switchover.engine.config import TaskConfig, WorkflowConfig

Plain = Mapping[str, Any]


class Definition:
    """A workflow's top-level tasks, agents and tools; of two with one id the first."""

    def __init__(self, workflow: WorkflowConfig) -> None:
        self.workflow = workflow
        self.tasks: dict[str, TaskConfig] = {task.id: task for task in reversed(workflow.tasks)}
        self.agents = _by_id(workflow.agents)
        self.tools = _by_id(workflow.tools)
        self.env = dict(workflow.env)

    def owns(self, task: TaskConfig) -> bool:
        """Whether a configuration is one of these tasks as written, and so will be seen again."""
        own = self.tasks.get(task.id)
        return own is not None and own.data is task.data


def _by_id(definitions: Iterable[Plain]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for data in definitions:
        found.setdefault(str(data.get("id", "")), data)
    return found
