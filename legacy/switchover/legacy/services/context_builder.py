"""The variables that the old services gave to templates."""

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
from switchover.engine.states import Status, TaskError, TaskState, WorkflowState
from switchover.engine.store import Store
from switchover.legacy.services.item_scope import scope_of
from switchover.legacy.services.progress_info import progress_of, progress_variable

LIFTED: Final = ("item", "index")
KEPT_RUNS: Final = 256
"""Runs whose definition is kept indexed; the oldest goes first."""

Plain = Mapping[str, Any]


class RunView:
    """One run as templates see it: its definition by id, its row, its tasks."""

    def __init__(self, store: Store, run: Run) -> None:
        self.run = run
        self.rows = TaskRows(store, run.workflow_exec_id)
        self.agents = _by_id(run.workflow.agents)
        self.tools = _by_id(run.workflow.tools)
        self._store = store
        self.tasks = {task.id: task for task in reversed(run.workflow.tasks)}
        self.numbers = JsonNumbers()
        self._variable = TaskVariable(self.rows, self._config_of, read=self.numbers)
        self.env = dict(run.workflow.env)
        self.roots: dict[str, Root] = {
            "workflow": lambda _: {**self.numbers(run.workflow.data), **self.state()},
            "tasks": self._variable.build,
            "parent": lambda _: self.state(),
            "env": constant(self.env),
        }

    def _config_of(self, task_id: str) -> Plain | None:
        task = self.tasks.get(task_id)
        return None if task is None else self.numbers(task.data)

    def row(self) -> WorkflowState:
        """Return the workflow's row, or an empty one where there is none yet."""
        run = self.run
        return self._store.workflow(run.workflow_exec_id) or WorkflowState(
            workflow_id=run.workflow.id,
            workflow_exec_id=run.workflow_exec_id,
            status=Status.RUNNING,
        )

    def state(self) -> dict[str, Any]:
        row = self.row()
        return {
            "id": row.workflow_id,
            "input": self.numbers(row.input or {}),
            "output": self.numbers(row.output),
        }

    def children(self, state: TaskState) -> dict[str, Any]:
        return self._variable.children(state)


class ContextBuilder:
    """Builds the context of each template, by what the template belongs to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._views: dict[str, RunView] = {}

    def view(self, run: Run) -> RunView:
        """Return what is known of a run, indexed once."""
        view = self._views.get(run.workflow_exec_id)
        if view is None or view.run.workflow is not run.workflow:
            if len(self._views) >= KEPT_RUNS:
                del self._views[next(iter(self._views))]
            view = self._views[run.workflow_exec_id] = RunView(self._store, run)
        return view

    def forget(self, run: Run) -> None:
        """Drop what is known of a run that has ended."""
        self._views.pop(run.workflow_exec_id, None)

    def task(self, run: Run, task: TaskConfig, **extra: Any) -> Context:
        """The context of a task's own fields: `.input` is its `with`, `.parent` the workflow."""
        given = as_floats(extra)
        return lambda mentioned: {**variables_for(mentioned, self._roots(run, task)), **given}

    def component(self, run: Run, task: TaskConfig) -> Context:
        """The context of a task's agent or tool: `.parent` is the task."""

        def build(mentioned: References) -> dict[str, Any]:
            parent = as_floats({**task.data, "input": task.with_, "output": None})
            return {**variables_for(mentioned, self._roots(run, task)), "parent": parent}

        return build

    def outputs(self, run: Run, task: TaskConfig, state: TaskState) -> Context:
        """The context of `outputs`: `.output` by the kind of task, `.children` for containers.

        A parallel or collection shows its children's outputs as `.output`, every other task all
        of its own. Containers also have `.progress`, which is `.summary` too.
        """

        def build(mentioned: References) -> dict[str, Any]:
            roots = self._roots(run, task)
            output = state.output or {}
            if task.type in ("parallel", "collection"):
                output = output.get("outputs") or {}
            if task.type in ("parallel", "collection", "composite"):
                roots["children"] = lambda _: self.view(run).children(state)
                roots["progress"] = roots["summary"] = lambda _: self._progress(state)
            return {**variables_for(mentioned, roots), "output": as_floats(output)}

        return build

    def transitions(self, run: Run, task: TaskConfig, state: TaskState) -> Context:
        """The context of transitions: `.input` is the row's, `.parent` the whole workflow."""

        def build(mentioned: References) -> dict[str, Any]:
            roots = self._roots(run, task)
            roots["parent"] = roots["workflow"]
            given = as_floats({"input": state.input or {}, "output": state.output})
            return {**variables_for(mentioned, roots), **given}

        return build

    def expansion(self, run: Run, task: TaskConfig) -> Context:
        """The context of a collection's items, filter and children, built once per mention.

        `.input` and `.output` are the workflow's, and the entries of the collection's own `with`
        stand at the top as they were written.
        """
        state, roots = self.view(run).state(), self._roots(run, task)
        top, given = (
            {"input": state["input"], "output": state["output"]},
            as_floats(task.with_ or {}),
        )
        return cache(lambda mentioned: {**variables_for(mentioned, roots), **given, **top})

    def workflow(self, run: Run, status: Status, error: TaskError | None) -> Context:
        """The context of a workflow's `outputs`."""
        view = self.view(run)
        extra: dict[str, Any] = {
            **view.state(),
            "status": status.value,
            "workflow_id": run.workflow.id,
            "workflow_exec_id": run.workflow_exec_id,
        }
        if error is not None:
            extra["error"] = error_map(error)
        return lambda mentioned: {**variables_for(mentioned, view.roots), **extra}

    def _progress(self, state: TaskState) -> dict[str, Any]:
        return progress_variable(progress_of(self._store, state.task_exec_id))

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
            roots["env"] = constant({**view.env, **task.env})
        return roots


def _by_id(definitions: Any) -> dict[str, Plain]:
    """Index plain maps by id; of two with one id, the first."""
    found: dict[str, Plain] = {}
    for data in definitions:
        if isinstance(data, Mapping):
            found.setdefault(str(data.get("id", "")), data)
    return found
