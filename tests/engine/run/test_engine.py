"""The engine: several runs, signals and triggers between them, cancellation, input, systems."""

import asyncio
import logging

import pytest
from engine.run.ride import Ride
from engine.run.test_loop import nap
from engine.run.toy import TYPES, Toy, basic, parallel, wait, workflow

from switchover.engine.config import ConfigError, WorkflowConfig
from switchover.engine.errors import EngineError
from switchover.engine.run import (
    Engine,
    Settings,
    VirtualClock,
    WallClock,
    final_state,
    find_system,
    run_workflow,
    send_signal,
    system_names,
)
from switchover.engine.run.triggers import Triggers
from switchover.engine.states import Status, cascade
from switchover.engine.store import MemoryStore, StoreError


class Sending(Toy):
    """A toy whose `send` deed dispatches a signal."""

    def __init__(self, context, deeds=None):
        super().__init__(context, deeds={"send": self.send, **(deeds or {})})

    async def send(self, call):
        await self.context.dispatcher.dispatch(
            signal_id=call.task.data["signal"],
            payload=call.task.data.get("payload", {}),
            correlation_id=call.run.workflow_exec_id,
        )
        return {"sent": True}


def receiver(name="receiver", signal="ready", schema=None):
    trigger = {"type": "signal", "name": signal, **({"schema": schema} if schema else {})}
    data = {"id": name, "triggers": [trigger], "tasks": [basic("got", type="basic")]}
    return WorkflowConfig(data, TYPES)


class Fleet(Ride):
    def system(self, deeds):
        return lambda context: Sending(context, deeds)

    @property
    def triggered(self):
        return self.started[1:]


def test_a_signal_starts_the_workflow_that_it_triggers():
    """Its payload is the input, and it runs to its end."""
    flow = workflow(basic("s", "send", signal="ready", payload={"n": 1}))
    fleet = Fleet(flow, others=[receiver(), receiver("other", "else")])
    (run,) = fleet.triggered
    row = fleet.store.workflow(run.workflow_exec_id)
    assert (row.workflow_id, row.status, row.input) == ("receiver", Status.SUCCESS, {"n": 1})


@pytest.mark.parametrize("signal", ["unknown", ""])
def test_V133_an_unknown_signal_starts_nothing_and_stops_nothing(signal, caplog):
    caplog.set_level(logging.INFO)
    tasks = [basic("s", "send", signal=signal), basic("t", "send", signal="ready")]
    fleet = Fleet(workflow(*tasks), others=[receiver()])
    assert fleet.result.status is Status.SUCCESS
    assert [run.run.workflow.id for run in fleet.triggered] == ["receiver"]
    assert "dispatch.unknown_signal" in caplog.messages


SCHEMA = {"type": "object", "required": ["n"]}


def test_a_payload_that_does_not_fit_starts_nothing(caplog):
    tasks = [
        basic("s", "send", signal="ready", payload={"m": 1}),
        basic("t", "send", signal="ready", payload={"n": 1}),
    ]
    fleet = Fleet(workflow(*tasks), others=[receiver(schema=SCHEMA)])
    assert fleet.result.status is Status.SUCCESS
    assert len(fleet.triggered) == 1
    (refusal,) = [each for each in caplog.records if each.message == "dispatch.refused"]
    assert "'n' is a required property" in refusal.reason


def test_two_workflows_cannot_be_started_by_one_signal():
    with pytest.raises(EngineError, match="'ready' starts workflow 'one' already") as raised:
        Triggers([receiver("one"), receiver("two")])
    assert raised.value.code == "TRIGGER_DUPLICATE"


