"""The figures of the decision rule, each written out a second time, and verdicts at its edges."""

import itertools
import math
import statistics
from dataclasses import replace

import pytest

from switchover.bench.latency.decision import (
    BETWEEN,
    HELD_AT,
    LEAST,
    LEAST_FOR_INTERVAL,
    TOTAL_FROM,
    TOTAL_SHARE,
    WIDEST,
    Spread,
    StoppingRule,
    decide,
    judge,
    judge_few,
    launches_to_decide,
    looks,
    spent,
    trim,
)
from switchover.bench.latency.precision import quantile, standard_error, telling
from switchover.bench.latency.sample import Readings
from switchover.bench.latency.student import quantile as student
from switchover.bench.latency.summary import presence
from switchover.bench.latency.welch import interval

MARGIN = math.log1p(0.05)
FOUR = [0.010, 0.020, 0.040, 0.080]
TEN = [-9.0, 0.01, 0.02, 0.03, 0.04, 0.06, 0.09, 0.13, 0.18, 9.0]


def test_the_constants_are_those_of_the_manual():
    """What the proof was measured with."""
    assert (TOTAL_SHARE, TOTAL_FROM, LEAST, LEAST_FOR_INTERVAL) == (0.1, 5, 4, 3)
    assert HELD_AT == {"cpu": 0.25, "wall": 0.1}
    assert (math.exp(BETWEEN), math.exp(WIDEST)) == pytest.approx((1.25, 1000))


@pytest.mark.parametrize("look", [1, 2, 5])
@pytest.mark.parametrize(("share", "family"), [(1.0, 1), (0.1, 1), (1.0, 7)])
def test_an_interval_of_few_launches_is_students(look, share, family):
    """Each end has its own error: of a fail a share and divided by the family, of a pass all."""
    rule = StoppingRule(family=family)
    found = judge(FOUR, rule=rule, look=look, share=share)
    alpha = 0.01 / (look * (look + 1))
    mean, error = statistics.fmean(FOUR), statistics.stdev(FOUR) / 2
    assert found.centre == pytest.approx(mean)
    assert found.low == pytest.approx(mean - student(1 - alpha * share / family, 3) * error)
    assert found.high == pytest.approx(mean + student(1 - alpha, 3) * error)
    assert found.estimate == "usual"
    assert not found.of_pairs


def test_a_fifth_is_trimmed_from_either_end():
    """Of ten values two: the mean of six, with the deviation of all as clamped to them."""
    found = trim(TEN)
    core = TEN[2:-2]
    clamped = [0.02] * 2 + core + [0.13] * 2
    squares = sum((each - statistics.fmean(clamped)) ** 2 for each in clamped)
    assert found.centre == pytest.approx(statistics.fmean(core))
    assert found.error == pytest.approx(math.sqrt(squares / (6 * 5)))
    assert found.freedom == 5
    assert found.spread == pytest.approx(found.error * math.sqrt(10))
    assert found.half_width(0.01) == pytest.approx(student(0.99, 5) * found.error)
    assert trim(TEN[1:5]).freedom == 3


@pytest.mark.parametrize(
    ("low", "high", "one_sided", "both_ways"),
    [
        (-1.0, MARGIN - 1e-9, "pass", "inconclusive"),
        (-0.01, 0.01, "pass", "pass"),
        (0.0, MARGIN, "inconclusive", "inconclusive"),
        (MARGIN, 1.0, "inconclusive", "inconclusive"),
        (MARGIN + 1e-9, 1.0, "fail", "fail"),
        (-1.0, -MARGIN - 1e-9, "pass", "fail"),
        (-1.0, -MARGIN, "pass", "inconclusive"),
        (-MARGIN, 0.0, "pass", "inconclusive"),
        (-MARGIN + 1e-9, 0.0, "pass", "pass"),
    ],
)
def test_a_verdict_needs_the_whole_interval(low, high, one_sided, both_ways):
    """Beyond the budget and not at it; for a machine, on both sides of 1."""
    assert StoppingRule().verdict(low, high) == one_sided
    assert StoppingRule(both_ways=True).verdict(low, high) == both_ways


