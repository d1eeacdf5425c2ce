"""A latency verdict in words: what was found, against what, by which clock, and what would decide."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.latency import wording
from switchover.bench.latency.assessment import Assessment
from switchover.bench.latency.clock import ClockChoice, Presence
from switchover.bench.latency.decision import TOTAL_FROM, Decision, StoppingRule
from switchover.bench.latency.sample import Calibration

RULE = StoppingRule()
HERE = Presence(on_core=1.0, elsewhere=0.0)


def decision(verdict, low, high, **more):
    """A decision whose interval is that of these ratios."""
    low, high = math.log(low), math.log(high)
    return Decision(verdict=verdict, centre=(low + high) / 2, low=low, high=high, **more)


PASS, FAIL, OPEN = decision("pass", 0.8, 0.9), decision("fail", 1.2, 1.3), decision("inconclusive", 1.0, 1.1)  # fmt: skip


def told(decided, wall=None, *, clock="cpu", rule=RULE, launches=8):
    """The reasons for what one clock decided, beside the wall's."""
    choice = ClockChoice(clock=clock, reason="the clock fits")
    decisions = {"cpu": decided, "wall": wall or decided}
    if clock == "wall":
        decisions = {"cpu": wall or decided, "wall": decided}
    found = Assessment(choice=choice, decisions=decisions, control=HERE, candidate=HERE)
    return wording.reasons(found, rule=rule, launches=launches, advised="give it 9 s")


@pytest.mark.parametrize(
    ("decided", "rule", "first"),
    [
        (PASS, RULE, "CPU time ratio 0.849 (0.800 to 0.900) lies below the budget of 1.05 at level 0.99, faster than the control"),
        (decision("pass", 0.99, 1.02), RULE, "CPU time ratio 1.005 (0.990 to 1.020) lies below the budget of 1.05 at level 0.99"),
        (FAIL, RULE, "CPU time ratio 1.249 (1.200 to 1.300) lies above the budget of 1.05 at level 0.99"),
        (FAIL, StoppingRule(budget=0.0001, level=0.995), "CPU time ratio 1.249 (1.200 to 1.300) lies above the budget of 1.0001 at level 0.995"),
        (OPEN, RULE, "CPU time ratio 1.049 (1.000 to 1.100) spans the budget of 1.05"),
        (
            decision("inconclusive", 1.2, 1.3),
            RULE,
            f"CPU time ratio 1.249 (1.200 to 1.300) lies above the budget of 1.05; it is the time of all calls, which needs {TOTAL_FROM} launches to fail a pair",
        ),
    ],
)  # fmt: skip
def test_the_first_reason_says_what_was_found(decided, rule, first):
    """The ratio with its interval, and on which side of the budget that lies."""
    assert told(decided, rule=rule)[0] == first


def test_where_an_interval_begins_at_one_it_is_not_faster():
    """Only what lies wholly below it is."""
    assert "faster" not in told(decision("pass", 0.9, 1.0))[0]
    assert told(decision("pass", 0.9, 0.999))[0].endswith(", faster than the control")


def test_the_second_reason_says_which_clock_or_what_would_decide():
    """Advice stands right behind what could not be decided, and nowhere else."""
    assert told(PASS)[1:] == ("the clock fits",)
    assert told(OPEN)[1:] == ("give it 9 s", "the clock fits")


def test_what_has_no_interval_is_given_none():
    """Not one of hundreds of digits."""
    found = Decision(verdict="inconclusive", centre=0.1, low=-math.inf, high=math.inf)
    assert told(found)[0] == "CPU time ratio 1.105 (too little for an interval): nothing is said about the budget"  # fmt: skip


@given(st.floats(-5, 5), st.floats(0, 5), st.floats(0, 5))
def test_a_ratio_lies_in_its_interval_in_words_too(centre, below, above):
    """Whatever was measured."""
    found = Decision(verdict="inconclusive", centre=centre, low=centre - below, high=centre + above)
    ratio, low, high = (
        float(each.strip("()")) for each in wording.span(found).replace(" to ", " ").split()
    )
    assert low <= ratio <= high


@pytest.mark.parametrize(
    ("cpu", "wall", "said"),
    [
        (PASS, FAIL, "the clocks disagree: wall time says fail, 1.249 (1.200 to 1.300)"),
        (FAIL, PASS, "the clocks disagree: wall time says pass, 0.849 (0.800 to 0.900)"),
        (PASS, OPEN, None),
        (OPEN, FAIL, None),
        (FAIL, FAIL, None),
    ],
)
def test_a_wall_clock_that_contradicts_is_told(cpu, wall, said):
    """Where it says the opposite, and not where it is the clock that decides."""
    assert (told(cpu, wall)[-1] == said) is (said is not None)
    assert not any("disagree" in each for each in told(cpu, wall, clock="wall"))
    assert told(cpu, wall, clock="wall")[0].startswith("wall time ratio")


