"""One run as its templates see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from switchover.engine import Run
from switchover.engine.config import View
from switchover.engine.rendering import (
    JsonNumbers,
    Root,
    TaskRows,
    TaskVariable,
    constant,
)
from switchover.engine.states import TaskState
from switchover.engine.store import Store

from .definition import Definition

__all__ = ["RunView"]


class RunView:
    """The variables that every template of a run shares, built when one asks for them."""

    def __init__(
        self, store: Store, run: Run, definition: Definition, numbers: JsonNumbers
    ) -> None:
        self.definition = definition
        self.rows = TaskRows(store, run.workflow_exec_id)
        self._store = store
        self._run = run
        self._numbers = numbers
        self._variable = TaskVariable(self.rows, self._config_of, read=numbers)

    @property
    def roots(self) -> dict[str, Root]:
        """How to build `.workflow`, `.tasks`, `.parent` and `.env`."""
        return {
            "workflow": lambda _: {
                **self._written("workflow", self._run.workflow),
                **self.own(),
            },
            "tasks": self._variable.build,
            "parent": lambda _: self.own(),
            "env": constant(self.definition.env),
        }

    @property
    def bare_roots(self) -> dict[str, Root]:
        """How to build `.workflow` and `.tasks` without what their configurations say."""
        bare = TaskVariable(self.rows, read=self._numbers)
        return {"workflow": lambda _: self.own(), "tasks": bare.build}

    def own(self) -> dict[str, Any]:
        """Return the workflow's id, input and output."""
        row = self._store.workflow(self._run.workflow_exec_id)
        key = self._run.workflow_exec_id
        return {
            "id": self._run.workflow.id,
            "input": self._numbers(f"{key} input", row.input or {}) if row else {},
            "output": self._numbers(f"{key} output", row.output) if row else None,
        }

    def children(self, state: TaskState) -> dict[str, Any]:
        """Return a container's children as `.children` shows them."""
        return self._variable.children(state)

    def _config_of(self, task_id: str) -> Mapping[str, Any] | None:
        task = self.definition.tasks.get(task_id)
        return None if task is None else self._written(f"task {task_id}", task)

    def _written(self, name: str, view: View) -> dict[str, Any]:
        seen: dict[str, Any] = self._numbers(f"{self._run.workflow_exec_id} {name}", view.data)
        return seen
