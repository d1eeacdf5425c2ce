"""A task system of a hundred lines, to test the loop with: rows, children, signals, failures.

Its tasks are plain maps. `do` names what a basic task does; a container has `tasks`, and may have
`limit`, `stop` and `abort`; a wait has `wait_for` and `timeout`, and ends with the signal whose
payload is `{"end": true}`.
"""

import asyncio

from msgspec.structs import replace

from switchover.engine.config import TaskTypes, WorkflowConfig
from switchover.engine.errors import EngineError
from switchover.engine.run.services import (
    Child,
    Children,
    Created,
    Execution,
    SignalOutcome,
    StopRule,
    TaskFailed,
    TaskResponse,
    Wait,
    Work,
)
from switchover.engine.states import Status, TaskError, TaskState

TYPES = TaskTypes()


def workflow(*tasks, **rest):
    """A workflow of toy tasks, each going to the next unless it says otherwise."""
    chained = []
    for task, following in zip(tasks, [*tasks[1:], None], strict=False):
        after = {"next": following["id"]} if following else {}
        chained.append({"on_success": after, "type": "basic", **task})
    return WorkflowConfig({"id": "flow", "tasks": chained, **rest}, TYPES)


def basic(name, do="echo", **rest):
    return {"id": name, "do": do, **rest}


def parallel(name, *tasks, **rest):
    return {"id": name, "type": "parallel", "tasks": list(tasks), **rest}


def wait(name, signal="go", timeout="1m", **rest):
    return {"id": name, "type": "wait", "wait_for": signal, "timeout": timeout, **rest}


class Toy:
    """Keeps to the protocol, logs what it is asked for, and does what `deeds` says."""

    def __init__(self, context, *, deeds=None):
        self.context, self.store, self.log = context, context.store, []
        self.deeds = {"echo": lambda call: {"id": call.task.id}, **(deeds or {})}

    async def create_state(self, request):
        task = request.task
        row = self.store.task(request.row) if request.row else None
        work = Work.CHILDREN if "tasks" in task.data else Work.EXECUTE
        waits = Wait(signal=task.wait_for, timeout=task.timeout) if task.type == "wait" else None
        state = row or self.row(request.run, task)
        self.put(state, Status.WAITING if waits else Status.RUNNING)
        self.log.append(("create", task.id))
        return Created(state=state, task=task, work=Work.SIGNAL if waits else work, wait=waits)

    async def prepare_children(self, call):
        data = call.task.data
        rows = [self.row(call.run, child, call.state.task_exec_id) for child in call.task.tasks]
        for row in rows:
            self.put(row, Status.PENDING)
        return Children(
            items=tuple(
                Child(row=row.task_exec_id, task=task)
                for row, task in zip(rows, call.task.tasks, strict=False)
            ),
            limit=data.get("limit", 100),
            stop=StopRule(**data.get("stop", {})),
            abort_on_error=data.get("abort", False),
        )

    async def execute(self, call):
        self.log.append(("execute", call.task.id))
        deed = self.deeds[call.task.data.get("do", "echo")]
        output = deed(call)
        if asyncio.iscoroutine(output):
            output = await output
        if isinstance(output, TaskError):
            return Execution(error=output)
        return Execution(output=output)

    async def handle_response(self, call, execution):
        if execution.error is None:
            return self.ended(call, Status.SUCCESS, output=execution.output)
        failed = self.ended(call, Status.FAILED, error=execution.error)
        handled = failed if call.task.data.get("handled") else None
        raise TaskFailed(execution.error, handled)

    async def process_signal(self, request):
        call, signal = request.call, request.signal
        if signal is None:
            error = TaskError(message="timed out", code="WAIT_TIMEOUT")
            return SignalOutcome(response=self.ended(call, Status.FAILED, error=error))
        if call.task.processor and request.processed is None:
            return SignalOutcome(processor=call.task.processor)
        if not signal.payload.get("end"):
            return SignalOutcome()
        output = {"signal": signal.payload}
        if request.processed:
            output["processed"] = request.processed.output
        return SignalOutcome(response=self.ended(call, Status.SUCCESS, output=output))

    async def container_response(self, call):
        self.log.append(("response", call.task.id))
        rows = self.store.children(call.state.task_exec_id)
        output = {row.task_id: row.status.value for row in rows}
        if any(row.status is Status.FAILED for row in rows):
            error = TaskError(message="a child failed", code="CONTAINER_FAILED")
            raise TaskFailed(error, self.ended(call, Status.FAILED, output=output, error=error))
        return self.ended(call, Status.SUCCESS, output=output)

    async def complete_workflow(self, run):
        rows = self.store.tasks(run.workflow_exec_id)
        failed = [row for row in rows if row.status is Status.FAILED and not row.parent_state_id]
        state = replace(
            self.store.workflow(run.workflow_exec_id),
            status=Status.FAILED if failed else Status.SUCCESS,
            output={row.task_id: row.output for row in rows},
        )
        self.store.put_workflow(state)
        return state

    def row(self, run, task, parent=None):
        return TaskState(
            task_exec_id=self.context.new_id(),
            task_id=task.id,
            workflow_id=run.workflow.id,
            workflow_exec_id=run.workflow_exec_id,
            status=Status.PENDING,
            execution_type=task.execution_type,
            parent_state_id=parent,
            created_at=self.context.now(),
        )

    def put(self, row, status, **changes):
        state = replace(self.store.task(row.task_exec_id) or row, status=status, **changes)
        self.store.put_task(state)
        return state

    def ended(self, call, status, **changes):
        state = self.put(call.state, status, **changes)
        side = call.task.on_success if status is Status.SUCCESS else call.task.on_error
        following = call.run.workflow.find(side.next) if side.next and not call.row else None
        self.log.append((status.value, call.task.id))
        return TaskResponse(state=state, next_task=following, succeeded=status is Status.SUCCESS)


def broken(code="BROKEN", *, retryable=True):
    """A deed that raises."""

    def raises(call):
        raise EngineError(code, f"{call.task.id} is broken", retryable=retryable)

    return raises