def test_a_total_that_decided_says_what_the_usual_call_takes():
    """Some calls are slower than the usual one; where the usual one decided nothing is said."""
    found = replace(FAIL, estimate="total", usual=math.log(1.01))
    assert told(found)[2] == "that is the time of all calls: some are slower than the usual one, whose ratio is 1.010"  # fmt: skip
    assert len(told(FAIL)) == 2


@pytest.mark.parametrize(
    ("launches", "said"), [(1, "the pairs of one launch"), (2, "the pairs of 2 launches")]
)
def test_an_interval_of_few_launches_says_so(launches, said):
    """For its width is of another kind."""
    assert said in told(replace(FAIL, of_pairs=True), launches=launches)[-1]
    assert not any("the pairs of" in each for each in told(FAIL, launches=launches))


@pytest.mark.parametrize(
    ("to_decide_s", "decided", "launches", "said"),
    [
        (None, OPEN, 30, "after 30 launches the ratio lies so near the budget that time will not decide"),
        (None, decision("inconclusive", 0.9, 1.2), 30, "after 30 launches the times still scatter so far"),
        (0.2, OPEN, 1, "about 1 s more would decide: for 10.2 s (1 launch so far)"),
        (4.01, OPEN, 5, "about 5 s more would decide: for 14.01 s (5 launches so far)"),
        (7.0, OPEN, 5, "about 7 s more would decide: for 17.0 s (5 launches so far)"),
    ],
)  # fmt: skip
def test_advice_says_what_would_decide(to_decide_s, decided, launches, said):
    """More time, a quieter machine, or nothing."""
    found = wording.advice(
        to_decide_s, decided, budget=0.05, seconds=10.0, launches=launches, more=lambda s: f"for {s} s",
    )  # fmt: skip
    assert found.startswith(said)


def test_an_interval_as_wide_as_the_budget_both_ways_is_near_it():
    """A little wider, and it says little of where the ratio lies."""
    width = 2 * math.log1p(0.05)
    for by, said in ((-1e-9, "so near the budget"), (1e-9, "still scatter")):
        found = Decision(verdict="inconclusive", centre=0.0, low=0.0, high=width + by)
        assert said in wording.advice(None, found, budget=0.05, seconds=1, launches=9, more=str)


@pytest.mark.parametrize(
    ("launches", "kept", "said"),
    [(8, 8, ()), (8, 7, ()), (8, 6, ("2 of 8",)), (4, 3, ("1 of 4",)), (5, 4, ()), (9, 0, ("9 of 9",))],
)  # fmt: skip
def test_launches_that_are_left_out_are_told_from_a_quarter_on(launches, kept, said):
    """One in five is what any machine does."""
    found = wording.disturbed(launches=launches, kept=kept)
    assert tuple(each.partition(" launches")[0] for each in found) == said


def calibrated(**more):
    return Calibration(pieces=(), fresh=False, **more)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (calibrated(), ()),
        (calibrated(warm=()), ("first calls are judged, as asked",)),
        (calibrated(warm=(), cached=("control",)), ("the control's calls get cheaper when an input comes again",)),
        (calibrated(cached=("control", "candidate")), ("the control's and the candidate's calls get cheaper",)),
        (calibrated(cold=("candidate",)), ("the candidate's first calls take longer and execute the same",)),
        (calibrated(cached=("control",), cold=("candidate",)), ("the control's calls get cheaper",)),
        (calibrated(remembered=("a", "b"), cached=("control",)), ("a; b, in another process as well",)),
        (calibrated(incomparable="a lock"), ("the answers could not be compared: a lock",)),
        (calibrated(warm=(), incomparable="a lock"), ("first calls are judged, as asked", "the answers could not be compared: a lock")),
    ],
)  # fmt: skip
def test_which_calls_are_judged_is_told_with_its_reason(found, said):
    """What remembers beyond a process before what remembers in one, and that before what was asked."""
    lines = wording.first_calls(found)
    assert len(lines) == len(said)
    assert all(line.startswith(each) for line, each in zip(lines, said, strict=True))


def test_work_that_is_left_behind_is_told_in_proportion():
    """To the control's."""
    assert "they come to 1.500 of the control's" in wording.left_behind(1.5)
