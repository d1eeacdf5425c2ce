"""Threads for calls that may hang: begun at once, never waited for at the end."""

import asyncio
import subprocess
import sys
import threading
import time

import pytest

from switchover.engine.run import VirtualClock, WallClock
from switchover.engine.threads import Threads, ThreadsTakenError


def test_a_call_begins_at_once_whatever_hangs():
    """Fifty that hang, and the fifty-first answers."""
    threads, stop = Threads(), threading.Event()
    hung = [threads.submit(stop.wait) for _ in range(50)]
    assert threads.submit(lambda: 42).result(timeout=10) == 42
    assert not any(future.done() for future in hung)
    stop.set()
    assert all(future.result(timeout=10) for future in hung)


def test_an_idle_thread_is_used_again():
    threads = Threads()
    first = threads.submit(threading.get_ident).result(timeout=10)
    end = time.monotonic() + 10
    while threads.submit(threading.get_ident).result(timeout=10) != first:
        assert time.monotonic() < end


def test_beyond_the_most_a_call_is_refused_and_then_accepted_again():
    threads, stop = Threads(most=2), threading.Event()
    both = [threads.submit(stop.wait) for _ in range(2)]
    with pytest.raises(ThreadsTakenError, match="all of 2"):
        threads.submit(print)
    stop.set()
    assert all(future.result(timeout=10) for future in both)
    end = time.monotonic() + 10
    while True:
        try:
            assert threads.submit(lambda: 1).result(timeout=10) == 1
            return
        except ThreadsTakenError:
            assert time.monotonic() < end, "a thread that has answered is free a moment later"


def test_what_a_call_raises_is_its_future_s_and_the_thread_lives_on():
    threads = Threads(most=1)

    def leaves():
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        threads.submit(leaves).result(timeout=10)
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            assert threads.submit(lambda: 1).result(timeout=10) == 1
            return
        except ThreadsTakenError:
            continue
    pytest.fail("the thread was lost")


def test_a_stop_iteration_reaches_the_one_who_waits_as_an_error():
    """As it is, no future can carry it, and an event loop would wait for ever."""

    async def main():
        await asyncio.to_thread(next, iter(()))

    for clock in (VirtualClock(), WallClock()):
        with pytest.raises(RuntimeError, match="StopIteration"):
            clock.run(main())


def test_after_shutdown_nothing_begins_and_nobody_is_waited_for():
    threads, stop = Threads(), threading.Event()
    hung = threads.submit(stop.wait)
    threads.shutdown(wait=True)
    assert not hung.done()
    with pytest.raises(RuntimeError, match="no more calls"):
        threads.submit(print)
    stop.set()


def test_a_process_ends_although_a_thread_hangs():
    program = (
        "import asyncio, time\n"
        "from switchover.engine.run import WallClock\n"
        "async def main():\n"
        "    hung = asyncio.ensure_future(asyncio.to_thread(time.sleep, 600))\n"
        "    await asyncio.sleep(0.1)\n"
        "WallClock().run(main())\n"
    )
    subprocess.run([sys.executable, "-c", program], timeout=30, check=True)


def test_virtual_time_does_not_leap_over_the_end_of_the_executor():
    """Since Python 3.12 the wait for it has a limit of 300 s, which a jump would reach at once."""
    clock = VirtualClock()

    async def main():
        await asyncio.to_thread(time.sleep, 0.01)

    at = clock.now()
    clock.run(main())
    assert clock.now() - at < 60
