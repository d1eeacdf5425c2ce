"""One exec id is one run: whoever starts or resumes it, at once or again, in whatever state it is."""

import asyncio

import pytest
from engine.run.durable import Harbour, KeptStore
from engine.run.test_loop import nap
from engine.run.toy import TYPES, Toy, basic, broken, parallel, wait, workflow

from switchover.engine.errors import EngineError
from switchover.engine.run import Engine, Settings, VirtualClock
from switchover.engine.states import Status

FLOW = workflow(basic("a", "nap"), basic("b", "nap"))


class Port(Harbour):
    """It tells how often each tool was called."""

    def __init__(self, kind, folder):
        super().__init__(kind, folder)
        self.calls = []

    def system(self, context):
        async def slow(call):
            self.calls.append(call.task.id)
            return await nap(5)(call)

        return Toy(context, deeds={"nap": slow, "broken": broken(retryable=False)})


@pytest.fixture(params=["memory", "journal", "sqlite"])
def port(request, tmp_path):
    return Port(request.param, tmp_path)


@pytest.fixture(params=["journal", "sqlite"])
def kept(request, tmp_path):
    return Port(request.param, tmp_path)


@pytest.mark.parametrize("count", [2, 3, 7])
def test_who_starts_one_id_at_once_gets_one_run(port, count):
    """Though it takes several steps until the first of them has begun it."""

    async def story(engine):
        runs = await asyncio.gather(
            *(engine.start(FLOW, workflow_exec_id="r") for _ in range(count))
        )
        assert len({id(run) for run in runs}) == 1
        return (await runs[0].result()).status

    assert port.run(story) is Status.SUCCESS
    assert port.calls == ["a", "b"]


def test_who_starts_other_ids_at_once_gets_runs_of_their_own(port):
    async def story(engine):
        runs = await asyncio.gather(
            *(engine.start(FLOW, workflow_exec_id=f"r{n}") for n in range(3))
        )
        return {(await run.result()).workflow_exec_id for run in runs}

    assert port.run(story) == {"r0", "r1", "r2"}
    assert sorted(port.calls) == ["a"] * 3 + ["b"] * 3


@pytest.mark.parametrize("after_s", [0, 3, 7])
def test_a_run_that_is_running_here_is_resumed_as_itself(kept, after_s):
    """And goes on once, not twice beside itself."""

    async def story(engine):
        run = await engine.start(FLOW, workflow_exec_id="r")
        await asyncio.sleep(after_s)
        again = await asyncio.gather(*(engine.resume("r") for _ in range(3)))
        assert all(each is run for each in again)
        return (await run.result()).status

    assert kept.run(story) is Status.SUCCESS
    assert kept.calls == ["a", "b"]


def test_a_run_that_was_stopped_is_resumed_once_by_all_who_ask_at_once(kept):
    async def story(engine):
        run = await engine.start(FLOW, workflow_exec_id="r")
        await asyncio.sleep(7)
        await run.stop()
        again = await asyncio.gather(*(engine.resume("r") for _ in range(3)))
        assert len({id(each) for each in again}) == 1
        assert again[0] is not run
        return (await again[0].result()).status

    assert kept.run(story) is Status.SUCCESS
    assert kept.calls == ["a", "b", "b"], "of b nobody knew that it had begun"


ENDS = {
    "success": (workflow(basic("a")), Status.SUCCESS),
    "failure": (workflow(basic("a", "broken")), Status.FAILED),
    "a next task without an id": (workflow(basic("a", "nap"), parallel("", basic("c"))), Status.SUCCESS),
    "a failure after a success": (workflow(basic("a", "nap"), basic("b", "broken"), basic("c")), Status.FAILED),
}  # fmt: skip


@pytest.mark.parametrize("end", [*ENDS])
def test_a_run_that_has_ended_is_resumed_to_its_end(kept, end):
    """Nothing of it is done again, however often; its rows and its times are those it had."""
    flow, status = ENDS[end]

    async def story(engine):
        first = await (await engine.start(flow, {"n": 1}, workflow_exec_id="r")).result()
        kept.calls.clear()
        for _ in range(2):
            await asyncio.sleep(60)
            again = await (await engine.resume("r")).result()
            assert again == first
        return first.status

    assert kept.run(story) is status
    assert kept.calls == []


@pytest.mark.parametrize("at_s", [0, 3, 7])
def test_a_run_that_was_canceled_stays_so(kept, at_s):
    """It went on where it had been canceled, and ended as if it had not."""

    async def story(engine):
        run = await engine.start(FLOW, {"n": 1}, workflow_exec_id="r")
        await asyncio.sleep(at_s)
        await run.cancel()
        before = await run.result()
        kept.calls.clear()
        after = await (await engine.resume("r")).result()
        assert after == before
        return after

    result = kept.run(story)
    assert (result.status, result.input) == (Status.CANCELED, {"n": 1})
    assert kept.calls == []


def test_a_run_that_was_canceled_in_another_process_stays_so(kept):
    async def first(engine):
        run = await engine.start(FLOW, workflow_exec_id="r")
        await asyncio.sleep(7)
        await run.cancel()
        return [(row.task_id, row.status) for row in (await run.result()).tasks]

    async def second(engine):
        result = await (await engine.resume("r")).result()
        return [(row.task_id, row.status) for row in result.tasks]

    rows = kept.run(first)
    assert rows == [("a", Status.SUCCESS), ("b", Status.CANCELED)]
    assert kept.run(second) == rows


