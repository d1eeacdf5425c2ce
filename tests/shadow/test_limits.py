"""A call that takes too long is an outcome, however it waits, and the run goes on."""

import asyncio
import signal
import threading
import time

import pytest

from switchover.shadow import Outcome, UsageError, run

TIGHT = 0.15


def calls(*values):
    return [((value,), {}) for value in values]


def sleeps(n):
    if n:
        time.sleep(30)
    return n


def spins(n):
    while n:
        pass
    return n


async def waits(n):
    if n:
        await asyncio.sleep(30)
    return n


def yields(n):
    yield n
    if n:
        time.sleep(30)


@pytest.mark.parametrize("side", [sleeps, spins, waits, yields])
def test_late_calls_time_out(side):
    """Sleeping, spinning, awaiting or yielding: only the late input is timed out."""
    start = time.monotonic()
    record = run(side, side, calls(0, 1, 0), timeout_s=TIGHT)
    assert record.counts == {Outcome.MATCH: 2, Outcome.TIMED_OUT: 1}
    assert record.control.timed_out == record.candidate.timed_out == 1
    assert time.monotonic() - start < 10


def test_the_reason_names_the_side():
    """One late side is enough, and the comparison says which."""
    record = run(lambda n: n, sleeps, calls(1), timeout_s=TIGHT)
    assert (record.control.timed_out, record.candidate.timed_out) == (0, 1)


def test_a_side_that_swallows_the_interruption_is_still_late():
    """Code that catches everything ends when it ends, and counts as timed out."""

    def stubborn(n):
        try:
            time.sleep(30)
        except BaseException:
            return n
        return n

    assert run(stubborn, stubborn, calls(1), timeout_s=TIGHT).counts == {Outcome.TIMED_OUT: 1}


def test_many_calls_share_one_timer():
    """Calls within their time are not hit by the timer of an earlier one."""

    def short(n):
        time.sleep(0.01)
        return n

    assert run(short, short, calls(*range(30)), timeout_s=0.2).counts == {Outcome.MATCH: 30}


def test_off_the_main_thread_a_late_call_is_left_behind():
    """A thread cannot be stopped: the record warns of it."""
    release = threading.Event()
    box = []

    def blocks(n):
        if n:
            release.wait(30)
        return n

    work = lambda: box.append(run(blocks, blocks, calls(0, 1), timeout_s=TIGHT))  # noqa: E731
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    release.set()
    (record,) = box
    assert record.counts == {Outcome.MATCH: 1, Outcome.TIMED_OUT: 1}
    assert record.warnings == ("2 timed-out calls could not be stopped and ran on",)


def test_a_task_that_ignores_its_cancellation_is_left_behind(monkeypatch):
    """It gets its time to clean up, and the run goes on without it."""
    monkeypatch.setattr("switchover.shadow.limits.GRACE_S", 0.05)

    async def deaf(n):
        while True:
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError:
                continue
        return n

    record = run(lambda n: n, deaf, calls(1), timeout_s=TIGHT)
    assert record.counts == {Outcome.TIMED_OUT: 1}
    assert "1 timed-out calls" in record.warnings[0]


def test_the_alarm_is_given_back():
    """A handler and a timer that were there before the run are there after it."""
    before = signal.getsignal(signal.SIGALRM)
    heard = []
    signal.signal(signal.SIGALRM, lambda *_: heard.append(1))
    left = signal.setitimer(signal.ITIMER_REAL, 0.4)
    try:
        run(sleeps, sleeps, calls(1), timeout_s=0.05)
        time.sleep(0.6)
        assert heard == [1]
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *left)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_bad_timeout_is_said(seconds):
    """A limit is above zero, or None."""
    with pytest.raises(UsageError, match="must be above 0, or None"):
        run(sleeps, sleeps, [], timeout_s=seconds)


def test_no_limit():
    """None lets every call take its time, in any thread."""
    assert run(sleeps, waits, calls(0), timeout_s=None).counts == {Outcome.MATCH: 1}
