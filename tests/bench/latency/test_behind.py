"""What a call leaves behind is waited for, and a pass does not stand on it."""

import asyncio
import subprocess
import sys
import threading
import time

import pytest

from switchover.bench.latency import behind, side
from switchover.bench.latency.behind import Beside
from switchover.bench.latency.side import LocalSide
from switchover.bench.loop import LazyLoop


@pytest.mark.parametrize(
    ("control", "candidate", "ratio"),
    [
        ([(1.0, 0.0)], [(1.0, 0.0)], 0.0),
        ([(1.0, 0.0)], [(0.0, 2.0)], 2.0),  # all of it after the call
        ([(1.0, 0.0), (3.0, 0.0)], [(1.0, 0.0), (3.0, 0.4)], 1.1),
        ([(1.0, 0.0), (3.0, 0.0)], [(1.0, 0.0), (3.0, 0.39)], 0.0),  # less than a tenth: chance
        ([(1.0, 2.0)], [(1.0, 2.0)], 0.0),  # an unchanged side that leaves work behind
        ([(1.0, 2.0)], [(1.0, 0.0)], 0.0),  # and one that no longer does
        ([(1e-5, 0.0)], [(1e-6, 1.9e-5)], 0.0),  # what a clock may be off by
        ([(1e-5, 0.0)], [(1e-6, 2.9e-5)], 3.0),
        ([], [], 0.0),
    ],
)
def test_what_is_left_behind_counts_as_part_of_the_work(control, candidate, ratio):
    """Where the candidate leaves a tenth of the control's time more than that, and 20 µs."""
    assert behind.moved(control, candidate) == pytest.approx(ratio)


class Others:
    """Threads that compute so many seconds from the start on, on a clock that rests move."""

    def __init__(self, busy_s, share=1.0, waiting_s=0.0):
        self.now, self.busy_s, self.share, self.waiting_s = 0.0, busy_s, share, waiting_s
        self.rests = 0

    def rest(self, seconds):
        self.now += seconds
        self.rests += 1

    def work(self):
        computed_s = self.share * max(0.0, min(self.now, self.busy_s) - self.waiting_s)
        return Beside(computed_s, min(self.now, self.waiting_s))


@pytest.mark.parametrize(
    ("others", "call_s", "found_s", "rests"),
    [
        (Others(0.0), 1e-3, 0.0, 3),
        (Others(0.05), 1e-3, 0.05, 28),
        (Others(9.0), 1e-3, 0.2, 100),  # no more than the time for it
        (Others(9.0), 1.0, 0.5, 250), (Others(9.0), 9.0, 1.0, 500),
        (Others(9.0, share=0.03), 1e-3, 0.0, 3),  # a thread that wakes up now and then
        (Others(0.1, waiting_s=0.06), 1e-3, 0.04, 53),  # a busy neighbour has the core at first
    ],
)  # fmt: skip
def test_others_are_waited_for_until_they_rest(others, call_s, found_s, rests):
    """Three times in a row, a little longer each time; and no longer than there is time for."""
    given = behind.drained(call_s, others.work, rest=others.rest, clock=lambda: others.now)
    assert given == pytest.approx(found_s, abs=3e-3)
    assert others.rests == pytest.approx(rests, abs=1)


STOP = threading.Event()


def busy():
    while not STOP.is_set():
        pass


def in_a_thread():
    THREADS.append(threading.Thread(target=busy))
    THREADS[-1].start()


async def in_an_executor():
    asyncio.get_running_loop().run_in_executor(None, busy)


def in_a_child():
    CHILDREN.append(subprocess.Popen([sys.executable, "-c", "while True: pass"]))


async def in_the_loop():
    TASKS.append(asyncio.get_running_loop().create_task(computing()))


async def computing():
    ends = time.thread_time() + 0.01
    while time.thread_time() < ends:
        pass


TASKS, THREADS, CHILDREN = [], [], []
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux shows what children compute")


@pytest.mark.parametrize(
    "call", [in_a_thread, in_an_executor, pytest.param(in_a_child, marks=LINUX)]
)
def test_what_goes_on_after_a_call_is_seen_by_a_probe(monkeypatch, call):
    """Of threads, executors and processes; and only where it is looked for."""
    monkeypatch.setattr(side, "_PROBES", 1)
    STOP.clear()
    with LazyLoop() as loop:
        one = LocalSide(call, [((), {})], loop=loop)
        try:
            assert one.probe(0, behind=True).behind_s > 0.0
            assert one.probe(0).behind_s == 0.0
        finally:
            STOP.set()
            while THREADS:
                THREADS.pop().join()
            while CHILDREN:
                CHILDREN[-1].kill()
                CHILDREN.pop().wait()


def test_a_task_that_a_call_leaves_in_the_loop_is_turned_for():
    """A loop that ends with the call's own result would do it outside of all that is timed."""
    with LazyLoop() as loop:
        one = LocalSide(in_the_loop, [((), {})], loop=loop)
        assert one.probe(0, behind=True).behind_s >= 0.01
        assert not loop.pending()


def test_what_a_call_left_in_the_loop_is_not_counted_for_the_next(monkeypatch):
    """Which may await nothing."""
    monkeypatch.setattr(side, "_PROBES", 1)
    monkeypatch.setattr(side, "company", lambda: False)
    inputs = [((wait,), {}) for wait in (True, False)]
    with LazyLoop() as loop:
        one = LocalSide(lambda wait: in_the_loop() if wait else None, inputs, loop=loop)
        assert one.probe(0, behind=True).behind_s >= 0.01
        assert one.probe(1, behind=True).behind_s == 0.0


def test_a_loop_knows_what_goes_on_in_it():
    """Where there is one."""

    async def waiting():
        TASKS.append(asyncio.get_running_loop().create_task(asyncio.sleep(60)))

    with LazyLoop() as loop:
        assert not loop.pending()
        LocalSide(waiting, [((), {})], loop=loop).probe(0)
        assert loop.pending()
