"""Places of calls: so many at once, in the order of coming; who leaves or is canceled leaves it to the next."""

import asyncio
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.run import VirtualClock
from switchover.engine.threads import Threads, ThreadsTakenError
from switchover.engine.tools import Binding, ToolRegistry
from switchover.engine.tools.calling import Caller, ToolSlots

STEPS = st.lists(
    st.tuples(st.sampled_from(["come", "come", "leave", "cancel"]), st.integers(0, 9)), max_size=24
)


@given(st.integers(1, 3), STEPS)
@settings(max_examples=80)
def test_places_are_given_in_the_order_of_coming(count, steps):
    """Never more than there are, and none is lost, however those who wait are canceled."""

    async def story():
        slots, inside, line, tasks, ends = ToolSlots(count), [], [], {}, {}

        async def visit(number):
            async with slots:
                inside.append(number)
                try:
                    await ends[number].wait()
                finally:
                    inside.remove(number)

        async def settled():
            for _ in range(6):
                await asyncio.sleep(0)

        expected, came = [], 0
        for what, which in steps:
            if what == "come":
                ends[came] = asyncio.Event()
                tasks[came] = asyncio.ensure_future(visit(came))
                line.append(came)
                came += 1
            elif what == "leave" and expected:
                gone = expected.pop(which % len(expected))
                ends[gone].set()
            elif what == "cancel" and (expected or line):
                everybody = [*expected, *line]
                gone = everybody[which % len(everybody)]
                (expected if gone in expected else line).remove(gone)
                tasks[gone].cancel()
            while line and len(expected) < count:
                expected.append(line.pop(0))
            await settled()
            assert sorted(inside) == sorted(expected)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        assert slots._free == count

    VirtualClock().run(story())


@pytest.mark.parametrize("gone", ["first", "second", "both"])
def test_who_is_canceled_in_the_moment_of_its_turn_passes_it_on(gone):
    """It has the place already, and never entered."""

    async def story():
        slots, entered = ToolSlots(1), []

        async def visit(name):
            async with slots:
                entered.append(name)

        await slots.__aenter__()
        waiting = {
            name: asyncio.ensure_future(visit(name)) for name in ("first", "second", "third")
        }
        await asyncio.sleep(0)
        await slots.__aexit__()
        for name, visitor in waiting.items():
            if gone in (name, "both") and name != "third":
                visitor.cancel()
        await asyncio.gather(*waiting.values(), return_exceptions=True)
        assert entered == [
            name for name in waiting if name == "third" or gone not in (name, "both")
        ]
        assert slots._free == 1

    VirtualClock().run(story())


def call(name):
    return ToolCall(kind="tool", id=name, action=None, input={}, output_schema=None, config={})


@pytest.mark.parametrize(("calls", "at_once"), [(1, 1), (5, 1), (5, 2), (7, 7), (3, 100)])
def test_of_one_function_so_many_calls_run_at_once(calls, at_once):
    """Each its own: another function's places are not taken by them."""
    guard, now, most = threading.Lock(), [0], [0]

    def slow(given):
        with guard:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.002)
        with guard:
            now[0] -= 1
        return {}

    async def story():
        registry = ToolRegistry(
            [Binding(id="slow", function=slow), Binding(id="other", function=lambda _: {"o": 1})],
            caller=Caller(at_once=at_once),
        )
        work = [asyncio.ensure_future(registry.call(call("slow"))) for _ in range(calls)]
        assert await registry.call(call("other")) == {"o": 1}
        await asyncio.gather(*work)

    asyncio.run(story())
    assert 1 <= most[0] <= min(calls, at_once)
    assert now == [0]


@pytest.mark.parametrize("most", [1, 2])
def test_beyond_all_threads_a_call_is_refused_and_told_who_holds_them(most):
    """Once one has returned there is room again."""
    gate, begun = threading.Event(), threading.Semaphore(0)

    def hangs(given):
        begun.release()
        gate.wait(10)
        return {}

    async def story():
        registry = ToolRegistry(
            [Binding(id="hangs", function=hangs, timeout_s=0.01), Binding(id="late", function=lambda _: {"ok": 1})], caller=Caller(Threads(most=most))
        )  # fmt: skip
        for _ in range(most):
            with pytest.raises(EngineError, match="took longer") as told:
                await registry.call(call("hangs"))
            assert told.value.code == "TOOL_TIMEOUT"
        assert registry.given_up == {"hangs": most}
        with pytest.raises(
            EngineError, match=f"given up and still running: 'hangs' {most}"
        ) as told:
            await registry.call(call("late"))
        assert told.value.code == "TOOL_THREADS"
        gate.set()
        for _ in range(500):
            if not registry.given_up:
                break
            await asyncio.sleep(0.005)
        assert registry.given_up == {}
        assert await registry.call(call("late")) == {"ok": 1}

    asyncio.run(story())


@pytest.mark.parametrize("calls", [1, 10, 60])
def test_threads_that_are_free_are_used_again(calls):
    """One after the other takes one; each result is its own call's."""
    threads, names = Threads(most=3), set()

    def work(number):
        names.add(threading.current_thread().name)
        return number, threading.get_ident()

    seen = [threads.submit(work, number).result(10) for number in range(calls)]
    assert [number for number, _ in seen] == [*range(calls)]
    assert len({ident for _, ident in seen}) <= 2
    assert names == {"switchover-call"}
    threads.shutdown()
    with pytest.raises(RuntimeError, match="no more calls"):
        threads.submit(work, 1)


@pytest.mark.parametrize(
    "error",
    [ValueError("no"), SystemExit(3), StopIteration(5), KeyboardInterrupt(), GeneratorExit()],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_call_raises_its_thread_is_free_again(error):
    threads = Threads(most=1)

    def raises():
        raise error

    for _ in range(3):
        with pytest.raises(BaseException) as told:
            _waited(threads, raises)
        assert isinstance(
            told.value, RuntimeError if isinstance(error, StopIteration) else type(error)
        )
    assert _waited(threads, lambda: "fine") == "fine"
    threads.shutdown()


def _waited(threads, work):
    """The result of a call; a moment later its thread is free."""
    for _ in range(1000):
        try:
            return threads.submit(work).result(10)
        except ThreadsTakenError:
            threading.Event().wait(0.002)
    raise AssertionError("no thread became free")


def test_a_call_that_has_begun_cannot_be_taken_back():
    """It is heard to its end."""
    threads, begun, gate = Threads(most=2), threading.Event(), threading.Event()

    def work():
        begun.set()
        return gate.wait(10)

    first = threads.submit(work)
    assert begun.wait(10)
    assert not first.cancel()
    gate.set()
    assert first.result(10) is True
    threads.shutdown()
