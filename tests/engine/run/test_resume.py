"""A run that is resumed at any point ends as an unbroken one, and does nothing twice that it knows."""

import asyncio
import copy

import pytest
from engine.run.test_loop import failing, nap
from engine.run.toy import TYPES, Toy, basic, broken, parallel, wait, workflow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from switchover.engine.errors import EngineError
from switchover.engine.run import Engine, Settings, VirtualClock
from switchover.engine.run.codec import Codec, Failed
from switchover.engine.run.record import RunStart
from switchover.engine.run.services import TaskFailed
from switchover.engine.states import TaskError
from switchover.engine.store import MemoryStore

EXEC_ID = "x"
SIGNALS = [("go", {"end": False}), ("go", {"end": True}), ("go", {"end": True})]


class JournalledStore(MemoryStore):
    """Keeps a journal in memory, and a copy of everything as it is after each entry."""

    def __init__(self):
        super().__init__()
        self.journal, self.copies = {}, []

    def entries(self, workflow_exec_id):
        return dict(self.journal)

    def check(self):
        """Find nothing that could not be written."""

    def append(self, workflow_exec_id, key, body):
        assert key not in self.journal or key == "run", f"{key} was done twice"
        self.journal[key] = body
        self.copies.append(self.copy())

    def copy(self):
        twin = JournalledStore()
        twin.journal = dict(self.journal)
        twin._signals = copy.deepcopy(self._signals)
        for exec_id, image in self._images.items():
            for row in (image.workflow, *image.tasks.values()):
                if row is not None:
                    twin.fill(row)
            assert exec_id == EXEC_ID
        return twin


def flow():
    return workflow(
        basic("first"),
        basic("shaky", "failing", handled=True, on_success={"next": "side"}, on_error={"next": "side"}),
        parallel("side", basic("a"), basic("b", sleep="5s"), parallel("deep", basic("c"), basic("d"))),
        wait("w", processor={"id": "look", "type": "basic"}),
        basic("rest", sleep="1m"),
        parallel("turns", basic("t1"), basic("bad", "failing"), basic("t2"), limit=1),
        wait("v"),
        basic("last"),
    )  # fmt: skip


def driven(store, *, start=None):
    """Run the workflow to its end, begun or resumed; gives what it came to."""
    clock = VirtualClock()
    deeds = {"broken": broken(), "failing": failing, "nap1": nap(1), "nap5": nap(5)}
    toys = []

    def system(context):
        toys.append(Toy(context, deeds=deeds))
        return toys[0]

    async def ride():
        engine = Engine(
            system, tools=None, store=store, clock=clock, settings=Settings(types=TYPES)
        )
        if start is None:
            run = await engine.resume(EXEC_ID)
        else:
            run = await engine.start(start, signals=SIGNALS, workflow_exec_id=EXEC_ID)
        return await run.result()

    result = clock.run(ride())
    rows = sorted((row.task_exec_id, row.task_id, row.status, row.output) for row in result.tasks)
    executed = [name for what, name in toys[0].log if what == "execute"]
    return (result.status, result.output, rows), executed


def test_resumed_after_any_entry_of_its_journal_it_ends_the_same():
    """The ids of all rows included; the workflow is read from the journal alone."""
    store = JournalledStore()
    expected, executed = driven(store, start=flow())
    assert len(store.copies) > 30
    assert executed.count("shaky") == 3
    for number, copied in enumerate(store.copies):
        if "trigger" not in copied.journal:
            continue
        state, _ = driven(copied)
        assert state == expected, f"after entry {number}: {list(copied.journal)[-1]}"


