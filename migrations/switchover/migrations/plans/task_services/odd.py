"""Workflows that validation refuses, and calls that no run makes: what a system says of them.

A caller may skip validation, and a run loop may be wrong; a task system has to refuse both, with
the same code as the one that it replaces.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import cache
from itertools import count
from typing import Any, Final

from msgspec.structs import replace

from switchover.engine import (
    CreateState,
    EngineContext,
    EngineError,
    ProcessSignal,
    Run,
    Signal,
    TaskCall,
    TaskFailed,
    TaskResponse,
    TaskServices,
)
from switchover.engine.config import WorkflowConfig
from switchover.engine.run import EPOCH_S, System, VirtualClock
from switchover.engine.states import Status, TaskError, TaskState, WorkflowState
from switchover.engine.store import MemoryStorage, MemoryStore
from switchover.engine.tools import ToolRegistry

from .anew import Anew
from .case import TYPES, Case
from .stand_ins import bindings
from .tape import SignalTape

__all__ = ["MISUSES", "misused", "odd_cases"]

ONCE: Final = {"retry_policy": {"maximum_attempts": 1}}
Task = dict[str, Any]
Misuse = Callable[[TaskServices, EngineContext], Awaitable[Any]]

REFUSED: Final[Mapping[str, Task]] = {
    "odd-aggregate-without-outputs": {"type": "aggregate"},
    "odd-agent-id-number": {"type": "basic", "agent": {"id": 7}, "action": "greet"},
    "odd-tool-id-number": {"type": "basic", "tool": {"id": 7, "env": {"A": "b"}}},
    "odd-agent-list": {"type": "basic", "agent": ["guide"], "action": "greet"},
    "odd-agent-number": {"type": "basic", "agent": 7, "action": "greet"},
    "odd-agent-actions-without-action": {
        "type": "basic", "agent": {"id": "guide", "actions": [{"id": "greet", "prompt": "x"}]},
    },
    "odd-agent-without-id": {
        "type": "basic", "agent": {"instructions": "x"}, "action": "greet", "with": {"n": 1},
    },
    "odd-tool-without-id": {"type": "basic", "tool": {"with": {"n": 1}}},
    "odd-agent-without-action": {"type": "basic", "agent": {"id": "guide"}},
    "odd-collection-items-empty": {
        "type": "collection", "items": "", "task": {"id": "c", "type": "basic", "tool": "echo"},
    },
    "odd-collection-items-null": {
        "type": "collection", "items": None, "task": {"id": "c", "type": "basic", "tool": "echo"},
    },
    "odd-collection-without-template": {"type": "collection", "items": ["a"]},
    "odd-composite-child-without-id": {
        "type": "composite", "tasks": [{"type": "basic", "tool": "echo"}],
    },
    "odd-composite-empty": {"type": "composite", "tasks": []},
    "odd-tool-with-action": {
        "type": "basic", "tool": "echo", "action": "act", "with": {"n": 1},
    },
    "odd-nothing-to-run": {"type": "basic"},
    "odd-parallel-empty": {"type": "parallel", "tasks": []},
    "odd-parallel-strategy": {
        "type": "parallel", "strategy": "fastest",
        "tasks": [{"id": "a", "type": "basic", "tool": "echo", "with": {"n": 1}}],
    },
    "odd-route-number": {"type": "router", "condition": "a", "routes": {"a": 7}},
}  # fmt: skip
"""The only task of each workflow, by the workflow's id."""


@cache
def odd_cases() -> Mapping[str, Case]:
    """Return the workflows that validation refuses, by name."""
    return {name: _case(name, task) for name, task in REFUSED.items()}


def _case(name: str, task: Task) -> Case:
    whole = {"id": "t", "CWD": ".", "config": ONCE, **task}
    data = {"id": name, "CWD": ".", "tasks": [whole]}
    return Case(name=name, workflow=WorkflowConfig(data, TYPES), input={"name": "Ada"})


def misused(name: str, system: System) -> dict[str, Any]:
    """Make a call that no run makes, and return the code of the error, or the answer's gist."""
    clock, ids = VirtualClock(), count(1)
    context = EngineContext(
        store=MemoryStore(),
        storage=MemoryStorage(now=clock.now),
        tools=ToolRegistry(bindings()),
        dispatcher=SignalTape(),
        new_id=lambda: f"row-{next(ids)}",
        now=clock.now,
    )

    async def main() -> dict[str, Any]:
        try:
            return {"answer": await MISUSES[name](Anew(system, context), context)}
        except EngineError as error:
            code = error.code if error.retryable else f"{error.code}, for good"
            return {"code": code, "message": error.message}

    return clock.run(main())


