"""The variables that templates see, by what the template belongs to.

Numbers of rows and configurations are floats in them, as everything that came through JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from switchover.engine import Run
from switchover.engine.config import TaskConfig
from switchover.engine.rendering import (
    EVERYTHING,
    Authored,
    References,
    Root,
    VariablesOf,
    as_floats,
    constant,
    error_map,
    variables_for,
)
from switchover.engine.states import TaskState, WorkflowState
from switchover.engine.store import Store

from .directory import Directory
from .item_scope import (
    LIFTED,
    Plain,
    inherited_input,
    scope_of,
)
from .progress import progress_of, progress_variable
from .run_view import RunView

__all__ = ["Variables"]

KEPT_RUNS: Final = 256
"""Runs whose definition is kept indexed; the oldest goes first."""


class Variables:
    """Says what each template sees.

    A task is told together with its `parent`, the exec id of the container that owns it, if any:
    what it sees of other tasks depends on where it stands.
    """

    def __init__(self, store: Store, directory: Directory) -> None:
        self._store = store
        self._directory = directory
        self._runs: dict[str, RunView] = {}

    def run(self, run: Run) -> RunView:
        """Return what is known of a run, indexed once."""
        known = self._runs.get(run.workflow_exec_id)
        if known is None or known.run.workflow is not run.workflow:
            if len(self._runs) >= KEPT_RUNS:
                del self._runs[next(iter(self._runs))]
            known = self._runs[run.workflow_exec_id] = RunView(self._store, run, self._directory)
        return known

    def forget(self, run: Run) -> None:
        """Drop what is known of a run that has ended."""
        self._runs.pop(run.workflow_exec_id, None)

    def task(
        self, run: Run, task: TaskConfig, parent: str | None = None, **extra: Any
    ) -> VariablesOf:
        """Of a task's own fields: `.input` is its `with`, `.parent` the workflow."""
        return self._of(run, task, parent, {name: _floats(value) for name, value in extra.items()})

    def component(self, run: Run, task: TaskConfig, parent: str | None = None) -> VariablesOf:
        """Of a task's agent or tool: `.parent` is the task."""
        above = {**task.data, "input": task.with_, "output": None}
        return self._of(run, task, parent, {"parent": _floats(above)})

    def action(self, run: Run, task: TaskConfig, parent: str | None, agent: Plain) -> VariablesOf:
        """Of an agent's action: `.parent` is the agent, as it was rendered."""
        above = {**agent, "input": agent.get("with"), "output": None}
        return self._of(run, task, parent, {"parent": _floats(above)})

    def outputs(
        self, run: Run, task: TaskConfig, state: TaskState, output: Plain, *, owns: bool = False
    ) -> VariablesOf:
        """Of `outputs`: `.output` as given, and `.children` of a task that owns some."""

        def build(mentioned: References) -> dict[str, Any]:
            view = self.run(run)
            roots = self._roots(view, task, state.parent_state_id, mentioned)
            if owns:
                roots |= self._of_children(view, state)
            return {**variables_for(mentioned, roots), "output": as_floats(output)}

        return build

    def transitions(self, run: Run, task: TaskConfig, state: TaskState) -> VariablesOf:
        """Of transitions: `.input` is the row's, `.parent` the whole workflow."""

        def build(mentioned: References) -> dict[str, Any]:
            view = self.run(run)
            roots = self._roots(view, task, state.parent_state_id, mentioned)
            roots["parent"] = lambda _: view.whole()
            given = as_floats({"input": state.input or {}, "output": state.output})
            return {**variables_for(mentioned, roots), **given}

        return build

    def expansion(
        self, run: Run, task: TaskConfig, parent: str | None, given: Plain
    ) -> VariablesOf:
        """Of a collection's items, filter and children, built once per mention.

        `.input` is what the collection was given over what the workflow was given, `.output` the
        workflow's; the entries of what the collection was given stand at the top as well.
        """
        view, own = self.run(run), as_floats(given)
        state, roots = view.state(), self._roots(view, task, parent, EVERYTHING)
        top = {"input": {**state["input"], **own}, "output": state["output"]}
        return cache(lambda mentioned: {**variables_for(mentioned, roots), **own, **top})

    def workflow(self, run: Run, state: WorkflowState) -> VariablesOf:
        """Of a workflow's `outputs`."""
        view = self.run(run)
        extra: dict[str, Any] = {
            **view.state(),
            "status": state.status.value,
            "workflow_id": run.workflow.id,
            "workflow_exec_id": run.workflow_exec_id,
        }
        if state.error is not None:
            extra["error"] = error_map(state.error)
        return lambda mentioned: {**variables_for(mentioned, view.roots), **extra}

    def _roots(
        self, view: RunView, task: TaskConfig, parent: str | None, mentioned: References
    ) -> dict[str, Root]:
        """Return the variables of a task: its own input, its items, its environment.

        Of those that are not mentioned, some are left out.
        """
        names, every = mentioned.roots, mentioned.all_roots
        roots = view.roots_near(parent)
        given = task.with_ or {}
        if every or "input" in names:
            roots["input"] = _floats(_input(task, given))
        for name, value in scope_of(task).items():
            roots[name] = constant(value)
        for name in LIFTED:
            if name in given and (every or name in names):
                roots[name] = _floats(given[name])
        if every or "env" in names:
            roots["env"] = constant({**view.env, **task.env})
        return roots

    def _of_children(self, view: RunView, parent: TaskState) -> dict[str, Root]:
        """Return a parent's children, and how far they have come, as its `outputs` see them."""

        def progress(_: References) -> Any:
            return as_floats(progress_variable(progress_of(self._store, parent.task_exec_id)))

        return {
            "children": lambda _: view.children(parent),
            "progress": progress,
            "summary": progress,
        }

    def _of(
        self, run: Run, task: TaskConfig, parent: str | None, extra: Mapping[str, Root]
    ) -> VariablesOf:
        def build(mentioned: References) -> dict[str, Any]:
            roots = self._roots(self.run(run), task, parent, mentioned)
            roots.update(extra)
            return variables_for(mentioned, roots)

        return build


def _input(task: TaskConfig, given: Plain) -> Plain:
    """Return what `.input` shows: a task's own `with`, over what it inherits.

    An entry that is still a template hides nothing: it may be about to read what is below it.
    """
    above = inherited_input(task)
    if not above:
        return given
    own = {k: v for k, v in given.items() if k not in above or not isinstance(v, Authored)}
    return {**above, **own}


def _floats(value: Any) -> Root:
    """Return a root whose numbers become floats when a template mentions it."""
    return lambda _: as_floats(value)