def test_too_wide_an_interval_is_none():
    """Three launches that differ a thousandfold say nothing, and no number is made of it."""
    found = judge([-9.0, 0.0, 9.0], rule=StoppingRule(), look=1)
    assert (found.verdict, found.has_interval) == ("inconclusive", False)
    assert judge(FOUR, rule=StoppingRule(), look=1).has_interval


@pytest.mark.parametrize(("beside", "is_one"), [(0.999, True), (1.001, False)])
def test_an_interval_ends_at_a_thousandfold_either_way(beside, is_one):
    """Of launches and of pairs; what has none is open at both ends, and keeps its centre."""
    alpha = 0.01 * spent(1)
    ends = student(1 - alpha, 3) + student(1 - alpha / 3, 3)
    step = beside * 2 * WIDEST / ends / (statistics.stdev([-1.0, 0.0, 0.0, 1.0]) / 2)
    rule = StoppingRule(family=3)
    many = judge([0.1 - step, 0.1, 0.1, 0.1 + step], rule=rule, look=1)
    ends = student(1 - 0.0025, 5) + student(1 - 0.0025 / 3, 5)
    few = judge_few(
        [spread(0.1, error=beside * 2 * (WIDEST - BETWEEN) / ends, freedom=5)], rule=rule
    )
    for found in (many, few):
        assert found.has_interval == is_one
        assert found.centre == pytest.approx(0.1)
        if not is_one:
            assert (found.low, found.high) == (-math.inf, math.inf)


def test_two_launches_have_no_interval_and_three_do():
    """Of launches; none at all is centred on nothing."""
    assert not judge(FOUR[:2], rule=StoppingRule(), look=1).has_interval
    assert judge(FOUR[:2], rule=StoppingRule(), look=1).centre == pytest.approx(0.015)
    assert judge([0.1, 0.1001, 0.0999], rule=StoppingRule(), look=1).has_interval
    assert judge([], rule=StoppingRule(), look=1).centre == 0.0


STEADY = [0.0, 0.001, -0.001, 0.0005, -0.0005]


def moved(by, values=STEADY):
    return [value + by for value in values]


def test_the_total_fails_what_the_usual_pair_does_not_see():
    """From five launches on; the record keeps the usual pair's ratio beside."""
    found = decide(STEADY, moved(0.5), rule=StoppingRule(), look=1)
    assert (found.verdict, found.estimate) == ("fail", "total")
    assert found.usual == pytest.approx(0.0)
    four = decide(STEADY[:4], moved(0.5)[:4], rule=StoppingRule(), look=1)
    assert four.verdict == "inconclusive"  # nor does it pass


def test_the_usual_pair_fails_by_itself():
    """Whatever the total says; and then it is the one that decided."""
    found = decide(moved(0.5), STEADY, rule=StoppingRule(), look=1)
    assert (found.verdict, found.estimate, found.usual) == ("fail", "usual", None)
    both = decide(moved(0.5), moved(0.6), rule=StoppingRule(), look=1)
    assert (both.estimate, both.centre) == ("usual", pytest.approx(0.5))


def test_each_estimate_spends_its_share_of_the_error():
    """The total a tenth, the usual pair the rest."""
    usual = decide(FOUR, STEADY[:4], rule=StoppingRule(), look=1)
    assert usual.low == pytest.approx(judge(FOUR, rule=StoppingRule(), look=1, share=0.9).low)
    wide = [0.9, 1.0, 1.1, 1.2, 1.3]
    total = decide(STEADY, wide, rule=StoppingRule(), look=1)
    assert total.low == pytest.approx(judge(wide, rule=StoppingRule(), look=1, share=0.1).low)


@pytest.mark.parametrize(("clock", "error"), [("cpu", 0.25), ("wall", 0.1)])
@pytest.mark.parametrize("beyond", [True, False])
def test_a_total_that_probably_exceeds_the_budget_holds_a_pass(clock, error, beyond):
    """Its bound at the clock's own error decides: a little above the budget holds, below passes."""
    shape = [0.0, 0.02, -0.02, 0.03, -0.03, 0.0]
    width = trim(shape).half_width(error)
    total = moved(MARGIN + width + (1e-6 if beyond else -1e-6), shape)
    found = decide(moved(0.0, [*STEADY, 0.0]), total, rule=StoppingRule(), look=1, clock=clock)
    assert found.verdict == ("inconclusive" if beyond else "pass")
    assert found.estimate == ("total" if beyond else "usual")


