"""Signals between workflows: who is started by which, with what, once; and what is refused troubles no sender."""

import asyncio
import logging

import pytest
from engine.run.durable import KeptStore
from engine.run.test_engine import Sending, receiver
from engine.run.toy import TYPES, basic, workflow

from switchover.engine.config import Trigger, WorkflowConfig
from switchover.engine.errors import EngineError
from switchover.engine.run import Engine, Settings, VirtualClock
from switchover.engine.run.dispatch import TriggerDispatcher
from switchover.engine.run.triggers import Triggers
from switchover.engine.states import Status


def triggered_by(*names, workflow_id="w"):
    triggers = [{"type": "signal", "name": name} for name in names]
    return WorkflowConfig({"id": workflow_id, "triggers": triggers, "tasks": [basic("t")]}, TYPES)


FOUND = [
    ([["a"]], "a", 0), ([["a"]], "b", None), ([["a"]], "", None), ([["a"]], "A", None), ([["a"]], "a ", None), ([["a", "b"], ["c"]], "b", 0), ([["a"], ["b"]], "b", 1),
    ([["ü"]], "u\u0308", None), ([["日本"]], "日本", 0), ([[]], "a", None), ([], "a", None), ([["a.b*"]], "a.bc", None),
]  # fmt: skip


@pytest.mark.parametrize(("workflows", "name", "index"), FOUND, ids=str)
def test_a_signal_starts_the_workflow_with_a_trigger_of_its_name(workflows, name, index):
    """Letter by letter, and no other."""
    known = [
        triggered_by(*names, workflow_id=f"w{number}") for number, names in enumerate(workflows)
    ]
    triggers = Triggers(known)
    found = triggers.find(name)
    assert (found is None) == (index is None)
    if found is not None:
        assert found[0] is known[index]
        assert (type(found[1]), found[1].name) == (Trigger, name)
    assert triggers.names == tuple(each for names in workflows for each in names)


@pytest.mark.parametrize(
    ("first", "second"), [(["a"], ["a"]), (["a", "b"], ["c", "b"]), (["x"], ["y", "y"])]
)
def test_a_workflow_whose_trigger_is_taken_is_registered_not_at_all(first, second):
    """Neither with those that are free; the one that was there stays."""
    triggers = Triggers([triggered_by(*first, workflow_id="one")])
    with pytest.raises(EngineError, match=r"starts workflow '(one|two)' already") as told:
        triggers.add(triggered_by(*second, workflow_id="two"))
    assert told.value.code == "TRIGGER_DUPLICATE"
    assert triggers.names == tuple(first)
    assert all(triggers.find(name)[0].id == "one" for name in first)


class Log:
    def __init__(self, refuses=None, starts=None):
        self.started, self.refuses, self.starts = [], refuses, starts

    def check(self, workflow, trigger, payload):
        if self.refuses:
            raise self.refuses

    async def start(self, workflow, payload, exec_id):
        if self.starts:
            raise self.starts
        self.started.append((workflow.id, payload, exec_id))


