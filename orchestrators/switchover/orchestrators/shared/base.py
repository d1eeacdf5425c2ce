"""The life of a task: what all types share. A type overrides what is its own."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec.structs import replace

from switchover.engine import (
    Created,
    CreateState,
    EngineError,
    Execution,
    Run,
    Signal,
    TaskCall,
    TaskFailed,
    TaskResponse,
    Wait,
    Work,
)
from switchover.engine.config import Schemas, TaskConfig, check_params
from switchover.engine.outcomes import next_id, next_task
from switchover.engine.rendering import VariablesOf, transformed
from switchover.engine.run import cause_of
from switchover.engine.states import Status, TaskError, TaskState

from ..interfaces.signal_handler import FOREIGN
from .configs import Stored
from .context import OrchestratorContext
from .item_scope import Plain
from .parents import Parents
from .rows import component_fields, new_row
from .written import (
    from_store,
    written,
    written_outputs,
)

__all__ = ["BaseOrchestrator"]

GENERIC = "task execution failed"


class BaseOrchestrator:
    """A task that does its own work and responds.

    Attributes:
        work: what the run loop has to do for the type.
        fails_its_activity: whether a failure of the task's own work fails its activity, so that
            it is tried again; otherwise the failure is the answer at once.
    """

    work: ClassVar[Work] = Work.EXECUTE
    fails_its_activity: ClassVar[bool] = False

    def __init__(self, context: OrchestratorContext) -> None:
        self.context = context
        self._parents = Parents(context)

    async def create_state(self, request: CreateState) -> Created:
        """Render the task and make its row; a child has its row already."""
        if request.row is not None:
            state, task = await self._adopted(request, request.row)
        else:
            task = self.rendered(request.run, request.task, None)
            state = await self._new(request.run, task)
        return Created(state=state, task=task, work=self.work, wait=self.wait(request.task))

    def new_state(
        self, run: Run, task: TaskConfig, exec_id: str, *, parent: str | None = None
    ) -> TaskState:
        """Return the task's pending row."""
        more = component_fields(task)
        return new_row(run, task, exec_id, now=self.context.now(), parent=parent, **more)

    async def execute(self, call: TaskCall) -> Execution:
        """Do the task's own work; what it cannot do is a failure of the task."""
        try:
            return Execution(output=await self.output(call))
        except EngineError as error:
            return Execution(error=cause_of(error))

    async def handle_response(self, call: TaskCall, execution: Execution) -> TaskResponse:
        """Persist how the task has ended, and decide where to go.

        Raises:
            TaskFailed: it failed and nothing follows that, or its activity is to be tried again.
        """
        state = replace(self.current(call), output=execution.output)
        return self.ended(call, state, execution.error)

    # What a type may have of its own.

    def rendered(self, run: Run, task: TaskConfig, parent: str | None) -> TaskConfig:
        """Return the configuration that the task will be executed with.

        `parent` is the exec id of the container that owns the task, if one does.
        """
        return self.context.tasks.task(run, task, parent)

    def taken_over(self, state: TaskState, task: TaskConfig) -> TaskState:
        """Return the row that a parent made for a task that has been rendered since."""
        return state

    def wait(self, task: TaskConfig) -> Wait | None:
        """Return what the task waits for, from its configuration as written."""
        return None

    def validate_signal(self, call: TaskCall, signal: Signal) -> None:
        """Return when a signal is for the task: when it has the name that the task waits for.

        Raises:
            EngineError: ``WAIT_SIGNAL``, naming both.
        """
        wait = self.wait(call.task)
        if wait is None or wait.signal != signal.name:
            wanted = "no signal" if wait is None else repr(wait.signal)
            text = f"task {call.state.task_id!r} waits for {wanted}, got {signal.name!r}"
            raise EngineError(FOREIGN, text)

    async def output(self, call: TaskCall) -> dict[str, Any] | None:
        """Return what the task's own work gives. Raises EngineError for what fails the task."""
        raise NotImplementedError(f"{type(self).__qualname__} says nothing about its work")

    def outputs_variables(self, call: TaskCall, state: TaskState) -> VariablesOf:
        """Return what `outputs` are rendered with."""
        return self.context.variables.outputs(call.run, call.task, state, state.output or {})

    def transformed(self, call: TaskCall, state: TaskState) -> dict[str, Any] | None:
        """Return the output that the row is to have."""
        outputs = written_outputs(call.run, call.task)
        if not outputs or state.output is None:
            return state.output
        variables, label = self.outputs_variables(call, state), f"task {call.task.id!r}"
        return transformed(outputs, self.context.renderer, variables, label=label)

    def failure_target(self, call: TaskCall, error: TaskError | None) -> str:
        """Return the id of the task that follows a failure, or nothing."""
        return next_id(call.task, succeeded=False)

    def failure(self, error: TaskError) -> TaskError:
        """Return the error as the row records it."""
        return replace(error, message=error.message or GENERIC, code="execution_error")

    def success_target(self, call: TaskCall, given: TaskState) -> TaskConfig | None:
        """Return the task that follows a success; `given` has what the task's own work gave."""
        return next_task(self.context.variables.run(call.run).tasks.get, call.task, succeeded=True)

    # What all types do alike.

    def current(self, call: TaskCall) -> TaskState:
        """Return the task's row as it is now."""
        return self.context.store.task(call.state.task_exec_id) or call.state

    def ended(self, call: TaskCall, given: TaskState, error: TaskError | None) -> TaskResponse:
        """Persist the end of a task; `given` and `error` are what its own work came to."""
        state = self._final(call, given, error)
        self.context.store.put_task(state)
        self._parents.child_ended(state)
        return self.answer(call, state, given=given, error=error)

    def answer(
        self, call: TaskCall, state: TaskState, *, given: TaskState, error: TaskError | None
    ) -> TaskResponse:
        """Return what the end of a task, as its row has it, means for the run."""
        succeeded = state.status is Status.SUCCESS
        if call.row is not None:
            return TaskResponse(state=state, succeeded=succeeded)
        self._render_transitions(call, state)
        if succeeded:
            return TaskResponse(state=state, next_task=self.success_target(call, given))
        return self._failed(call, state, error)

    def put(self, state: TaskState) -> None:
        """Write a row."""
        self.context.store.put_task(replace(state, updated_at=self.context.now()))

    async def _adopted(self, request: CreateState, row: str) -> tuple[TaskState, TaskConfig]:
        """Return a child's row, and its configuration as its parent kept it."""
        state = self.context.store.task(row)
        if state is None:
            raise EngineError("STATE_NOT_FOUND", f"no state {row!r} for subtask")
        task = request.task
        if not isinstance(task.data, Stored):
            task = self._restored(request, await self.context.configs.load(row))
        try:
            task = self.rendered(request.run, task, state.parent_state_id)
        except EngineError as error:
            failure = TaskError(message=error.message, details=error.details or None)
            self.put(self._broken(state, failure))
            raise
        return self.taken_over(state, task), task

    def _restored(self, request: CreateState, stored: Plain) -> TaskConfig:
        """Return a child's configuration from storage, with what is authored of it."""
        template = written(request.run, request.task)
        data = from_store(request.run, stored, template)
        return template.types.task(data, source=template.source)

    async def _new(self, run: Run, task: TaskConfig) -> TaskState:
        context = self.context
        exec_id = context.new_id()
        await context.configs.save(exec_id, task.data, owner=run.workflow_exec_id)
        state = self.new_state(run, task, exec_id)
        context.store.put_task(state)
        if task.input is not None:
            await self._check_input(run, task, exec_id)
        return state

    async def _check_input(self, run: Run, task: TaskConfig, exec_id: str) -> None:
        try:
            check_params(task, task.with_, Schemas(run.workflow.schemas))
        except EngineError:
            await self.context.configs.delete(exec_id)
            raise

    def _final(self, call: TaskCall, state: TaskState, error: TaskError | None) -> TaskState:
        if error is not None:
            return self._broken(state, error)
        try:
            output = self.transformed(call, state)
        except EngineError as problem:
            return self._broken(state, TaskError(message=problem.message))
        now = self.context.now()
        return replace(state, status=Status.SUCCESS, error=None, output=output, updated_at=now)

    def _broken(self, state: TaskState, error: TaskError) -> TaskState:
        now = self.context.now()
        return replace(state, status=Status.FAILED, error=self.failure(error), updated_at=now)

    def _render_transitions(self, call: TaskCall, state: TaskState) -> None:
        """Render both transitions, whatever the outcome: a broken one is an error either way."""
        data = call.task.data
        if data.get("on_success") or data.get("on_error"):
            variables = self.context.variables.transitions(call.run, call.task, state)
            for name in ("on_success", "on_error"):
                self.context.renderer.render(data.get(name), variables)

    def _failed(self, call: TaskCall, state: TaskState, error: TaskError | None) -> TaskResponse:
        target = self.failure_target(call, error)
        following = self.context.variables.run(call.run).tasks.get(target)
        if following is None:
            own = error if self.fails_its_activity else None
            raise TaskFailed(own or _unhandled(call.task, state.error))
        response = TaskResponse(state=state, next_task=following, succeeded=False)
        if error is not None and self.fails_its_activity:
            raise TaskFailed(error, response)
        return response


def _unhandled(task: TaskConfig, error: TaskError | None) -> TaskError:
    reason = error.message if error else GENERIC
    text = f"task {task.id!r} failed with no error transition defined: {reason}"
    return TaskError(message=text, code="NO_ERROR_TRANSITION")
