"""A second launch confirms the first: one trace of an input is enough where it gives the same."""

import pytest

from switchover.bench.exercise import Exercise
from switchover.bench.memory.instruments import Figures
from switchover.bench.memory.tracing import Capture
from switchover.bench.target import ResolvedSide


class Told:
    """An instrument that gives what it is told to."""

    def __init__(self, *peaks):
        self.peaks = list(peaks)

    def count(self, call):
        call()
        return Figures(self.peaks.pop(0), 1, 1)


@pytest.mark.parametrize(
    ("peaks", "expected", "calls", "found"),
    [
        ([5, 5, 5], [], 2, 5),
        ([5, 5, 5], [5], 1, 5),
        ([6, 5, 6], [5], 2, 5),
        ([6, 6, 5], [5], 2, 6),
        ([4, 6, 7], [5], 3, 6),
    ],
)
def test_a_trace_that_gives_the_same_is_enough(peaks, expected, calls, found):
    """Another figure is traced on, and the middle of three counts as ever."""
    capture = Capture(Told(*peaks), repeats=3, sites=False)
    capture.expect([Figures(peak, 1, 1) for peak in expected])
    exercise = Exercise(ResolvedSide(name="nothing", call=lambda: None), [((), {})])
    figures, _ = capture.call(exercise, 0, within_s=60.0)
    assert (capture.calls, figures.peak) == (calls, found)
