"""The corpus is cut into pieces long enough to time, and sides of like speed are sized alike."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.latency.calibration import SAMPLE_S, calibrate, cut, passes
from switchover.bench.latency.side import CallProbe

durations = st.dictionaries(st.integers(0, 500), st.floats(1e-8, 0.1), min_size=1, max_size=80)


class FakeSide:
    """A side whose calls last as told, with a fixed cost for each sample."""

    def __init__(
        self, seconds, *, changed=False, raised=None, overhead=0.0, behind_s=0.0, garbage_s=0.0
    ):
        self.looked, self.behind_s, self.garbage_s = [], behind_s, garbage_s
        self.seconds = seconds
        self.changed = changed
        self.raised = raised or {}
        self.overhead = overhead
        self.samples = 0

    def probe(self, index, *, behind=False):
        self.looked.append(behind)
        left_s, garbage_s = (self.behind_s, self.garbage_s) if behind else (0.0, 0.0)
        raised = self.raised.get(index, "")
        return CallProbe(
            self.seconds[index], self.changed, raised, behind_s=left_s, garbage_s=garbage_s
        )

    def sample(self, inputs, count, *, fresh):
        self.samples += 1
        spent = self.overhead + count * sum(self.seconds[index] for index in inputs)
        return int(spent * 1e9), int(spent * 1e9), 0, 0


@given(durations)
def test_every_input_is_in_one_piece(seconds):
    """Cutting neither loses nor repeats an input, and the shares add up to all."""
    pieces = cut(seconds)
    assert sorted(index for piece in pieces for index in piece.inputs) == sorted(seconds)
    assert sum(piece.share for piece in pieces) == pytest.approx(1)


@given(durations)
def test_pieces_are_long_enough(seconds):
    """With several pieces, each is at least one sample long."""
    pieces = cut(seconds)
    if len(pieces) > 1:
        for piece in pieces:
            assert sum(seconds[index] for index in piece.inputs) >= SAMPLE_S


def test_nothing_gives_no_pieces():
    """Without inputs there is nothing to time."""
    assert cut({}) == ()


def test_short_calls_are_repeated():
    """A call of a microsecond is repeated until a sample is long enough."""
    side = FakeSide({0: 1e-6})
    (piece,) = calibrate(side, FakeSide({0: 1e-6}), [0]).pieces
    assert 0.7 * SAMPLE_S <= piece.control_passes * 1e-6 <= 2 * SAMPLE_S


def test_long_calls_are_made_once():
    """A call longer than a sample is made once in it."""
    (piece,) = calibrate(FakeSide({0: 0.02}), FakeSide({0: 0.02}), [0]).pieces
    assert (piece.control_passes, piece.candidate_passes) == (1, 1)


def test_slow_calls_are_not_made_to_size_a_sample():
    """A call of a second is probed, and then known to be long enough."""
    sides = FakeSide({0: 1.0}), FakeSide({0: 1.0})
    calibrate(*sides, [0])
    assert [side.samples for side in sides] == [0, 0]


def test_a_wait_longer_than_the_sample_is_no_short_sample():
    """On a crowded machine the wait may be read as longer than the wall; passes stay sane."""

    class Waiting(FakeSide):
        def sample(self, inputs, count, *, fresh):
            cpu, wall, _, others = super().sample(inputs, count, fresh=fresh)
            return cpu, wall, 2 * wall, others

    (piece,) = calibrate(Waiting({0: 1e-6}), Waiting({0: 1e-6}), [0]).pieces
    assert piece.control_passes < 1_000


def test_a_clock_that_stands_still_does_not_hang():
    """Where nothing is ever long enough, passes are bounded."""
    (piece,) = calibrate(FakeSide({0: 0.0}), FakeSide({0: 0.0}), [0]).pieces
    assert piece.control_passes <= 1_000_000


def test_like_sides_take_the_same_passes():
    """A fixed cost per sample is then no bias: 30 % apart they still take the same number."""
    (piece,) = calibrate(FakeSide({0: 1e-6}), FakeSide({0: 1.3e-6}), [0]).pieces
    assert piece.control_passes == piece.candidate_passes


def test_unlike_sides_take_their_own():
    """A candidate a hundred times faster is repeated more, so that it can be timed at all."""
    (piece,) = calibrate(FakeSide({0: 1e-4}), FakeSide({0: 1e-6}), [0]).pieces
    assert piece.candidate_passes > 50 * piece.control_passes


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_passes_never_shrink(control, candidate):
    """Making the sides alike only ever makes a sample longer."""
    ours, theirs = passes(control, candidate)
    assert ours >= control
    assert theirs >= candidate


def test_inputs_that_raise_are_left_out():
    """An input on which either side raises is not timed, and the first one is quoted."""
    control = FakeSide({0: 1e-3, 1: 1e-3, 2: 1e-3}, raised={2: "ValueError: no"})
    candidate = FakeSide({0: 1e-3, 1: 1e-3, 2: 1e-3}, raised={1: "KeyError: 'x'"})
    found = calibrate(control, candidate, [2, 1, 0])
    assert found.skipped == (1, 2)
    assert found.broken == (1,)  # only the candidate raised
    assert found.problem == "input 1: candidate raised KeyError: 'x'"
    assert [piece.inputs for piece in found.pieces] == [(0,)]


def test_the_candidate_s_own_error_is_quoted_first():
    """Where the control raises as well, on an input before, what broke is still what is said."""
    seconds = {0: 1e-3, 1: 1e-3}
    control = FakeSide(seconds, raised={0: "ValueError: old"})
    candidate = FakeSide(seconds, raised={0: "ValueError: old", 1: "KeyError: 'new'"})
    found = calibrate(control, candidate, [0, 1])
    assert found.broken == (1,)
    assert found.problem == "input 1: candidate raised KeyError: 'new'"


def test_a_call_that_changes_its_input_gets_copies():
    """One side that changes its input is enough for fresh copies on both."""
    assert calibrate(FakeSide({0: 1e-3}), FakeSide({0: 1e-3}, changed=True), [0]).fresh
    assert not calibrate(FakeSide({0: 1e-3}), FakeSide({0: 1e-3}), [0]).fresh


def test_probing_is_bounded():
    """Of many slow inputs only those are probed that there is time for."""
    ticks = iter(range(100))
    sides = FakeSide(dict.fromkeys(range(50), 1.0)), FakeSide(dict.fromkeys(range(50), 1.0))
    found = calibrate(*sides, range(50), clock=lambda: next(ticks))
    assert sum(len(piece.inputs) for piece in found.pieces) == 2
    assert found.left == 48


def test_a_launch_has_room_for_what_it_is_given():
    """Of inputs of 20 ms, timed twice on both sides, 15 exceed a launch of 1.2 s; the rest is told."""
    sides = [FakeSide(dict.fromkeys(range(40), 0.02)) for _ in range(2)]
    found = calibrate(*sides, range(40), most_s=1.18, clock=lambda: 0.0)
    assert sorted(index for piece in found.pieces for index in piece.inputs) == list(range(15))
    assert found.left == 25
    assert calibrate(*sides, range(10), most_s=1.18, clock=lambda: 0.0).left == 0


def test_the_first_inputs_are_looked_at():
    """Four of them, on both sides; of one that raised nothing is known."""
    seconds = dict.fromkeys(range(6), 1e-3)
    control = FakeSide(seconds)
    candidate = FakeSide(seconds, raised={0: "ValueError: no"}, behind_s=2e-3)
    found = calibrate(control, candidate, range(6))
    assert control.looked == candidate.looked == [True] * 4 + [False] * 2
    assert found.behind == pytest.approx(3.0)
    assert calibrate(control, FakeSide(seconds), range(6)).behind == 0.0
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found


def test_what_is_left_to_the_collector_is_taken_of_the_first_inputs():
    """As a share of the control's time for those of them that neither side raised on."""
    control = FakeSide([1e-3, 1e-3, 2e-3, 1e-3, 9.0])
    candidate = FakeSide([1e-3] * 5, raised={1: "ValueError: no"}, garbage_s=1e-3)
    assert calibrate(control, candidate, range(5)).garbage == pytest.approx(3 / 4)
    assert calibrate(control, FakeSide([1e-3] * 5), range(5)).garbage == 0.0


