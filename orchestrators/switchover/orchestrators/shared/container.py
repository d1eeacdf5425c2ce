"""The life of a task that owns children."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replace_plan
from itertools import cycle, repeat
from typing import Any, ClassVar, Final

from msgspec.structs import replace

from switchover.engine import (
    Child,
    Children,
    Created,
    CreateState,
    EngineError,
    Execution,
    Run,
    StopRule,
    TaskCall,
    TaskResponse,
    Work,
)
from switchover.engine.config import TaskConfig, ValueOrigin, as_fields
from switchover.engine.outcomes import BROKEN, Progress, parent_status
from switchover.engine.rendering import AuthoredText, VariablesOf, plain
from switchover.engine.states import Status, TaskError, TaskState

from .base import BaseOrchestrator
from .configs import Stored
from .context import OrchestratorContext
from .item_scope import Plain, inherited_input, scope_of, scoped
from .progress import progress_info, progress_of
from .rows import new_row, reason_of
from .settlement import Settlement
from .written import from_store, to_store, written

__all__ = ["LIMIT", "WAIT_ALL", "ChildPlan", "ContainerOrchestrator"]

LIMIT: Final = 100
"""Children that run at once. **Source:** the old engine's semaphore."""
PLANS_KEPT: Final = 1024
WAIT_ALL: Final = StopRule()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPlan:
    """The children a container is about to have, before they have rows.

    Attributes:
        children: their configurations, in the order in which they start.
        workers: the number of workers that the metadata names; 0 is unlimited.
        counts: what the container's output says about how the children came about.
    """

    children: tuple[Plain, ...]
    strategy: str
    workers: int
    counts: Plain = field(default_factory=dict)

    def metadata(self, exec_id: str) -> dict[str, Any]:
        """Return what is kept of the plan."""
        return {
            "parent_state_id": exec_id,
            "child_configs": self.children,
            "strategy": self.strategy,
            "max_workers": self.workers,
            **self.counts,
        }