def test_the_clock_is_the_processors_unless_said():
    """Which holds at more error than wall time."""
    shape = [0.0, 0.02, -0.02, 0.03, -0.03, 0.0]
    total = moved(MARGIN + trim(shape).half_width(0.2), shape)
    usual = moved(0.0, [*STEADY, 0.0])
    assert decide(usual, total, rule=StoppingRule(), look=1).verdict == "inconclusive"
    assert decide(usual, total, rule=StoppingRule(), look=1, clock="wall").verdict == "pass"


def spread(centre, error=0.01, freedom=40):
    return Spread(centre=centre, error=error, freedom=freedom)


def test_few_launches_are_judged_by_their_pairs():
    """Student's over the pairs, a quarter of the error for each end, a quarter more on each side."""
    rule = StoppingRule(family=3)
    found = judge_few([spread(0.8, 0.01, 40), spread(1.0, 0.02, 20)], rule=rule)
    error = math.sqrt(0.01**2 + 0.02**2) / 2
    assert found.centre == pytest.approx(0.9)
    assert found.low == pytest.approx(0.9 - student(1 - 0.0025 / 3, 60) * error - math.log(1.25))
    assert found.high == pytest.approx(0.9 + student(1 - 0.0025, 60) * error + math.log(1.25))
    assert (found.verdict, found.of_pairs) == ("fail", True)
    assert judge_few([spread(-0.9)], rule=rule).verdict == "pass"
    assert judge_few([spread(0.1)], rule=rule).verdict == "inconclusive"


@pytest.mark.parametrize(
    "launches", [[], [spread(0.9, freedom=0)], [spread(0.9), spread(0.9, freedom=0)]]
)
def test_few_launches_that_do_not_know_their_error_decide_nothing(launches):
    """One pair has no deviation; half of what is known is not known."""
    found = judge_few(launches, rule=StoppingRule())
    assert (found.verdict, found.has_interval) == ("inconclusive", False)
    assert (found.low, found.high) == (-math.inf, math.inf)
    assert found.centre == pytest.approx(0.9 if launches else 0.0)


def test_few_launches_too_wide_decide_nothing():
    """As with more of them."""
    assert not judge_few([spread(9.0, error=5.0, freedom=1)], rule=StoppingRule()).has_interval


def test_the_launches_that_would_decide_are_the_first_look_that_can():
    """At today's centre and spread, with the error of that look; on the budget none would."""
    values = moved(0.02, [0.0, 0.02, -0.02, 0.03, -0.03, 0.01])
    found = launches_to_decide(values, rule=StoppingRule())
    trimmed = trim(values)
    for look, count in enumerate((4, 6, 8, 12, 16, 24, 32, 48, 64, 96), start=1):
        freedom = count - 2 * int(0.2 * count) - 1
        half = student(1 - 0.01 / (look * (look + 1)), freedom) * trimmed.spread / math.sqrt(count)
        if half < MARGIN - trimmed.centre:
            assert found == max(count, 6)
            break
    assert launches_to_decide(values[:2], rule=StoppingRule()) == 4
    exactly = moved(MARGIN - trimmed.centre, values)
    assert launches_to_decide(exactly, rule=StoppingRule()) is None
    assert launches_to_decide(values, rule=replace(StoppingRule(), family=50)) >= found


@pytest.mark.parametrize(
    ("deviation", "launches"),
    [(0.01, 4), (0.02, 8), (0.026, 12), (0.033, 16), (0.05, 24), (0.06, 32)],
)
def test_the_launches_advised_are_those_of_the_rule(deviation, launches):
    """Of three launches around a ratio of 1: the more they differ, the more it takes."""
    assert launches_to_decide([-deviation, 0.0, deviation], rule=StoppingRule()) == launches


