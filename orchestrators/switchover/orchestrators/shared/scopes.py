"""The variables that templates see, by what the template belongs to.

Numbers of rows and configurations are floats in them, as everything that came through JSON.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from switchover.engine.config import TaskConfig
from switchover.engine.contexts import (
    Context,
    JsonNumbers,
    References,
    Root,
    TaskRows,
    TaskVariable,
    as_floats,
    constant,
    error_map,
    variables_for,
)
from switchover.engine.run.services import Run
from switchover.engine.states import Status, TaskState, WorkflowState
from switchover.engine.store import Store
from switchover.orchestrators.shared.directory import Directory
from switchover.orchestrators.shared.item_scope import LIFTED, Plain, scope_of
from switchover.orchestrators.shared.progress import progress_of, progress_variable

KEPT_RUNS: Final = 256
"""Runs whose definition is kept indexed; the oldest goes first."""


class RunScope:
    """One run as templates see it: its definition by id, its row, its tasks."""

    def __init__(self, store: Store, run: Run, directory: Directory) -> None:
        self.run = run
        self.rows = TaskRows(store, run.workflow_exec_id)
        self.tasks = {task.id: task for task in reversed(run.workflow.tasks)}
        self.agents = _by_id(run.workflow.agents)
        self.tools = _by_id(run.workflow.tools)
        self.env = dict(run.workflow.env)
        self._store = store
        self._numbers = JsonNumbers()
        self._seen: tuple[WorkflowState, dict[str, Any]] | None = None
        self._variable = TaskVariable(
            self.rows, self._written, read=self._numbers, owns_children=directory.owns_children
        )
        self.roots: dict[str, Root] = {
            "workflow": self._workflow,
            "tasks": self._variable.build,
            "parent": lambda _: self.state(),
            "env": constant(self.env),
        }

    def row(self) -> WorkflowState:
        """Return the workflow's row, or an empty one where there is none yet."""
        found = self._store.workflow(self.run.workflow_exec_id)
        return found or WorkflowState(
            workflow_id=self.run.workflow.id,
            workflow_exec_id=self.run.workflow_exec_id,
            status=Status.RUNNING,
        )

    def state(self) -> dict[str, Any]:
        """Return what the run has been given and has given, as templates see it."""
        row = self.row()
        if self._seen is None or self._seen[0] is not row:
            state = {
                "id": row.workflow_id,
                "input": self._numbers(row.input or {}),
                "output": self._numbers(row.output),
            }
            self._seen = row, state
        return dict(self._seen[1])

    def children(self, state: TaskState) -> dict[str, Any]:
        """Return a container's children by id, each with its own below it."""
        return self._variable.children(state)

    def roots_of(self, task: TaskConfig) -> dict[str, Root]:
        """Return the variables of a task: its own input, its items, its environment."""
        given = task.with_ or {}
        roots = {**self.roots, "input": _floats(given)}
        for name, value in scope_of(task).items():
            roots[name] = constant(value)
        for name in LIFTED:
            if name in given:
                roots[name] = _floats(given[name])
        if task.data.get("env"):
            roots["env"] = constant({**self.env, **task.env})
        return roots

    def whole(self) -> dict[str, Any]:
        """Return the workflow: its configuration, and over it what the run was given and gave."""
        return {**self._numbers(self.run.workflow.data), **self.state()}

    def _workflow(self, mentioned: References) -> dict[str, Any]:
        """Return the workflow, without what nobody asks for."""
        if mentioned.whole_workflow:
            return self.whole()
        data = self.run.workflow.data
        named = (name for name in mentioned.workflow if name in data)
        return {**{name: self._numbers(data[name]) for name in named}, **self.state()}

    def _written(self, task_id: str) -> Plain | None:
        task = self.tasks.get(task_id)
        return None if task is None else self._numbers(task.data)