class ContainerOrchestrator(BaseOrchestrator):
    """A task whose own work is to make one out of what its children gave.

    Attributes:
        shows_outputs: whether its output carries the children's outputs.
        aborts: whether a child's error ends the container with it.
        repeats: whether it runs its templates once for each item.
    """

    work: ClassVar[Work] = Work.CHILDREN
    kind: ClassVar[str]
    shows_outputs: ClassVar[bool] = True
    aborts: ClassVar[bool] = False
    repeats: ClassVar[bool] = False

    def __init__(self, context: OrchestratorContext) -> None:
        super().__init__(context)
        self._plans: dict[str, ChildPlan] = {}
        self._settlement = Settlement(context)

    async def create_state(self, request: CreateState) -> Created:
        """Make the container's row and plan its children."""
        created = await super().create_state(request)
        state = created.state
        plan = self.plan(request.run, created.task, state)
        plan = replace_plan(plan, children=tuple(map(to_store, plan.children)))
        _check(plan.children)
        metadata = plan.metadata(state.task_exec_id)
        await self.context.configs.save_metadata(
            self.kind, state.task_exec_id, metadata, owner=request.run.workflow_exec_id
        )
        self._keep(state.task_exec_id, plan)
        if plan.counts:
            state = replace(state, output={f"{self.kind}_metadata": plan.counts})
            self.context.store.put_task(state)
        return replace(created, state=state)

    async def prepare_children(self, call: TaskCall) -> Children:
        """Make the children's rows, in the order in which they start."""
        exec_id = call.state.task_exec_id
        plan = self._plans.pop(exec_id, None)
        tasks = self._planned(call, plan.children) if plan else await self._kept(call)
        rows = self._put_rows(call, tasks)
        await self._save(rows, tasks)
        items = tuple(
            Child(row=row.task_exec_id, task=task)
            for row, task in zip(rows, self.handed(call.task, tasks), strict=True)
        )
        return Children(
            items=items,
            limit=self.limit(call.task),
            stop=self.stop_rule(call.task),
            abort_on_error=self.aborts,
        )

    async def execute(self, call: TaskCall) -> Execution:
        """Settle the children that have not ended, and aggregate them all."""
        state, strategy = self.current(call), self.strategy(call.task)
        self._settlement.settle(state, call.causes)
        progress = progress_of(self.context.store, state.task_exec_id)
        record = progress_info(progress, strategy, self.context.now())
        # Of a row that has ended the output may be what its `outputs` made of it: this step is done
        # again after a crash, and they are not applied to that.
        begun = call.state if state.status.is_terminal else state
        output: dict[str, Any] = {**(begun.output or {}), "progress_info": record}
        children = self.context.store.children(state.task_exec_id)
        if self.shows_outputs:
            output["outputs"] = {
                child.task_id: child.output for child in children if child.output is not None
            }
        if not progress.total or self.calculate_status(progress, strategy) is Status.SUCCESS:
            return Execution(output=output)
        return Execution(output=output, error=_failure(call.task, progress, children))

    async def container_response(self, call: TaskCall) -> TaskResponse:
        """Answer for the children once they have run."""
        return await self.handle_response(call, await self.execute(call))

    def calculate_status(self, progress: Progress, strategy: str) -> Status:
        """Return the status that the children's progress gives."""
        return parent_status(strategy, progress)

    # What a type of container may have of its own.

    def plan(self, run: Run, task: TaskConfig, state: TaskState) -> ChildPlan:
        """Return the children that the task is to have; `state` is its row."""
        raise NotImplementedError(f"{type(self).__qualname__} plans no children")

    def strategy(self, task: TaskConfig) -> str:
        """Return by what rule the children's statuses make the container's."""
        return "wait_all"

    def stop_rule(self, task: TaskConfig) -> StopRule:
        """Return when the container stops waiting for its children."""
        return WAIT_ALL

    def limit(self, task: TaskConfig) -> int:
        """Return how many children run at once."""
        return LIMIT

    def handed(self, task: TaskConfig, children: Sequence[TaskConfig]) -> Iterable[TaskConfig]:
        """Return the configurations that the run loop keeps while the children run."""
        return children

    # What all containers do alike.

    def rendered(self, run: Run, task: TaskConfig, parent: str | None) -> TaskConfig:
        """Return the configuration as written: each child renders its own when it runs."""
        return task

    def new_state(
        self, run: Run, task: TaskConfig, exec_id: str, *, parent: str | None = None
    ) -> TaskState:
        """Return the container's pending row; it runs no agent or tool itself."""
        given, now = plain(task.with_ or {}), self.context.now()
        return new_row(run, task, exec_id, now=now, parent=parent, input=given, action_id=None)

    def outputs_variables(self, call: TaskCall, state: TaskState) -> VariablesOf:
        """Show the children as `.children`, and their outputs as `.output` where it has them."""
        output = state.output or {}
        shown = output.get("outputs", {}) if self.shows_outputs else output
        return self.context.variables.outputs(call.run, call.task, state, shown, owns=True)

    def _keep(self, exec_id: str, plan: ChildPlan) -> None:
        """Remember the plan for the call that follows; storage has it if that is long in coming."""
        if len(self._plans) >= PLANS_KEPT:
            self._plans.clear()
        self._plans[exec_id] = plan

    def written_children(
        self, run: Run, task: TaskConfig, maps: Sequence[Plain], state: TaskState
    ) -> tuple[Plain, ...]:
        """Return children as written, with their ids, the working directory and the item."""
        cwd, scope, given = task.cwd, scope_of(task), inherited_input(task)

        def child(written: Plain) -> Plain:
            made = scoped(_placed(written, cwd), scope, given)
            if not isinstance(made.get("id"), AuthoredText):
                return made
            own = task.types.task(made)
            variables = self.context.variables.task(run, own, state.task_exec_id)
            found = {"id": self.context.renderer.render(made["id"], variables)}
            return {**made, "id": str(as_fields(type(own), made, found)["id"])}

        return tuple(map(child, maps))

    def _planned(self, call: TaskCall, children: Iterable[Plain]) -> list[TaskConfig]:
        pairs = zip(children, _sources(call.task), strict=False)
        return [call.task.types.task(Stored(data), source=source) for data, source in pairs]

    async def _kept(self, call: TaskCall) -> list[TaskConfig]:
        """Return the children of a plan that only storage has."""
        metadata = await self.context.configs.load_metadata(self.kind, call.state.task_exec_id)
        kept: list[Plain] = metadata["child_configs"]
        children = [
            from_store(call.run, child.data, written(call.run, child))
            for child in self._planned(call, kept)
        ]
        return self._planned(call, children)

    def _put_rows(self, call: TaskCall, tasks: Sequence[TaskConfig]) -> list[TaskState]:
        context, parent = self.context, call.state.task_exec_id
        of, new_id = context.directory.of, context.new_id
        rows = [of(task).new_state(call.run, task, new_id(), parent=parent) for task in tasks]
        with context.store.transaction():
            for row in rows:
                context.store.put_task(row)
        return rows

    async def _save(self, rows: Sequence[TaskState], tasks: Sequence[TaskConfig]) -> None:
        configs, saved = self.context.configs, 0
        try:
            for row, task in zip(rows, tasks, strict=True):
                await configs.save(row.task_exec_id, task.data, owner=row.workflow_exec_id)
                saved += 1
        except EngineError as error:
            for row in rows:
                await configs.delete(row.task_exec_id)
            text = f"{error.message}; {saved} saved configs were rolled back"
            raise EngineError("CHILD_CONFIG_SAVE", text) from error


def _sources(task: TaskConfig) -> Iterator[ValueOrigin]:
    """Yield where each child was written, turn by turn where there are more than templates."""
    paths = [path for path, _ in task.nested()]
    return cycle([task.source.child(*path) for path in paths]) if paths else repeat(task.source)


def _placed(child: Plain, cwd: str) -> Plain:
    return {"CWD": cwd, **child} if cwd and "CWD" not in child else child


def _check(children: Sequence[Plain]) -> None:
    for index, child in enumerate(children):
        if not child.get("id"):
            text = f"child at index {index} has no id"
            raise EngineError("CHILD_ID", text, retryable=False)


def _failure(task: TaskConfig, progress: Progress, children: Sequence[TaskState]) -> TaskError:
    counts = ", ".join(f"{status}: {count}" for status, count in sorted(progress.counts.items()))
    failed = "; ".join(reason_of(child) for child in children if child.status in BROKEN)
    text = (
        f"{task.type} task {task.id!r} failed: completed={progress.completed}, "
        f"failed={progress.failed}, total={progress.total} ({counts}); {failed}"
    )
    return TaskError(message=text, code="CONTAINER_FAILED")
