"""What a tool raises is its own; that it hangs as well."""

import asyncio
import threading
import time

import pytest

from switchover.engine.context import ToolCall
from switchover.engine.run import VirtualClock, WallClock
from switchover.engine.threads import Threads
from switchover.engine.tools import Binding, Retry, ToolError, ToolRegistry
from switchover.engine.tools.calling import AT_ONCE, Caller


class Odd(BaseException):
    """What is no Exception, and neither Ctrl-C nor an exit."""

    def __str__(self):
        raise RuntimeError("no text")


def call(name="t", given=None):
    return ToolCall(
        kind="tool", id=name, action=None, input=given or {}, output_schema=None, config={}
    )


def raising(error, *, later):
    async def coroutine(given):
        await asyncio.sleep(0)
        raise error

    def plain(given):
        raise error

    return coroutine if later else plain


@pytest.mark.parametrize("manner", ["thread", "quick", "coroutine"])
@pytest.mark.parametrize(
    "error", [SystemExit(0), SystemExit(3), Odd(), GeneratorExit(), asyncio.CancelledError()]
)
def test_every_error_but_ctrl_c_fails_the_tool(error, manner):
    """Also a cancellation that nobody asked for, and an error that cannot be told."""
    function = raising(error, later=manner == "coroutine")
    registry = ToolRegistry([Binding(id="t", function=function, quick=manner == "quick")])
    with pytest.raises(ToolError) as raised:
        VirtualClock().run(registry.call(call()))
    assert raised.value.code == "TOOL_FAILED"
    assert raised.value.details["type"] == type(error).__name__
    assert raised.value.__cause__ is error


def test_stop_iteration_fails_a_quick_tool_and_a_plain_one():
    for quick in (True, False):
        registry = ToolRegistry(
            [Binding(id="t", function=lambda given: next(iter(())), quick=quick)]
        )
        with pytest.raises(ToolError, match="raised StopIteration"):
            VirtualClock().run(registry.call(call()))


def test_ctrl_c_in_the_event_loop_passes_through():
    registry = ToolRegistry(
        [Binding(id="t", function=raising(KeyboardInterrupt(), later=False), quick=True)]
    )
    with pytest.raises(KeyboardInterrupt):
        VirtualClock().run(registry.call(call()))


def test_a_cancellation_from_outside_is_no_failure_of_the_tool():
    async def main():
        task = asyncio.ensure_future(registry.call(call()))
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    registry = ToolRegistry([Binding(id="t", function=lambda given: asyncio.sleep(99), quick=True)])
    VirtualClock().run(main())


def test_a_failure_of_any_kind_is_tried_again():
    calls = []

    def function(given):
        calls.append(given)
        if len(calls) < 3:
            raise SystemExit(0)
        return "third"

    registry = ToolRegistry([Binding(id="t", function=function, retry=Retry(attempts=3))])
    assert VirtualClock().run(registry.call(call())) == "third"


def test_tools_that_hang_starve_no_other():
    """A hundred calls of one tool hang; the calls of others begin all the same."""
    stop = threading.Event()
    registry = ToolRegistry(
        [Binding(id="hung", function=lambda given: stop.wait()), Binding(id="t", function=dict)]
    )

    async def main():
        hung = [asyncio.ensure_future(registry.call(call("hung"))) for _ in range(AT_ONCE + 20)]
        await asyncio.sleep(0.05)
        async with asyncio.timeout(20):
            answers = await asyncio.gather(*(registry.call(call(given={"n": n})) for n in range(9)))
        stop.set()
        await asyncio.gather(*hung)
        return answers

    assert WallClock().run(main()) == [{"n": n} for n in range(9)]


def test_a_hundred_calls_of_one_tool_run_at_once_and_those_beyond_in_turn():
    running, most, lock = 0, 0, threading.Lock()

    def function(given):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        limit = time.monotonic() + 10
        while most < AT_ONCE and time.monotonic() < limit:
            time.sleep(0.001)
        with lock:
            running -= 1

    registry = ToolRegistry([Binding(id="t", function=function)])

    async def main():
        await asyncio.gather(*(registry.call(call()) for _ in range(2 * AT_ONCE)))

    WallClock().run(main())
    assert most == AT_ONCE


def test_waiting_for_a_place_is_no_part_of_a_call_s_time():
    """Ten calls with one place, 50 ms each: none takes longer than the 200 ms it may."""
    binding = Binding(id="t", function=lambda given: time.sleep(0.05), timeout_s=0.2)
    registry = ToolRegistry([binding], caller=Caller(at_once=1))

    async def main():
        await asyncio.gather(*(registry.call(call()) for _ in range(10)))

    VirtualClock().run(main())


def test_a_call_that_was_given_up_leaves_its_place_and_is_counted_until_it_returns():
    stop = threading.Event()
    binding = Binding(id="t", function=lambda given: stop.wait(), timeout_s=0.05)
    registry = ToolRegistry([binding], caller=Caller(at_once=1))

    async def main():
        for _ in range(3):
            with pytest.raises(ToolError, match=r"longer than 0\.05 s"):
                await registry.call(call())

    WallClock().run(main())
    assert registry.given_up == {"t": 3}
    stop.set()
    end = time.monotonic() + 10
    while registry.given_up and time.monotonic() < end:
        time.sleep(0.01)
    assert not registry.given_up


def test_without_a_thread_left_a_call_is_refused_and_told_who_holds_them():
    stop = threading.Event()
    hung = Binding(id="hung", function=lambda given: stop.wait(), timeout_s=0.02)
    registry = ToolRegistry([hung, Binding(id="t", function=dict)], caller=Caller(Threads(most=3)))

    async def main():
        for _ in range(3):
            with pytest.raises(ToolError):
                await registry.call(call("hung"))
        await registry.call(call("t"))

    with pytest.raises(ToolError, match=r"all of 3 threads .* 'hung' 3") as raised:
        WallClock().run(main())
    assert raised.value.code == "TOOL_THREADS"
    stop.set()


def test_who_waits_for_a_place_and_is_canceled_leaves_it_to_the_next():
    stop = threading.Event()
    registry = ToolRegistry(
        [Binding(id="t", function=lambda given: stop.wait())], caller=Caller(at_once=1)
    )

    async def main():
        first, second, third = (asyncio.ensure_future(registry.call(call())) for _ in range(3))
        await asyncio.sleep(0.02)
        second.cancel()
        stop.set()
        async with asyncio.timeout(20):
            assert await asyncio.gather(first, third) == [True, True]
        return second.cancelled()

    assert WallClock().run(main())
