"""One run as its templates see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from switchover.engine import Run
from switchover.engine.rendering import (
    JsonNumbers,
    NearRows,
    References,
    Root,
    TaskRows,
    TaskVariable,
    as_floats,
    constant,
)
from switchover.engine.states import TaskState, WorkflowState
from switchover.engine.store import Store

from .directory import Directory
from .item_scope import Plain

__all__ = ["RunView"]

NOBODY: str | None = None
"""The parent of a task that no container owns."""


class RunView:
    """A run's definition by id, its row, its tasks; numbers in it are floats."""

    def __init__(self, store: Store, run: Run, directory: Directory) -> None:
        self.run = run
        self.rows = TaskRows(store, run.workflow_exec_id)
        self.tasks = {task.id: task for task in reversed(run.workflow.tasks)}
        self.agents = _by_id(run.workflow.agents)
        self.tools = _by_id(run.workflow.tools)
        self.env = run.workflow.env
        self._store = store
        self._directory = directory
        self._numbers = JsonNumbers()
        self._seen: tuple[WorkflowState | None, Plain] | None = None
        self.roots: dict[str, Root] = {
            "workflow": self._workflow,
            "tasks": self._tasks(NOBODY).build,
            "parent": lambda _: self.state(),
            "env": constant(self.env),
        }

    def state(self) -> Plain:
        """Return what the run has been given and has given, as templates see it."""
        row = self._store.workflow(self.run.workflow_exec_id)
        if self._seen is None or self._seen[0] is not row:
            given, output = ({}, None) if row is None else (row.input or {}, row.output)
            values = {"input": as_floats(given), "output": as_floats(output)}
            self._seen = row, {"id": self.run.workflow.id, **values}
        return self._seen[1]

    def children(self, state: TaskState) -> dict[str, Any]:
        """Return a container's children by id, each with its own below it."""
        return self._tasks(state.task_exec_id).children(state)

    def roots_near(self, parent: str | None) -> dict[str, Root]:
        """Return how to build the variables of a task that a container owns, or nobody.

        Of tasks with one id, `.tasks` shows the one that is nearest to it.
        """
        if parent is None:
            return dict(self.roots)
        return {**self.roots, "tasks": lambda mentioned: self._tasks(parent).build(mentioned)}

    def whole(self) -> dict[str, Any]:
        """Return the workflow: its configuration, and over it what the run was given and gave."""
        return {**self._numbers("workflow", self.run.workflow.data), **self.state()}

    def _workflow(self, mentioned: References) -> dict[str, Any]:
        """Return the workflow, without what nobody asks for."""
        if mentioned.whole_workflow:
            return self.whole()
        data = self.run.workflow.data
        named = (name for name in mentioned.workflow if name in data)
        seen = {name: self._numbers(f"workflow.{name}", data[name]) for name in named}
        return {**seen, **self.state()}

    def _tasks(self, parent: str | None) -> TaskVariable:
        rows = NearRows(self._store, self.run.workflow_exec_id, parent, self._directory.repeats)
        owns = self._directory.owns_children
        return TaskVariable(rows, self._written, read=self._numbers, owns_children=owns)

    def _written(self, task_id: str) -> Plain | None:
        task = self.tasks.get(task_id)
        return None if task is None else self._numbers(f"task {task_id}", task.data)


def _by_id(definitions: Any) -> dict[str, Plain]:
    """Index maps by id; of two with one id, the first."""
    found: dict[str, Plain] = {}
    for data in definitions:
        if isinstance(data, Mapping):
            found.setdefault(str(data.get("id")), data)
    return found