@pytest.mark.parametrize("begun_s", [None, 0, 3])
def test_a_canceled_run_keeps_its_input(port, begun_s):
    """One that was canceled before its first step had an empty one."""

    async def story(engine):
        run = await engine.start(FLOW, {"n": [1, {"ü": None}]}, workflow_exec_id="r")
        if begun_s is not None:
            await asyncio.sleep(begun_s)
        await run.cancel()
        await run.cancel()  # as often as somebody wants
        return await run.result()

    result = port.run(story)
    assert (result.status, result.input) == (Status.CANCELED, {"n": [1, {"ü": None}]})


def test_canceling_a_run_that_has_ended_changes_nothing(port):
    async def story(engine):
        run = await engine.start(workflow(basic("a")), workflow_exec_id="r")
        result = await run.result()
        await run.cancel()
        assert await run.result() == result
        return result.status

    assert port.run(story) is Status.SUCCESS


REFUSED = [
    ({"signals": [("go", {"x": 3j})]}, "SIGNAL_PAYLOAD"), ({"signals": [("go", {}), ("go", {"x": float("nan")})]}, "SIGNAL_PAYLOAD"),
    ({"signals": [("half \ud800", {})]}, "SIGNAL_NAME"), ({"signals": [("nul\0", {})]}, "SIGNAL_NAME"), ({"data": {"x": 3j}}, "INPUT"),
    ({"data": {"x": float("inf")}}, "INPUT"), ({"options": {"retry_policy": {"initial_interval": "soon"}}}, "ACTIVITY_OPTIONS"),
    ({"options": {"start_to_close_timeout": "-1s"}}, "ACTIVITY_OPTIONS"), ({"options": {"retry_policy": {"maximum_attempts": -1}}}, "ACTIVITY_OPTIONS"),
    ({"options": {"retry_policy": {"non_retryable_error_types": 5}}}, "SHAPE"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "code"), REFUSED, ids=lambda given: str(given)[:60])
def test_of_a_run_that_is_refused_nothing_is_kept(kept, given, code):
    """It can be started after all, and no resume finds it."""

    async def story(engine):
        flow = workflow(basic("a"), config=given.get("options", {}))
        with pytest.raises(EngineError) as told:
            await engine.start(
                flow, given.get("data"), signals=given.get("signals", ()), workflow_exec_id="r"
            )
        assert told.value.code == code
        await engine.store.flush()
        with pytest.raises(EngineError, match="no run 'r'"):
            await engine.resume("r")
        return (await (await engine.start(FLOW, workflow_exec_id="r")).result()).status

    assert kept.run(story) is Status.SUCCESS


@pytest.mark.parametrize("exec_id", ["\ud800", "a\udfff", "\0", "run\0"])
def test_an_id_that_no_store_can_keep_is_refused(port, exec_id):
    """A write that fails for ever would keep all other runs of the process from the disk."""

    async def story(engine):
        with pytest.raises(EngineError) as told:
            await engine.start(FLOW, workflow_exec_id=exec_id)
        assert told.value.code == "EXEC_ID"
        return (await (await engine.start(FLOW, workflow_exec_id="r")).result()).status

    assert port.run(story) is Status.SUCCESS


@pytest.mark.parametrize(
    "exec_id", ["r", "a b", "a/b#1:2", "ü", "日本", "é", "%_*?[]", "x" * 500, "received", "'; --"]
)
def test_any_other_id_is_a_run_of_its_own(kept, exec_id):
    async def story(engine):
        others = [
            await engine.start(FLOW, workflow_exec_id=other) for other in ("R", "a", "e\u0301")
        ]
        run = await engine.start(FLOW, workflow_exec_id=exec_id)
        await asyncio.sleep(7)
        await run.stop()
        result = await (await engine.resume(exec_id)).result()
        await engine.settle()
        assert len({each.workflow_exec_id for each in (*others, run)}) == 4
        return result.workflow_exec_id, [row.task_id for row in result.tasks]

    assert kept.run(story) == (exec_id, ["a", "b"])


@pytest.mark.parametrize("died", [False, True])
def test_signals_of_the_start_are_there_after_a_death_at_any_moment(died):
    """They stand in the run's record: it could be there, and they not yet."""
    clock = VirtualClock()
    store = KeptStore(clock.now)
    flow = workflow(wait("v"), wait("w", "other"), wait("x"))
    signals = [
        ("go", {"end": True, "n": 1}),
        ("other", {"end": True, "n": 2}),
        ("go", {"end": True, "n": 3}),
    ]

    def driven(store, clock, start):
        async def ride():
            engine = Engine(
                Toy, tools=None, store=store, clock=clock, settings=Settings(types=TYPES)
            )
            if start:
                run = await engine.start(flow, signals=signals, workflow_exec_id="r")
            else:
                run = await engine.resume("r")
            result = await run.result()
            await engine.close()
            return [row.output["signal"]["n"] for row in result.tasks if row.output]

        return clock.run(ride())

    assert driven(store, clock, start=True) == [1, 2, 3]
    if died:
        assert len(store.deaths) > 10
        for name, left in store.deaths:
            later = VirtualClock(epoch_s=left.moment)
            assert driven(left.at(later), later, start=False) == [1, 2, 3], name


def test_signals_of_the_start_come_before_those_that_are_sent_later():
    clock = VirtualClock()

    async def story():
        engine = Engine(Toy, tools=None, clock=clock, settings=Settings(types=TYPES))
        flow = workflow(wait("v"), wait("w"), wait("x"))
        early = [("go", {"end": True, "n": 1}), ("go", {"end": True, "n": 2})]
        run = await engine.start(flow, signals=early, workflow_exec_id="r")
        await engine.signal("r", "go", {"end": True, "n": 3})
        return [row.output["signal"]["n"] for row in (await run.result()).tasks]

    assert clock.run(story()) == [1, 2, 3]