def test_runs_side_by_side_keep_apart():
    """A hundred at once, each with its own signal."""

    async def many(engine, run):
        flow = workflow(wait("w"), basic("b"))
        runs = [await engine.start(flow, {"n": number}) for number in range(100)]
        await asyncio.sleep(1)
        for number, each in enumerate(runs):
            await engine.signal(each.workflow_exec_id, "go", {"end": True, "n": number})
        for number, each in enumerate(runs):
            result = await each.result()
            assert result.output["w"]["signal"]["n"] == number
            assert result.input == {"n": number}

    ride = Ride(workflow(basic("a")), meanwhile=many)
    assert ride.engine.runs == ()
    assert ride.engine._mailboxes == {}


@pytest.mark.parametrize(
    "flow",
    [
        workflow(basic("a", "nap")),
        workflow(wait("a", timeout="1h")),
        workflow(parallel("a", basic("b", "nap"), wait("c", timeout="1h"), basic("d"), limit=2)),
        workflow(basic("a", sleep="1h")),
        workflow(basic("z"), basic("a", sleep="1h")),
    ],
)
def test_cancelling_a_run_cancels_all_that_has_not_ended(flow):
    async def cancel(engine, run):
        await asyncio.sleep(30)
        await run.cancel()

    ride = Ride(flow, deeds={"nap": nap(3600)}, meanwhile=cancel)
    if ride.elapsed < 30:
        pytest.skip("a first task does not sleep")
    assert ride.result.status in (Status.CANCELED, Status.SUCCESS)
    for name, status in ride.rows:
        assert status in {"CANCELED", "SUCCESS"}, name


def test_a_run_that_is_canceled_before_it_began_is_canceled():
    async def cancel(engine, run):
        await run.cancel()

    ride = Ride(workflow(basic("a")), meanwhile=cancel)
    assert (ride.result.status, ride.rows) == (Status.CANCELED, [])


def test_cancelling_a_run_that_has_ended_changes_nothing():
    async def cancel(engine, run):
        await run.result()
        await run.cancel()

    assert Ride(workflow(basic("a")), meanwhile=cancel).result.status is Status.SUCCESS


INPUT = {
    "config": {"input": "in"},
    "schemas": [
        {
            "id": "in",
            "type": "object",
            "properties": {"mode": {"type": "string", "default": "production"}, "n": {}},
            "required": ["n"],
        }
    ],
}


def test_defaults_complete_the_input():
    assert Ride(workflow(basic("a"), **INPUT), data={"n": 1}).result.input == {
        "mode": "production",
        "n": 1,
    }
    assert (
        Ride(workflow(basic("a"), **INPUT), data={"n": 1, "mode": "x"}).result.input["mode"] == "x"
    )


def test_an_input_that_does_not_fit_starts_nothing():
    with pytest.raises(ConfigError, match="'n' is a required property") as raised:
        Ride(workflow(basic("a"), **INPUT), data={"mode": 5})
    assert raised.value.code == "INPUT"
    assert len(raised.value.problems) == 2


def test_without_a_schema_any_input_will_do():
    assert Ride(workflow(basic("a")), data={"x": [1]}).result.input == {"x": [1]}


def test_starting_the_same_run_twice_is_the_same_run():
    async def again(engine, run):
        assert await engine.start(workflow(basic("a")), workflow_exec_id="x") is run

    Ride(workflow(basic("a", "nap")), deeds={"nap": nap(1)}, meanwhile=again)


def test_a_store_without_a_journal_resumes_nothing():
    async def resume(engine, run):
        with pytest.raises(EngineError) as raised:
            await engine.resume("x")
        assert raised.value.code == "STORE_JOURNAL"

    Ride(workflow(basic("a")), meanwhile=resume)


class BrokenStore(MemoryStore):
    async def flush(self):
        raise StoreError("the disk is full")


@pytest.mark.parametrize(
    "flow",
    [workflow(basic("a")), workflow(wait("w")), workflow(parallel("p", wait("w"), wait("v")))],
)
def test_what_cannot_be_made_durable_is_no_result(flow):
    """Neither a success nor a failure is told when it would not survive."""
    clock = VirtualClock()
    with pytest.raises(StoreError, match="disk is full"):
        clock.run(
            run_workflow(
                flow, system=Toy, tools=None, store=BrokenStore(), clock=clock,
                signals=[("go", {"end": True})],
            )
        )  # fmt: skip