TASKS: Final[tuple[Task, ...]] = (
    {
        "id": "plain", "type": "basic", "tool": "echo", "CWD": ".",
        "with": {"of": "{{ .workflow.id }}"},
    },
    {
        "id": "steps", "type": "composite", "CWD": ".",
        "tasks": [{"id": "s", "type": "basic", "tool": "echo"}],
    },
    {
        "id": "hold", "type": "wait", "wait_for": "go", "condition": "true", "timeout": "1m",
        "CWD": ".",
    },
    {
        "id": "open", "type": "wait", "wait_for": "go", "timeout": "1m", "CWD": ".",
        "condition": "signal.payload.n == {{ .workflow.id }}",
    },
    {
        "id": "asks", "type": "basic", "tool": "echo", "CWD": ".",
        "with": {"of": "{{ .workflow.input }}"},
    },
)  # fmt: skip


def _run() -> Run:
    workflow = WorkflowConfig({"id": "odd", "CWD": ".", "tasks": list(TASKS)}, TYPES)
    return Run(workflow=workflow, workflow_exec_id="run")


async def _begun(services: TaskServices, number: int) -> TaskCall:
    run = _run()
    task = run.workflow.tasks[number]
    created = await services.create_state(CreateState(run=run, task=task))
    return TaskCall(run=run, task=created.task, state=created.state)


def _begin(context: EngineContext, status: Status) -> None:
    state = WorkflowState(
        workflow_id="odd", workflow_exec_id="run", status=status, input={"name": "Ada"}
    )
    context.store.put_workflow(state)


async def _unknown_workflow(services: TaskServices, _: EngineContext) -> Any:
    return (await services.complete_workflow(_run())).status.value


def _completed_from(status: Status) -> Misuse:
    async def misuse(services: TaskServices, context: EngineContext) -> Any:
        _begin(context, status)
        await _begun(services, 0)
        return (await services.complete_workflow(_run())).status.value

    return misuse


async def _completed(services: TaskServices, context: EngineContext) -> Any:
    _begin(context, Status.RUNNING)
    call = await _begun(services, 0)
    await services.handle_response(call, await services.execute(call))
    await asyncio.sleep(3)
    ended = await services.complete_workflow(_run())
    kept = context.store.workflow("run")
    rows = [row for row in (ended, kept) if row is not None]
    return [(row.status.value, row.output, row.updated_at - EPOCH_S) for row in rows]


async def _completed_after_a_failure(services: TaskServices, context: EngineContext) -> Any:
    _begin(context, Status.RUNNING)
    call = await _begun(services, 0)
    error = TaskError(message="nothing there", code="execution_error")
    context.store.put_task(replace(call.state, status=Status.FAILED, error=error))
    ended = await services.complete_workflow(_run())
    return [ended.status.value, ended.error and (ended.error.code, ended.error.message)]


async def _unknown_row(services: TaskServices, _: EngineContext) -> Any:
    run = _run()
    await services.create_state(CreateState(run=run, task=run.workflow.tasks[0], row="nobody"))


async def _edited_workflow(services: TaskServices, _: EngineContext) -> Any:
    """Begin a task, and then the same one of the same run, whose workflow was edited meanwhile."""
    assert isinstance(services, Anew)
    kept, found = services.made, []
    for given in ({"n": 1}, {"n": 2}):
        task = {"id": "t", "type": "basic", "tool": "echo", "CWD": "."}
        data = {"id": "odd", "CWD": ".", "tasks": [task], "tools": [{"id": "echo", "with": given}]}
        run = Run(workflow=WorkflowConfig(data, TYPES), workflow_exec_id="run")
        made = await kept.create_state(CreateState(run=run, task=run.workflow.tasks[0]))
        found.append(made.state.input)
    return found


async def _without_input(services: TaskServices, context: EngineContext) -> Any:
    _begin(context, Status.RUNNING)
    begun = context.store.workflow("run")
    assert begun is not None
    context.store.put_workflow(replace(begun, input=None))
    return (await _begun(services, 4)).state.input


async def _unknown_type(services: TaskServices, _: EngineContext) -> Any:
    task = TYPES.task({"id": "t", "type": "memory", "CWD": "."})
    await services.create_state(CreateState(run=_run(), task=task))