OUTCOMES = [
    (Log(), "a", 1, ""), (Log(), "b", 0, "dispatch.unknown_signal"), (Log(refuses=EngineError("TRIGGER_PAYLOAD", "n is missing")), "a", 0, "dispatch.refused"),
    (Log(starts=EngineError("RUN_BUSY", "elsewhere")), "a", 0, "dispatch.refused"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("log", "name", "count", "event"),
    OUTCOMES,
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_becomes_of_a_signal_is_started_or_logged(log, name, count, event, caplog):
    """With the ids that say which; never raised."""
    caplog.set_level(logging.INFO, "switchover.engine.dispatch")
    dispatcher = TriggerDispatcher(Triggers([triggered_by("a")]), start=log.start, check=log.check)
    asyncio.run(dispatcher.dispatch(signal_id=name, payload={"n": 1}, correlation_id="c"))
    assert [(flow, payload) for flow, payload, _ in log.started] == [("w", {"n": 1})] * count
    assert [record.message for record in caplog.records] == ([event] if event else [])
    for record in caplog.records:
        assert (record.signal_id, record.correlation_id) == (name, "c")
        reason = getattr(record, "reason", "")
        assert ("missing" in reason or "elsewhere" in reason) == (event == "dispatch.refused")


def test_two_signals_start_two_runs_with_ids_of_their_own():
    log = Log()
    dispatcher = TriggerDispatcher(Triggers([triggered_by("a")]), start=log.start, check=log.check)
    for _ in range(2):
        asyncio.run(dispatcher.dispatch(signal_id="a", payload={}, correlation_id="c"))
    assert len({exec_id for *_, exec_id in log.started}) == 2


# The same in an engine, over a store that dies.

SCHEMA = {
    "type": "object",
    "required": ["n"],
    "properties": {"n": {"type": "integer"}, "m": {"default": "made"}},
}
PAYLOADS = [
    ({"n": 1}, True),
    ({}, False),
    ({"n": "x"}, False),
    ({"n": 1, "more": [1]}, True),
    ({"n": 1.0}, True),
    ({"n": None}, False),
]


def sender(*payloads):
    return workflow(
        *(
            basic(f"s{n}", "send", signal="ready", payload=payload)
            for n, payload in enumerate(payloads)
        )
    )


def driven(store, clock, flow=None, others=()):
    runs = []

    async def ride():
        engine = Engine(
            Sending, tools=None, store=store, clock=clock, workflows=others, settings=Settings(types=TYPES), on_start=runs.append
        )  # fmt: skip
        if flow is None:
            for exec_id in sorted({run for run, key in store.journal if key == "run"}):
                await engine.resume(exec_id)
        else:
            await engine.start(flow, workflow_exec_id="r")
        await engine.settle()
        await engine.close()

    clock.run(ride())
    flows = {run: store.workflow(run) for run, key in store.journal if key == "run"}
    return {
        run: (state.workflow_id, state.status, state.input, len(store.tasks(run)))
        for run, state in flows.items()
    }


@pytest.mark.parametrize(("payload", "fits"), PAYLOADS, ids=str)
def test_a_payload_that_does_not_fit_starts_nothing(payload, fits):
    """And its sender goes on."""
    clock = VirtualClock()
    store = KeptStore(clock.now)
    found = driven(store, clock, sender(payload), [receiver(schema=SCHEMA)])
    assert found.pop("r") == ("flow", Status.SUCCESS, {}, 1)
    assert [(status, given) for _, status, given, _ in found.values()] == (
        [(Status.SUCCESS, payload)] if fits else []
    )


def test_a_sender_that_dies_anywhere_starts_each_once():
    """Each signal one run, whatever was on disk: what was begun goes on, what was not is begun."""
    clock = VirtualClock()
    store, others = KeptStore(clock.now), [receiver()]
    whole = driven(store, clock, sender({"n": 1}, {"n": 2}, {"n": 1}), others)
    assert len(whole) == 4
    assert len(store.deaths) > 20
    for moment, left in store.deaths:
        later = VirtualClock(epoch_s=left.moment)
        assert driven(left.at(later), later, others=others) == whole, moment


def test_a_workflow_that_starts_itself_starts_one_after_the_other():
    """Each run sends when it runs; a chain of them ends where nobody sends."""
    clock = VirtualClock()
    store = KeptStore(clock.now)
    count = 0

    class Chain(Sending):
        async def send(self, call):
            nonlocal count
            count += 1
            return await super().send(call) if count < 5 else {}

    trigger = {"type": "signal", "name": "again"}
    flow = WorkflowConfig(
        {
            "id": "w",
            "triggers": [trigger],
            "tasks": [basic("s", "send", signal="again", type="basic")],
        },
        TYPES,
    )

    async def ride():
        engine = Engine(
            Chain,
            tools=None,
            store=store,
            clock=clock,
            workflows=[flow],
            settings=Settings(types=TYPES),
        )
        await engine.start(flow, workflow_exec_id="r")
        await engine.settle()
        await engine.close()

    clock.run(ride())
    assert count == 5
    assert len({run for run, key in store.journal if key == "run"}) == 5