class Scopes:
    """Gives the context of each template."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self._store = store
        self._directory = directory
        self._runs: dict[str, RunScope] = {}

    def run(self, run: Run) -> RunScope:
        """Return what is known of a run, indexed once."""
        known = self._runs.get(run.workflow_exec_id)
        if known is None or known.run.workflow is not run.workflow:
            if len(self._runs) >= KEPT_RUNS:
                del self._runs[next(iter(self._runs))]
            known = self._runs[run.workflow_exec_id] = RunScope(self._store, run, self._directory)
        return known

    def forget(self, run: Run) -> None:
        """Drop what is known of a run that has ended."""
        self._runs.pop(run.workflow_exec_id, None)

    def task(self, run: Run, task: TaskConfig, **extra: Any) -> Context:
        """The context of a task's own fields: `.input` is its `with`, `.parent` the workflow."""
        given = {name: _floats(value) for name, value in extra.items()}
        return self._context(run, task, given)

    def component(self, run: Run, task: TaskConfig) -> Context:
        """The context of a task's agent or tool: `.parent` is the task."""
        parent = {**task.data, "input": task.with_, "output": None}
        return self._context(run, task, {"parent": _floats(parent)})

    def outputs(
        self, run: Run, task: TaskConfig, output: Plain, *, parent: TaskState | None = None
    ) -> Context:
        """The context of `outputs`: `.output` as given, and `.children` of a parent."""

        def build(mentioned: References) -> dict[str, Any]:
            scope = self.run(run)
            roots = scope.roots_of(task)
            if parent is not None:
                roots |= self._of_children(scope, parent)
            return {**variables_for(mentioned, roots), "output": as_floats(output)}

        return build

    def transitions(self, run: Run, task: TaskConfig, state: TaskState) -> Context:
        """The context of transitions: `.input` is the row's, `.parent` the whole workflow."""

        def build(mentioned: References) -> dict[str, Any]:
            roots = self.run(run).roots_of(task)
            roots["parent"] = lambda _: self.run(run).whole()
            given = as_floats({"input": state.input or {}, "output": state.output})
            return {**variables_for(mentioned, roots), **given}

        return build

    def expansion(self, run: Run, task: TaskConfig) -> Context:
        """The context of a collection's items, filter and children, built once per mention.

        `.input` and `.output` are the workflow's, and the entries of the collection's own `with`
        stand at the top as they were written.
        """
        scope = self.run(run)
        state, roots, given = scope.state(), scope.roots_of(task), as_floats(task.with_ or {})
        top = {"input": state["input"], "output": state["output"]}
        return cache(lambda mentioned: {**variables_for(mentioned, roots), **given, **top})

    def workflow(self, run: Run, state: WorkflowState) -> Context:
        """The context of a workflow's `outputs`."""
        scope = self.run(run)
        extra: dict[str, Any] = {
            **scope.state(),
            "status": state.status.value,
            "workflow_id": run.workflow.id,
            "workflow_exec_id": run.workflow_exec_id,
        }
        if state.error is not None:
            extra["error"] = error_map(state.error)
        return lambda mentioned: {**variables_for(mentioned, scope.roots), **extra}

    def _of_children(self, scope: RunScope, parent: TaskState) -> dict[str, Root]:
        """Return a parent's children, and how far they have come, as its `outputs` see them."""

        def progress(_: References) -> Any:
            return as_floats(progress_variable(progress_of(self._store, parent.task_exec_id)))

        return {
            "children": lambda _: scope.children(parent),
            "progress": progress,
            "summary": progress,
        }

    def _context(self, run: Run, task: TaskConfig, extra: Mapping[str, Root]) -> Context:
        def build(mentioned: References) -> dict[str, Any]:
            roots = self.run(run).roots_of(task)
            roots.update(extra)
            return variables_for(mentioned, roots)

        return build


def _floats(value: Any) -> Root:
    """Return a root whose numbers become floats when a template mentions it."""
    return lambda _: as_floats(value)


def _by_id(definitions: Any) -> dict[str, Plain]:
    """Index plain maps by id; of two with one id, the first."""
    found: dict[str, Plain] = {}
    for data in definitions:
        if isinstance(data, Mapping):
            found.setdefault(str(data.get("id", "")), data)
    return found