async def _children_of_a_leaf(services: TaskServices, _: EngineContext) -> Any:
    return len((await services.prepare_children(await _begun(services, 0))).items)


async def _signal_for_a_leaf(services: TaskServices, context: EngineContext) -> Any:
    _begin(context, Status.RUNNING)
    return await _signaled(services, await _begun(services, 0))


async def _metadata_lost(services: TaskServices, context: EngineContext) -> Any:
    call = await _begun(services, 1)
    for key in await context.storage.keys("metadata:"):
        await context.storage.delete(key)
    return len((await services.prepare_children(call)).items)


async def _config_lost(services: TaskServices, context: EngineContext) -> Any:
    call = await _begun(services, 1)
    child = (await services.prepare_children(call)).items[0]
    await context.storage.delete(f"config:{child.row}")
    await services.create_state(CreateState(run=call.run, task=child.task, row=child.row))


async def _waiting(services: TaskServices, context: EngineContext) -> TaskCall:
    _begin(context, Status.RUNNING)
    call = await _begun(services, 2)
    await services.handle_response(call, await services.execute(call))
    return call


async def _signal_after_the_end(services: TaskServices, context: EngineContext) -> Any:
    call = await _waiting(services, context)
    answers = [await _signaled(services, call, payload={"n": number}) for number in (1, 2)]
    row = context.store.task(call.state.task_exec_id)
    assert row is not None
    return [*answers, (row.output or {}).get("signal")]


async def _foreign_signal(services: TaskServices, context: EngineContext) -> Any:
    return await _signaled(services, await _waiting(services, context), "another")


async def _signal_out_of_time(services: TaskServices, context: EngineContext) -> Any:
    call = await _waiting(services, context)
    request = ProcessSignal(call=call, response=TaskResponse(state=call.state), signal=None)
    with suppress(TaskFailed):
        await services.process_signal(request)
    return await _signaled(services, call)


async def _signal_for_a_blank_row(services: TaskServices, context: EngineContext) -> Any:
    call = await _waiting(services, context)
    row = context.store.task(call.state.task_exec_id)
    assert row is not None
    row = replace(row, status=Status.SUCCESS, output=None)
    context.store.put_task(row)
    return await _signaled(services, call, begun=row)


async def _signal_for_an_ended_row(services: TaskServices, context: EngineContext) -> Any:
    call = await _waiting(services, context)
    row = context.store.task(call.state.task_exec_id)
    assert row is not None
    context.store.put_task(replace(row, status=Status.FAILED))
    return await _signaled(services, call)


async def _open_condition(services: TaskServices, context: EngineContext) -> Any:
    _begin(context, Status.RUNNING)
    return (await _begun(services, 3)).task.id


async def _signaled(
    services: TaskServices,
    call: TaskCall,
    name: str = "go",
    *,
    payload: Mapping[str, Any] | None = None,
    begun: TaskState | None = None,
) -> bool:
    signal = Signal(name=name, payload=dict(payload or {}), metadata={})
    response = TaskResponse(state=begun or call.state)
    request = ProcessSignal(call=call, response=response, signal=signal)
    return (await services.process_signal(request)).response is not None


MISUSES: Final[Mapping[str, Misuse]] = {
    "complete an unknown workflow": _unknown_workflow,
    "complete an unfinished workflow": _completed_from(Status.RUNNING),
    "complete a workflow that has ended": _completed_from(Status.FAILED),
    "complete a workflow that has succeeded": _completed_from(Status.SUCCESS),
    "complete a workflow whose task has ended": _completed,
    "complete a workflow whose task has failed": _completed_after_a_failure,
    "begin a child without a row": _unknown_row,
    "begin a task of a workflow that was edited meanwhile": _edited_workflow,
    "begin a task of a run that was given nothing": _without_input,
    "begin a task of an unknown type": _unknown_type,
    "prepare the children of a leaf": _children_of_a_leaf,
    "prepare children whose metadata is lost": _metadata_lost,
    "begin a child whose configuration is lost": _config_lost,
    "send a signal to a leaf": _signal_for_a_leaf,
    "send a signal after the end of a wait": _signal_after_the_end,
    "send a foreign signal": _foreign_signal,
    "send a signal after the time of a wait": _signal_out_of_time,
    "send a signal to a wait whose row is blank": _signal_for_a_blank_row,
    "send a signal to a wait that somebody else ended": _signal_for_an_ended_row,
    "begin a wait with a template between the texts of its condition": _open_condition,
}
