"""Time that jumps: every timer at its moment and in order, threads in the machine's time, nothing behind its end."""

import asyncio
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.run import VirtualClock, WallClock
from switchover.engine.run import clock as module
from switchover.engine.run.clock import EPOCH_S

DELAYS = st.lists(
    st.one_of(
        st.integers(0, 10**6),
        st.floats(0, 1e6),
        st.sampled_from([0, 1e-9, 0.1, 1 / 3, 86400.0, 1e7]),
    ),
    max_size=8,
)


@given(DELAYS)
@settings(max_examples=25)
def test_timers_are_reached_in_order_and_not_before_their_time(delays):
    """However far apart; of those at one moment asyncio has any first, the same each time."""
    clock, rung = VirtualClock(), []

    async def main():
        async def one(number, delay):
            begun = clock.now()
            await asyncio.sleep(delay)
            assert clock.now() - begun >= delay * (1 - 1e-6) - 1e-3
            rung.append((delay, number))

        await asyncio.gather(*(one(number, delay) for number, delay in enumerate(delays)))

    clock.run(main())
    assert [delay for delay, _ in rung] == sorted(delay for delay, _ in rung)
    assert clock.now() - EPOCH_S >= max(delays, default=0) * (1 - 1e-6) - 1e-3


@given(DELAYS)
@settings(max_examples=30)
def test_a_run_repeats_to_the_letter(delays):
    """Two clocks that begin alike tell the same."""

    def told():
        clock, seen = VirtualClock(), []

        async def main():
            for delay in delays:
                await asyncio.sleep(delay)
                seen.append(clock.now())

        clock.run(main())
        return seen

    assert told() == told()


@pytest.mark.parametrize("epoch", [0.0, EPOCH_S, -1e9, 4e9])
def test_a_further_run_goes_on_where_the_last_one_ended(epoch):
    clock = VirtualClock(epoch_s=epoch)
    assert clock.now() == epoch
    for number in range(1, 4):
        clock.run(asyncio.sleep(100))
        assert clock.now() == pytest.approx(epoch + 100 * number, abs=1e-3)


def test_an_error_leaves_the_time_where_it_was():
    clock = VirtualClock()

    async def fails():
        await asyncio.sleep(5)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        clock.run(fails())
    assert clock.now() - EPOCH_S == pytest.approx(5, abs=1e-3)
    clock.run(asyncio.sleep(5))
    assert clock.now() - EPOCH_S == pytest.approx(10, abs=1e-3)


@pytest.mark.parametrize(
    ("limit", "work", "is_over"),
    [(10, 9, False), (10, 11, True), (1e6, 1e6 - 1, False), (0.001, 0.002, True), (0, 1, True)],
)
def test_a_limit_is_reached_before_what_takes_longer(limit, work, is_over):
    clock = VirtualClock()

    async def main():
        try:
            async with asyncio.timeout(limit):
                await asyncio.sleep(work)
        except TimeoutError:
            return True
        return False

    begun = time.monotonic()
    assert clock.run(main()) is is_over
    assert clock.now() - EPOCH_S == pytest.approx(min(limit, work), abs=0.01)
    assert time.monotonic() - begun < 30


def test_work_in_a_thread_takes_the_machine_s_time():
    """No timer jumps past it: what it does is outside."""
    clock, order = VirtualClock(), []

    async def main():
        async def timer():
            await asyncio.sleep(1000)
            order.append("timer")

        waiting = asyncio.ensure_future(timer())
        await asyncio.to_thread(time.sleep, 0.02)
        order.append("thread")
        assert clock.now() - EPOCH_S < 500
        await waiting

    clock.run(main())
    assert order == ["thread", "timer"]


def test_what_a_thread_raises_is_raised_and_time_goes_on():
    clock = VirtualClock()

    async def main():
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 / 0)
        await asyncio.sleep(1000)
        return clock.now() - EPOCH_S

    assert clock.run(main()) >= 1000


@pytest.mark.parametrize("elapsed", [0.0, 1e6, 2.0**24, 1e8, 9.2e9])
@pytest.mark.parametrize("delay", [1e-9, 1e-7, 5e-324, 0.001])
def test_a_timer_that_is_due_rings_however_late_it_is(elapsed, delay, monkeypatch):
    """A float of some months is coarser than a clock: what was due was awaited for ever."""

    class Counting(module._SkippingSelector):
        turns = 0

        def select(self, timeout=None):
            self.turns += 1
            if self.turns > 1000:
                raise AssertionError("it does not ring")
            return super().select(timeout)

    monkeypatch.setattr(module, "_SkippingSelector", Counting)
    clock = VirtualClock()
    clock._elapsed_s = elapsed
    clock.run(asyncio.sleep(delay))
    assert clock.now() >= EPOCH_S + elapsed


def test_a_loop_that_never_waits_takes_no_time():
    clock = VirtualClock()

    async def main():
        for _ in range(1000):
            await asyncio.sleep(0)

    clock.run(main())
    assert clock.now() == EPOCH_S


def test_the_wall_clock_is_the_machine_s():
    clock = WallClock()
    before = time.time()
    now = clock.now()
    assert before <= now <= time.time()

    async def main():
        begun = clock.now()
        await asyncio.sleep(0.01)
        assert clock.now() > begun
        return await asyncio.to_thread(lambda: "done")

    assert clock.run(main()) == "done"
    assert clock.run(main()) == "done"