def test_a_signal_to_a_run_that_has_ended_is_refused():
    async def late(engine, run):
        await run.result()
        for exec_id, code in (("x", "RUN_ENDED"), ("y", "RUN_UNKNOWN")):
            with pytest.raises(EngineError) as raised:
                await engine.signal(exec_id, "go")
            assert raised.value.code == code

    assert Ride(workflow(basic("a")), meanwhile=late).engine._mailboxes == {}


def test_signals_reach_a_run_through_its_store():
    async def send(engine, run):
        await asyncio.sleep(3)
        now = engine.clock.now()
        await send_signal(engine.store, "x", "go", {"end": True}, now=now)
        result = await run.result()
        assert result.output["w"]["signal"] == {"end": True}
        with pytest.raises(EngineError, match="has ended with SUCCESS"):
            await send_signal(engine.store, "x", "go", now=now)
        with pytest.raises(EngineError, match="no run 'y'"):
            await send_signal(engine.store, "y", "go", now=now)

    ride = Ride(workflow(wait("w")), meanwhile=send, poll_s=0.5)
    assert ride.elapsed == pytest.approx(3, abs=0.6)


def test_the_final_state_tells_type_and_parent_of_each_task():
    flow = workflow(parallel("p", basic("a"), wait("w")))
    ride = Ride(flow, signals=[("go", {"end": True})])
    state = final_state(ride.result, flow)
    assert [(task["id"], task["type"]) for task in state["tasks"]] == [
        ("p", "parallel"),
        ("a", "basic"),
        ("w", "wait"),
    ]
    parent = state["tasks"][0]["exec_id"]
    assert [task["parent"] for task in state["tasks"]] == [None, parent, parent]


def test_systems_are_found_by_name():
    assert "orchestrators" in system_names()
    with pytest.raises(EngineError, match=r"'nope' is installed; installed: .*orchestrators"):
        find_system("nope")


@pytest.mark.parametrize(
    ("workflow_status", "expected"),
    [
        ("PAUSED", "PAUSED PAUSED SUCCESS FAILED TIMED_OUT CANCELED WAITING PAUSED"),
        ("CANCELED", "CANCELED CANCELED SUCCESS FAILED TIMED_OUT CANCELED CANCELED CANCELED"),
        ("FAILED", "FAILED FAILED SUCCESS FAILED TIMED_OUT CANCELED FAILED FAILED"),
        ("TIMED_OUT", "PENDING RUNNING SUCCESS FAILED TIMED_OUT CANCELED WAITING PAUSED"),
        ("RUNNING", "PENDING RUNNING SUCCESS FAILED TIMED_OUT CANCELED WAITING PAUSED"),
        ("SUCCESS", "PENDING RUNNING SUCCESS FAILED TIMED_OUT CANCELED WAITING PAUSED"),
    ],
)
def test_a_workflows_status_cascades(workflow_status, expected):
    assert [cascade(Status(workflow_status), task).value for task in Status] == expected.split()


def test_wall_clock_runs_end_as_virtual_ones():
    """The same workflow in real time, with a delay worth waiting for."""
    flow = workflow(basic("a", "nap"), wait("w", timeout="10s"))
    clock = WallClock()

    async def ride():
        engine = Engine(
            lambda context: Toy(context, deeds={"nap": nap(0.01)}),
            tools=None, settings=Settings(types=TYPES),
        )  # fmt: skip
        run = await engine.start(flow)
        await asyncio.sleep(0.05)
        await engine.signal(run.workflow_exec_id, "go", {"end": True})
        return await run.result()

    assert clock.run(ride()).status is Status.SUCCESS
