"""Virtual time: jumps over what nobody waits for, and stands by while a thread works."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from switchover.engine.run import VirtualClock, WallClock


def test_sleeping_costs_no_time():
    """A year, and whatever comes after it: far from zero, floats are coarse."""
    clock = VirtualClock()
    begun, at = time.process_time(), clock.now()
    clock.run(asyncio.sleep(86_400 * 365))
    assert clock.now() - at == pytest.approx(86_400 * 365)
    for seconds in (0.001, 1e-7, 1 / 3, 12345.678):
        clock.run(asyncio.sleep(seconds))
    assert time.process_time() - begun < 5  # and a clock that waited would never end


def test_timers_come_in_their_order_at_their_time():
    clock, seen = VirtualClock(), []

    async def after(seconds):
        await asyncio.sleep(seconds)
        seen.append((seconds, clock.now() - at))

    async def main():
        await asyncio.gather(*(after(seconds) for seconds in (30, 0.001, 3600, 2)))

    at = clock.now()
    clock.run(main())
    assert seen == [(s, pytest.approx(s, abs=1e-6)) for s in (0.001, 2, 30, 3600)]


def test_working_takes_no_time():
    clock = VirtualClock()
    at = clock.now()

    async def work():
        for _ in range(1000):
            await asyncio.sleep(0)
        time.sleep(0.01)

    clock.run(work())
    assert clock.now() == at


def test_a_thread_is_waited_for_and_its_time_counts():
    """A timer that would be due first, if time stood still, is not reached too early."""
    clock, seen = VirtualClock(), []

    async def timer():
        await asyncio.sleep(60)
        seen.append("timer")

    async def thread():
        await asyncio.to_thread(time.sleep, 0.05)
        seen.append("thread")

    async def both():
        await asyncio.gather(timer(), thread())

    at = clock.now()
    clock.run(both())
    assert seen == ["thread", "timer"]
    assert clock.now() - at == pytest.approx(60)


def test_a_second_run_goes_on_where_the_first_ended():
    clock = VirtualClock()
    at = clock.now()
    clock.run(asyncio.sleep(10))
    clock.run(asyncio.sleep(5))
    assert clock.now() - at == pytest.approx(15)


def test_a_virtual_run_begins_on_a_fixed_date():
    assert datetime.fromtimestamp(VirtualClock().now(), UTC).year == 2023
    assert VirtualClock(epoch_s=0).now() == 0


def test_the_wall_clock_tells_the_time():
    assert WallClock().now() == pytest.approx(time.time(), abs=5)
    assert WallClock().run(asyncio.sleep(0, "done")) == "done"
