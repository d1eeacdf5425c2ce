"""The variables that the old services gave to templates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from switchover.engine import Run
from switchover.engine.config import TaskConfig
from switchover.engine.rendering import (
    JsonNumbers,
    References,
    Root,
    VariablesOf,
    as_floats,
    constant,
    error_map,
    variables_for,
)
from switchover.engine.states import Status, TaskError, TaskState
from switchover.engine.store import Store

from .definition import Definition
from .item_scope import scope_of
from .run_view import RunView

__all__ = ["ContextBuilder", "Plain"]

LIFTED: Final = ("item", "index")
KEPT: Final = 64
"""Runs whose workflow is kept indexed; the oldest goes first."""

Plain = Mapping[str, Any]


class ContextBuilder:
    """Builds the context of each template, by what the template belongs to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._numbers = JsonNumbers()
        self._definitions: dict[str, Definition] = {}

    def definition(self, run: Run) -> Definition:
        """Return the definition of a run's workflow, indexed once."""
        workflow, known = run.workflow, self._definitions
        found = known.get(run.workflow_exec_id)
        if found is None or found.workflow is not workflow:
            if len(known) >= KEPT:
                del known[next(iter(known))]
            found = known[run.workflow_exec_id] = Definition(workflow)
        return found

    def view(self, run: Run) -> RunView:
        """Return a run as its templates see it."""
        return RunView(self._store, run, self.definition(run), self._numbers)

    def task(self, run: Run, task: TaskConfig, **extra: Any) -> VariablesOf:
        """Give the context of a task's fields: `.input` is its `with`, `.parent` the workflow."""
        given = as_floats(extra)
        return lambda mentioned: {**variables_for(mentioned, self._roots(run, task)), **given}

    def component(self, run: Run, task: TaskConfig) -> VariablesOf:
        """Give the context of a task's agent or tool: `.parent` is the task."""

        def build(mentioned: References) -> dict[str, Any]:
            parent = as_floats({**task.data, "input": task.with_, "output": None})
            return {**variables_for(mentioned, self._roots(run, task)), "parent": parent}

        return build

    def action(self, run: Run, task: TaskConfig, agent: Plain) -> VariablesOf:
        """Give the context of an agent's action: `.parent` is the agent, as it was rendered."""

        def build(mentioned: References) -> dict[str, Any]:
            parent = as_floats({**agent, "input": agent.get("with"), "output": None})
            return {**variables_for(mentioned, self._roots(run, task)), "parent": parent}

        return build

    def outputs(self, run: Run, task: TaskConfig, state: TaskState) -> VariablesOf:
        """Give the context of `outputs`: `.output` by the kind of task, and no `.parent`.

        A parallel or collection shows its children's outputs as `.output`, every other task all
        of its own; those two also have `.children`.
        """

        def build(mentioned: References) -> dict[str, Any]:
            roots = self._roots(run, task)
            output = state.output or {}
            del roots["parent"]
            if task.type in ("parallel", "collection"):
                output = output.get("outputs") or {}
                roots["children"] = lambda _: self.view(run).children(state)
            return {**variables_for(mentioned, roots), "output": as_floats(output)}

        return build

    def transitions(self, run: Run, task: TaskConfig, state: TaskState) -> VariablesOf:
        """Give the context of transitions: `.input` is the row's, `.parent` the whole workflow."""

        def build(mentioned: References) -> dict[str, Any]:
            roots = self._roots(run, task)
            roots["parent"] = roots["workflow"]
            given = as_floats({"input": state.input or {}, "output": state.output})
            return {**variables_for(mentioned, roots), **given}

        return build

    def expansion(self, run: Run, task: TaskConfig) -> VariablesOf:
        """Give the context of a collection's items, filter and children, built once per mention.

        `.input` and `.output` are the workflow's, and the entries of the collection's own `with`
        stand at the top as they were written. There is no `.env`, and neither the workflow nor
        its tasks show anything of their configurations.
        """
        view = self.view(run)
        own, roots = view.own(), {**self._roots(run, task), **view.bare_roots}
        del roots["env"]
        top = {"input": own["input"], "output": own["output"]}
        given = as_floats(task.with_ or {})
        return cache(lambda mentioned: {**variables_for(mentioned, roots), **given, **top})

    def workflow(self, run: Run, status: Status, error: TaskError | None) -> VariablesOf:
        """Give the context of a workflow's `outputs`."""
        view = self.view(run)
        extra: dict[str, Any] = {
            **view.own(),
            "status": status.value,
            "workflow_id": run.workflow.id,
            "workflow_exec_id": run.workflow_exec_id,
        }
        if error is not None:
            extra["error"] = error_map(error)
        return lambda mentioned: {**variables_for(mentioned, view.roots), **extra}

    def _roots(self, run: Run, task: TaskConfig) -> dict[str, Root]:
        view = self.view(run)
        given = as_floats(task.with_ or {})
        roots = {**view.roots, "input": constant(given)}
        for name, value in scope_of(task).items():
            roots[name] = constant(value)
        for name in LIFTED:
            if name in given:
                roots[name] = constant(given[name])
        if task.data.get("env"):
            roots["env"] = constant({**view.definition.env, **task.env})
        return roots
