"""A proxy hands every call of a task system on through one place, and changes what it says."""

from __future__ import annotations

import asyncio

import pytest
from engine.run.toy import basic, wait, workflow
from msgspec.structs import replace

from switchover.engine import (
    CreateState,
    Execution,
    ProcessSignal,
    Run,
    Signal,
    TaskCall,
    TaskResponse,
)
from switchover.engine.run import ServicesProxy
from switchover.engine.states import Status, TaskState


class Echo:
    """A system whose every answer is the call's name and what it was given."""

    def __getattr__(self, name):
        async def call(*given):
            return name, *given

        return call


class Watched(ServicesProxy):
    """Notes what passes, and lets an echo answer."""

    def __init__(self):
        self.passed = []

    async def answered(self, name, run, task, ask):
        self.passed.append((name, run.workflow_exec_id, task.id))
        return await ask(Echo())

    async def complete_workflow(self, run):
        return run


class Renaming(Watched):
    """Lets the other system see rows of another name."""

    def asked(self, request):
        return replace(request, row="seen")


FLOW = workflow(basic("a"), wait("b"))
RUN = Run(workflow=FLOW, workflow_exec_id="r")


def call_of(task_id):
    task = FLOW.task(task_id)
    now = 0.0
    state = TaskState(
        workflow_id="flow", workflow_exec_id="r", task_exec_id=task_id, task_id=task_id, status=Status.RUNNING, execution_type="basic",
        created_at=now, updated_at=now,
    )  # fmt: skip
    return TaskCall(run=RUN, task=task, state=state, row="own")


CALL = call_of("a")
SIGNAL = ProcessSignal(
    call=call_of("b"),
    signal=Signal(name="go", payload={}, metadata={}),
    response=TaskResponse(state=CALL.state),
)
CALLS = {
    "create_state": (CreateState(run=RUN, task=CALL.task, row="own"),),
    "prepare_children": (CALL,),
    "execute": (CALL,),
    "handle_response": (CALL, Execution(output={"x": 1})),
    "container_response": (CALL,),
    "process_signal": (SIGNAL,),
}


def made(proxy, name):
    return asyncio.run(getattr(proxy, name)(*CALLS[name]))


@pytest.mark.parametrize("name", CALLS)
def test_every_call_passes_once_and_as_it_is(name):
    """With the run and the task it is for; what it gives is the other system's answer."""
    proxy = Watched()
    assert made(proxy, name) == (name, *CALLS[name])
    task = "b" if name == "process_signal" else "a"
    assert proxy.passed == [(name, "r", task)]


@pytest.mark.parametrize("name", CALLS)
def test_the_other_system_sees_what_the_proxy_makes_of_a_request(name):
    """Of each call, also of the one inside a signal; the caller's own is not touched."""
    _, seen, *rest = made(Renaming(), name)
    assert (seen.call if name == "process_signal" else seen).row == "seen"
    assert rest == list(CALLS[name][1:])
    given = CALLS[name][0]
    assert (given.call if name == "process_signal" else given).row == "own"


def test_a_proxy_that_decides_nothing_cannot_be_made():
    """Who answers, and what ends a workflow, have to be said."""
    with pytest.raises(TypeError, match="abstract"):
        ServicesProxy()
