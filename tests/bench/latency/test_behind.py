"""What a call leaves behind is waited for, and a pass does not stand on it."""

import threading
import time

import pytest

from switchover.bench.latency import behind
from switchover.bench.latency.side import LazyLoop, LocalSide


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

    def __init__(self, busy_s, share=1.0):
        self.now, self.busy_s, self.share, self.rests = 0.0, busy_s, share, 0

    def rest(self, seconds):
        self.now += seconds
        self.rests += 1

    def computed_s(self):
        return self.share * min(self.now, self.busy_s)


@pytest.mark.parametrize(
    ("busy_s", "share", "found", "rests"),
    [
        (0.0, 1.0, 0.0, 3),
        (0.05, 1.0, 0.05, 28),
        (9.0, 1.0, 0.2, 100),  # no more than the time for it
        (9.0, 0.09, 0.014 * 0.09, 3),  # what a thread does that wakes up now and then
    ],
)
def test_others_are_waited_for_until_they_rest(busy_s, share, found, rests):
    """Three times in a row, a little longer each time; and no longer than there is time for."""
    there = Others(busy_s, share)
    given = behind._drained(there.computed_s, most_s=0.2, clock=lambda: there.now, rest=there.rest)
    assert given == pytest.approx(found, abs=3e-3)
    assert there.rests == pytest.approx(rests, abs=1)


def test_a_thread_that_goes_on_is_seen_by_a_probe():
    """And without one nothing is waited for."""

    def busy(seconds):
        ends = time.thread_time() + seconds
        while time.thread_time() < ends:
            pass

    with LazyLoop() as loop:

        def call():
            threading.Thread(target=busy, args=(0.004,)).start()

        side = LocalSide(call, [((), {})], loop=loop)
        assert side.probe(0, behind=True).behind_s > 0.0
        assert side.probe(0).behind_s == 0.0
