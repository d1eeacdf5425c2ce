"""Calls of which not even the fewest fit into the time: told with a time that would do."""

from types import SimpleNamespace

import pytest

from switchover.bench.errors import LaunchTimeoutError
from switchover.bench.leaks import driver, watching
from switchover.bench.leaks.watched import SideSeries


class Clock:
    """A clock that a call moves on."""

    def __init__(self, monkeypatch):
        self.now, self.calls = 100.0, 0
        monkeypatch.setattr(watching.time, "perf_counter", lambda: self.now)

    def calling(self, *seconds):
        """Make calls of so many seconds each; the last one stands for all later ones."""

        def run(_):
            self.now += seconds[min(self.calls, len(seconds) - 1)]
            self.calls += 1

        return SimpleNamespace(run=run)


@pytest.mark.parametrize(
    ("seconds", "calls", "slow"),
    [
        ((10.1,), 1, True),  # one call takes all the time
        ((9.9, 1.3), 2, True),  # 6 calls and 2 beforehand do not fit
        ((9.9, 1.2), 2, False), ((9.9, 0.01), 2, False),  # the first call had a start of its own
        ((0.05,), 20, False),
    ],
)  # fmt: skip
def test_a_watch_ends_as_soon_as_it_cannot_say_anything(monkeypatch, seconds, calls, slow):
    """After the first call, or the second; quick calls go on until what fills at once is full."""
    clock = Clock(monkeypatch)
    made, call_s, latest_s = watching._warm_up(clock.calling(*seconds), 1, 10.0)
    assert (made, watching._is_too_slow(made, latest_s, 10.0)) == (calls, slow)
    assert latest_s == pytest.approx(seconds[-1])
    assert call_s == pytest.approx((clock.now - 100.0) / calls)


def test_calls_that_do_not_fit_are_told_with_the_time_that_would_do(monkeypatch):
    """Whether a call was timed, or none came to its end: there is always a number to type."""
    answers = [
        SideSeries(calls=0, warm_calls=1, call_s=10.0, series={}),
        LaunchTimeoutError("killed"),
    ]

    def launch(*_, timeout_s, **__):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(driver, "launch", launch)
    sides = ("time:sleep", "time:sleep", [((10,), {})])
    told = driver.watch(*sides, asked_s=10.0)
    assert told.verdict == "inconclusive"
    assert told.reasons == ("a call takes 10 s, and 6 of each side are needed: --time 413",)
    killed = driver.watch(*sides, asked_s=10.0, until=driver.Deadline.after(20.0))
    assert killed.reasons[0].startswith("the control could not be watched: killed; give it more: ")
    assert int(killed.reasons[0].rpartition("--time ")[2]) >= 413
