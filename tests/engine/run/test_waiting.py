"""Waits: signals in order, the timer, processors, and the workflow's pause around them."""

import asyncio

import pytest
from engine.run.ride import Ride
from engine.run.test_loop import failing
from engine.run.toy import basic, parallel, wait, workflow

from switchover.engine.errors import EngineError
from switchover.engine.run.services import Wait
from switchover.engine.run.waiting import timeout_s
from switchover.engine.states import Status

END = ("go", {"end": True})


def test_a_wait_ends_with_its_signal():
    """Signals that do not end the wait are dropped, in order; those of other names stay."""
    signals = [("go", {"end": False}), ("other", {"end": True}), ("go", {"end": True, "n": 3})]
    flow = workflow(wait("w"), basic("b"), wait("v", "other"))
    ride = Ride(flow, signals=signals)
    assert ride.rows == [("w", "SUCCESS"), ("b", "SUCCESS"), ("v", "SUCCESS")]
    assert ride.result.output["w"] == {"signal": {"end": True, "n": 3}}


def test_a_signal_comes_while_it_waits():
    async def later(engine, run):
        await asyncio.sleep(20)
        await engine.signal("x", *END)

    ride = Ride(workflow(wait("w")), meanwhile=later)
    assert (ride.result.status, ride.elapsed) == (Status.SUCCESS, pytest.approx(20))


def test_the_timer_runs_out_whatever_was_received_meanwhile():
    """A signal that does not end the wait does not begin its time anew."""

    async def some(engine, run):
        for _ in range(2):
            await asyncio.sleep(25)
            await engine.signal("x", "go", {"end": False})

    ride = Ride(workflow(wait("w", timeout="1m"), basic("b")), meanwhile=some)
    assert ride.rows[0] == ("w", "FAILED")
    assert ride.elapsed == pytest.approx(60)


def test_one_signal_ends_one_of_two_waits():
    flow = workflow(parallel("p", wait("v"), wait("w")))
    ride = Ride(flow, signals=[END])
    assert sorted(status for name, status in ride.rows if name != "p") == ["FAILED", "SUCCESS"]


def test_the_workflow_is_paused_while_it_waits():
    """And so are its tasks that run; both go on with the signal."""
    seen = []

    async def look(engine, run):
        await asyncio.sleep(10)
        seen.append(engine.store.workflow("x").status)
        await engine.signal("x", *END)
        await asyncio.sleep(1)
        seen.append(engine.store.workflow("x").status)

    async def nap(call):
        await asyncio.sleep(60)
        return {}

    ride = Ride(workflow(wait("w"), basic("b", "nap")), deeds={"nap": nap}, meanwhile=look)
    assert seen == [Status.PAUSED, Status.RUNNING]
    assert ride.result.status is Status.SUCCESS


PROCESSOR = {"id": "look", "type": "basic", "do": "look"}


def test_a_processor_looks_at_each_signal_as_a_task_of_its_own():
    flow = workflow(wait("w", processor=PROCESSOR))
    ride = Ride(flow, deeds={"look": lambda call: {"ok": True}}, signals=[("go", {}), END])
    assert [name for name, _ in ride.rows] == ["w", "look", "look"]
    assert ride.result.output["w"] == {"signal": {"end": True}, "processed": {"ok": True}}


def test_what_a_failed_processor_gave_is_the_task_systems_to_judge():
    options = {"retry_policy": {"maximum_attempts": 1}}
    flow = workflow(wait("w", processor={**PROCESSOR, "config": options}))
    ride = Ride(flow, deeds={"look": failing}, signals=[END])
    assert ride.result.output["w"] == {"signal": {"end": True}, "processed": None}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "WAIT_TIMEOUT_INVALID"),
        ("{{ .x }}", "WAIT_TIMEOUT_INVALID"),
        ("1x", "WAIT_TIMEOUT_INVALID"),
        ("0s", "WAIT_TIMEOUT_POSITIVE"),
        ("-1s", "WAIT_TIMEOUT_POSITIVE"),
    ],
)
def test_a_wait_needs_a_time_above_nothing(text, code):
    with pytest.raises(EngineError) as raised:
        timeout_s(Wait(signal="go", timeout=text))
    assert (raised.value.code, raised.value.retryable) == (code, False)
    ride = Ride(workflow(wait("w", timeout=text)))
    assert ride.result.error.details["code"] == code
