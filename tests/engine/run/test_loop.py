"""The loop: steps, children, waits, failures, and how a workflow ends."""

import asyncio

import pytest
from engine.run.toy import Toy, basic, broken, parallel, wait, workflow

from switchover.engine.run.activities import Activities
from switchover.engine.run.clock import VirtualClock
from switchover.engine.run.codec import Codec
from switchover.engine.run.inprocess import InProcess
from switchover.engine.run.lifecycle import Lifecycle
from switchover.engine.run.loop import Loop
from switchover.engine.run.mailbox import Mailbox
from switchover.engine.run.services import Run, Signal
from switchover.engine.states import Status, TaskError
from switchover.engine.store import MemoryStore


class Ride:
    """One run of a toy workflow under a virtual clock."""

    def __init__(self, flow, *, deeds=None, signals=()):
        self.clock, self.store = VirtualClock(), MemoryStore()
        self.toy = Toy(self.store, now=self.clock.now, deeds=deeds)
        self.begun = self.clock.now()
        self.state = self.clock.run(self.drive(flow, signals))
        self.elapsed = self.clock.now() - self.begun

    async def drive(self, flow, signals):
        mailbox = Mailbox(self.store, "x", now=self.clock.now)
        for name, payload in signals:
            await mailbox.send(Signal(name=name, payload=payload, metadata={}))
        environment = InProcess(
            "x", store=self.store, mailbox=mailbox, clock=self.clock, codec=Codec(flow)
        )
        lifecycle = Lifecycle(store=self.store, now=self.clock.now)
        loop = Loop(
            Run(workflow=flow, workflow_exec_id="x"),
            activities=Activities(self.toy, lifecycle),
            environment=environment,
        )
        return await loop.run({})

    @property
    def rows(self):
        return [(row.task_id, row.status.value) for row in self.store.tasks("x")]


def sleeping(seconds):
    async def deed(call):
        await asyncio.sleep(seconds)
        return {"slept": seconds}

    return deed


def failing(call):
    return TaskError(message="no", code="NO")


def test_tasks_run_one_after_the_other():
    """Each response says where to go, and no next task ends the workflow."""
    ride = Ride(workflow(basic("a"), basic("b"), basic("c")))
    assert ride.state.status is Status.SUCCESS
    assert ride.state.output == {"a": {"id": "a"}, "b": {"id": "b"}, "c": {"id": "c"}}
    assert [what for what in ride.toy.log if what[0] == "create"] == [
        ("create", "a"),
        ("create", "b"),
        ("create", "c"),
    ]


def test_sleep_comes_before_a_task_but_never_before_the_first():
    ride = Ride(workflow(basic("a", sleep="1h"), basic("b", sleep="30 seconds")))
    assert ride.elapsed == pytest.approx(30)


def test_children_run_side_by_side():
    """Three children of a minute each take a minute."""
    flow = workflow(parallel("p", *(basic(f"c{n}", "nap") for n in range(3))))
    ride = Ride(flow, deeds={"nap": sleeping(60)})
    assert ride.state.status is Status.SUCCESS
    assert ride.elapsed == pytest.approx(60)


def test_a_wait_ends_with_its_signal():
    """Signals that do not end the wait are dropped, in order."""
    signals = [("go", {"end": False}), ("other", {"end": True}), ("go", {"end": True, "n": 3})]
    ride = Ride(workflow(wait("w"), basic("b")), signals=signals)
    assert ride.rows == [("w", "SUCCESS"), ("b", "SUCCESS")]
    assert ride.state.output["w"] == {"signal": {"end": True, "n": 3}}


def test_a_failure_is_tried_three_times_and_fails_the_workflow():
    ride = Ride(workflow(basic("a", "no"), basic("b")), deeds={"no": broken()})
    assert ride.state.status is Status.FAILED
    assert ride.state.error.code == "workflow_execution_error"
    assert ride.state.error.details["code"] == "BROKEN"
    assert [row[0] for row in ride.rows] == ["a", "a", "a"]
    assert ride.elapsed == pytest.approx(1 + 2)