def test_a_family_needs_more_launches():
    """Each fail of it has less of the error."""
    rule = StoppingRule(family=50)
    assert launches_to_decide([-0.05, 0.0, 0.05], rule=rule) > 24
    assert launches_to_decide([-0.01, 0.0, 0.01], rule=StoppingRule()) == 4


def test_a_total_at_the_budget_holds_no_pass():
    """Only one beyond it."""
    six = [*STEADY, 0.0]
    assert decide(six, [MARGIN] * 6, rule=StoppingRule(), look=1).verdict == "pass"


def test_a_level_lies_above_a_half():
    """A half is the error of a coin."""
    with pytest.raises(ValueError, match=r"between 0\.5 and 1"):
        StoppingRule(level=0.5)
    assert StoppingRule(level=0.51).level == 0.51


def test_looks_are_taken_as_they_are_asked_for():
    """Every power of two, and half as much again."""
    assert list(itertools.islice(looks(), 7)) == [4, 6, 8, 12, 16, 24, 32]


def test_quartiles_are_interpolated():
    """Between order statistics; of one value it is that one."""
    assert [quantile([1.0, 2.0, 4.0], share) for share in (0, 0.25, 0.5, 0.75, 1)] == [
        1,
        1.5,
        2,
        3,
        4,
    ]
    assert quantile([7.0], 0.75) == 7.0


def test_a_median_has_the_error_that_the_quartiles_tell():
    """1.2533 of the mean's, with a deviation of the quartiles' distance by 1.349."""
    values = [0.3, 0.1, 0.2, 0.5, 0.4]
    assert standard_error(values) == pytest.approx(1.2533 / 1.349 * 0.2 / math.sqrt(5))


def test_a_launch_four_times_as_vague_as_the_calm_quarter_is_left_out():
    """At four times it speaks, beyond it does not; nor is any left out below half a percent."""
    assert telling([0.01, 0.01, 0.01, 0.04]) == [True] * 4
    assert telling([0.01, 0.01, 0.01, 0.0401]) == [True, True, True, False]
    assert telling([0.0001, 0.0001, 0.0001, 0.005]) == [True] * 4
    assert telling([0.0001, 0.0001, 0.0001, 0.0051]) == [True, True, True, False]
    assert telling([None, 0.01, 0.01, 0.01, 0.05]) == [True, True, True, True, False]
    assert telling([None, None]) == [True, True]


def test_unpaired_means_have_welchs_interval():
    """Degrees of freedom after Welch and Satterthwaite, rounded down, written out."""
    ours, theirs = [1.0, 1.2, 0.9, 1.1, 1.05], [0.8, 0.7, 1.0]
    shares = [statistics.variance(ours) / 5, statistics.variance(theirs) / 3]
    freedom = sum(shares) ** 2 / (shares[0] ** 2 / 4 + shares[1] ** 2 / 2)
    half = student(0.99, int(freedom)) * math.sqrt(sum(shares))
    centre = statistics.fmean(ours) - statistics.fmean(theirs)
    assert interval(ours, theirs, alpha=0.01) == pytest.approx(
        (centre, centre - half, centre + half)
    )
    assert interval([1.0, 1.0], [0.5, 0.5], alpha=0.01) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(("samples", "left_out"), [(9, 0), (10, 1), (19, 1), (20, 2)])
def test_the_tenth_that_waited_most_says_nothing_of_where_time_goes(samples, left_out):
    """Whole samples, rounded down; of the rest the shares of the times added up."""
    waits = [0] * (samples - left_out) + [9_000] * left_out
    none = [0] * samples
    found = presence(
        Readings(
            cpu=[900] * samples, wall=[1_000 + wait for wait in waits], waited=none,
            others=[100] * samples,
        )
    )  # fmt: skip
    assert (found.on_core, found.elsewhere) == pytest.approx((0.9, 0.1))


def test_two_values_have_one_degree_of_freedom():
    """Where all of the spread is one run's; and never none."""
    _, low, high = interval([0.0, 1.0], [0.0, 1e-9], alpha=0.01)
    assert high - low == pytest.approx(2 * student(0.99, 1) * 0.5)