def test_what_the_journal_knows_is_not_done_again():
    store = JournalledStore()
    _, executed = driven(store, start=flow())
    last = store.copies[-1]
    assert driven(last)[1] == []
    half = store.copies[len(store.copies) // 2]
    done = driven(half.copy())[1]
    assert 0 < len(done) < len(executed)
    assert executed[-len(done) :] == done or sorted(executed[-len(done) :]) == sorted(done)


def test_a_run_stopped_by_closing_its_engine_goes_on():
    store, clock = JournalledStore(), VirtualClock()

    async def stopped():
        engine = Engine(Toy, tools=None, store=store, clock=clock, settings=Settings(types=TYPES))
        run = await engine.start(workflow(basic("a"), wait("w"), basic("b")), workflow_exec_id="x")
        await asyncio.sleep(1)
        await engine.close()
        with pytest.raises(asyncio.CancelledError):
            await run.result()

    async def resumed():
        toys = []
        engine = Engine(
            lambda context: toys.append(Toy(context)) or toys[0],
            tools=None, store=store, clock=clock, settings=Settings(types=TYPES),
        )  # fmt: skip
        run = await engine.resume("x")
        await engine.signal("x", "go", {"end": True})
        await run.result()
        return [name for what, name in toys[0].log if what == "execute"]

    clock.run(stopped())
    assert clock.run(resumed()) == ["b"]


def test_a_timer_goes_on_counting_while_nobody_runs():
    """What is left of a sleep after a restart is what is left of it."""
    store, clock = JournalledStore(), VirtualClock()

    def engine():
        return Engine(Toy, tools=None, store=store, clock=clock, settings=Settings(types=TYPES))

    async def begun():
        first = engine()
        flow = workflow(basic("a"), basic("b", sleep="1h"))
        await first.start(flow, workflow_exec_id="x")
        await asyncio.sleep(1800)
        await first.close()
        await asyncio.sleep(1200)

    async def ended():
        return await (await engine().resume("x")).result()

    at = clock.now()
    clock.run(begun())
    clock.run(ended())
    assert clock.now() - at == pytest.approx(3600)


def test_an_unknown_run_is_told():
    store, clock = JournalledStore(), VirtualClock()

    async def resume():
        await Engine(Toy, tools=None, store=store, clock=clock).resume("y")

    with pytest.raises(EngineError, match="no run 'y' is in this store"):
        clock.run(resume())


def test_errors_keep_all_they_say_in_the_journal():
    codec = Codec(workflow(basic("a")))
    plain = EngineError("CODE", "text", details={"x": [1]}, retryable=False)
    failed = TaskFailed(TaskError(message="m", code="C", details={"y": 2}))
    for error in (plain, failed):
        again = codec.decode(codec.encode(Failed(error))).error
        assert type(again) is type(error)
        assert (again.code, again.message, again.details, again.retryable) == (
            error.code,
            error.message,
            error.details,
            error.retryable,
        )


def test_a_record_keeps_the_definition():
    store = JournalledStore()
    RunStart(workflow=flow().data, input={"a": 1}, notes={"n": 1}).save(store, "x")
    record = RunStart.load(store, "x")
    assert record.definition(TYPES).data == flow().data
    assert (record.input, record.notes) == ({"a": 1}, {"n": 1})


NAMES = st.sampled_from("abcdef")
TASKS = st.recursive(
    st.builds(
        basic,
        NAMES,
        st.sampled_from(["echo", "failing", "broken", "nap1", "nap5"]),
        handled=st.booleans(),
    ),
    lambda inner: st.builds(
        lambda name, tasks, limit, stop, abort: parallel(
            name, *tasks, limit=limit, **({"stop": stop, "abort": abort} if limit == 1 else {})
        ),
        NAMES,
        st.lists(inner, min_size=1, max_size=3),
        st.integers(1, 3),
        st.fixed_dictionaries({"on_success": st.booleans(), "on_failure": st.booleans()}),
        st.booleans(),
    ),
    max_leaves=6,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TASKS, min_size=1, max_size=3), st.data())
def test_any_workflow_ends_the_same_after_a_resume(tasks, data):
    """For any nesting, limit and rule, resumed once at any entry.

    Rules that leave losers behind are tried one at a time only: side by side, how far a loser gets
    depends on the clock, and the clock does not stand still while nobody runs.
    """
    numbered = [{**task, "id": f"{number}{task['id']}"} for number, task in enumerate(tasks)]
    store = JournalledStore()
    expected, _ = driven(store, start=workflow(*numbered))
    copies = [copied for copied in store.copies if "trigger" in copied.journal]
    state, _ = driven(data.draw(st.sampled_from(copies)))
    assert state[0] == expected[0]
    assert state[1] == expected[1]
