"""A time limit behaves as asyncio's own, but for what never waits."""

import asyncio

import pytest

from switchover.engine.limits import TimeExpired, within
from switchover.engine.run import VirtualClock


def run(work):
    return VirtualClock().run(work)


async def value(given):
    return given


def test_what_never_waits_gives_its_value_without_a_timer():
    async def main():
        loop = asyncio.get_running_loop()
        before = len(loop._scheduled)
        assert await within(1, value(5)) == 5
        assert len(loop._scheduled) == before

    run(main())


@pytest.mark.parametrize("seconds", [None, 60])
def test_what_waits_in_time_gives_its_value(seconds):
    async def steps():
        total = 0
        for _ in range(3):
            await asyncio.sleep(10)
            total += await asyncio.ensure_future(value(2))
        return total

    assert run(within(seconds, steps())) == 6


def test_what_takes_longer_is_canceled_and_cleans_up():
    cleaned = []

    async def slow():
        try:
            await asyncio.sleep(100)
        finally:
            await asyncio.sleep(1)
            cleaned.append(asyncio.get_running_loop().time())

    with pytest.raises(TimeExpired):
        run(within(10, slow()))
    assert cleaned == [pytest.approx(11)]


def test_what_refuses_to_be_canceled_is_still_too_late():
    async def stubborn():
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            return "anyway"

    assert run(within(10, stubborn())) == "anyway"


@pytest.mark.parametrize("when", [0, 5])
@pytest.mark.parametrize("error", [ValueError("x"), TimeoutError("own"), StopAsyncIteration()])
def test_errors_of_its_own_pass(when, error):
    async def fails():
        if when:
            await asyncio.sleep(when)
        raise error

    with pytest.raises(type(error)) as raised:
        run(within(10, fails()))
    assert raised.value is error


@pytest.mark.parametrize("work", ["future", "task"])
def test_any_awaitable_will_do(work):
    async def main():
        loop = asyncio.get_running_loop()
        if work == "task":
            return await within(10, asyncio.ensure_future(asyncio.sleep(5, "done")))
        future = loop.create_future()
        loop.call_later(5, future.set_result, "done")
        return await within(10, future)

    assert run(main()) == "done"


def test_a_cancellation_from_outside_passes_through():
    seen = []

    async def inner():
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            seen.append("inner")
            raise

    async def main():
        task = asyncio.ensure_future(within(50, inner()))
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(main())
    assert seen == ["inner"]


def test_what_is_dropped_half_way_is_closed():
    closed = []

    async def inner():
        try:
            await asyncio.sleep(100)
        finally:
            closed.append(True)

    async def main():
        work = within(50, inner())
        work.send(None)
        work.close()

    run(main())
    assert closed == [True]
