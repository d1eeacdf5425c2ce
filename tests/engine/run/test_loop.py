"""The loop: steps, children, waits, failures, and how a workflow ends."""

import asyncio

import pytest
from engine.run.ride import Ride
from engine.run.toy import basic, broken, parallel, wait, workflow

from switchover.engine.states import Status, TaskError


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
    assert ride.result.status is Status.SUCCESS
    assert ride.result.output == {"a": {"id": "a"}, "b": {"id": "b"}, "c": {"id": "c"}}
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
    assert ride.result.status is Status.SUCCESS
    assert ride.elapsed == pytest.approx(60)


def test_a_wait_ends_with_its_signal():
    """Signals that do not end the wait are dropped, in order."""
    signals = [("go", {"end": False}), ("other", {"end": True}), ("go", {"end": True, "n": 3})]
    ride = Ride(workflow(wait("w"), basic("b")), signals=signals)
    assert ride.rows == [("w", "SUCCESS"), ("b", "SUCCESS")]
    assert ride.result.output["w"] == {"signal": {"end": True, "n": 3}}


def test_a_failure_is_tried_three_times_and_fails_the_workflow():
    ride = Ride(workflow(basic("a", "no"), basic("b")), deeds={"no": broken()})
    assert ride.result.status is Status.FAILED
    assert ride.result.error.code == "workflow_execution_error"
    assert ride.result.error.details["code"] == "BROKEN"
    assert [row[0] for row in ride.rows] == ["a", "a", "a"]
    assert ride.elapsed == pytest.approx(1 + 2)