def test_what_is_left_behind_counts_as_often_as_it_is_called():
    """What a call in a thousand leaves is next to nothing, and what all others leave nearly all."""
    control, candidate = FakeSide([1e-3, 1e-3]), FakeSide([1e-3, 1e-3])
    candidate.probe = lambda index, *, behind: CallProbe(
        1e-3, False, "", behind_s=1e-3 * index, garbage_s=1e-3 * index
    )
    found = calibrate(control, candidate, range(2), stands_for=(999.0, 1.0))
    assert (found.behind, found.garbage) == (0, 0)
    found = calibrate(control, candidate, range(2), stands_for=(1.0, 999.0))
    assert (found.behind, found.garbage) == pytest.approx((1.999, 0.999))


def test_inputs_that_stand_for_unlike_calls_share_no_piece():
    """Within a piece each is called as often, which would give a rare input a hot one's weight."""
    pieces = cut(dict.fromkeys(range(6), 1e-5), stands_for=(1.0, 19.0, 1.0, 1.05, 0.0, 19.0))
    assert sorted(piece.inputs for piece in pieces) == [(0, 2, 3, 4), (1, 5)]
    hot = next(piece for piece in pieces if 1 in piece.inputs)
    assert hot.share == pytest.approx(38 / 41.05)
    assert [piece.inputs for piece in cut(dict.fromkeys(range(3), 1e-5))] == [(0, 1, 2)]
