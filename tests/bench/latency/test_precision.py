"""Launches that know their ratio too little are left out, and that favours neither verdict."""

import itertools
import math
import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.latency.decision import StoppingRule, decide, looks
from switchover.bench.latency.precision import ALWAYS_KEPT, standard_error, telling

RULE = StoppingRule()
LOOKS = tuple(itertools.islice(looks(), 6))
PAIRS = 24
errors = st.lists(st.floats(0, 10) | st.none(), min_size=1, max_size=50)


@given(errors)
def test_the_calmest_is_always_kept(found):
    """However bad the machine, the best launches speak."""
    known = [error for error in found if error is not None]
    for error, kept in zip(found, telling(found), strict=True):
        if error is None or error == min(known) or error <= ALWAYS_KEPT:
            assert kept


@given(errors)
def test_what_is_kept_is_calmer_than_what_is_not(found):
    """The rule is a limit: no launch is left out while a vaguer one is kept."""
    told = [pair for pair in zip(found, telling(found), strict=True) if pair[0] is not None]
    inside = [error for error, kept in told if kept]
    outside = [error for error, kept in told if not kept]
    assert max(inside, default=0.0) < min(outside, default=math.inf)


def test_the_error_is_that_of_a_median():
    """Of 2,000 medians the deviation is what one sample of 101 normal values says, within 15 %."""
    rng = random.Random(1)
    samples = [[rng.gauss(0, 1) for _ in range(101)] for _ in range(2_000)]
    deviation = statistics.pstdev(map(statistics.median, samples))
    assert statistics.median(map(standard_error, samples)) == pytest.approx(deviation, rel=0.15)


def test_one_value_has_no_scatter():
    """A launch with a single pair cannot tell its error, and is kept."""
    assert standard_error([0.3]) == 0


def measured(rng, ratio):
    """Follow launches of which two in five are disturbed: the server gets no core for a while."""
    values, vague, totals = [], [], []
    for look, count in enumerate(LOOKS, start=1):
        while len(values) < count:
            scatter = 0.5 if rng.random() < 0.4 else 0.01
            pairs = [rng.gauss(math.log(ratio), scatter) for _ in range(PAIRS)]
            values.append(statistics.median(pairs) + rng.gauss(0, 0.005))
            vague.append(standard_error(pairs))
            totals.append(statistics.fmean(pairs))
        usual = list(itertools.compress(values, telling(vague)))
        verdict = decide(usual, totals, rule=RULE, look=look, clock="wall").verdict
        if verdict != "inconclusive":
            break
    return verdict


@pytest.mark.parametrize(
    ("ratio", "verdict", "least"), [(1.0, "pass", 0.97), (1.075, "fail", 0.97), (1.1, "fail", 0.99)]
)
def test_two_disturbed_launches_of_five_hide_nothing(ratio, verdict, least):
    """Of 1,000 measurements nearly all decide within 24 launches, and at most 1 % wrongly."""
    rng = random.Random(2)
    found = [measured(rng, ratio) for _ in range(1_000)]
    assert found.count(verdict) >= least * 1_000
    assert found.count(verdict) + found.count("inconclusive") >= 0.99 * 1_000


def test_on_the_budget_either_verdict_is_rare():
    """At exactly +5 % fail and pass stay at 1 % each over all looks (2,000 trials, 3 sigma)."""
    rng = random.Random(3)
    found = [measured(rng, 1 + RULE.budget) for _ in range(2_000)]
    limit = 0.01 + 3 * math.sqrt(0.01 * 0.99 / 2_000)
    assert found.count("fail") / 2_000 < limit
    assert found.count("pass") / 2_000 < limit


def test_calm_is_the_quarter_of_the_launches():
    """Its limit is four times the lower quartile, between the launches where it lies there."""
    errors = [0.01, 0.02, 0.03, 0.04, 0.05]
    assert telling([*errors[:4], 0.08]) == [True] * 5
    assert telling([*errors[:4], 0.0801]) == [True] * 4 + [False]


def test_the_first_launch_counts_among_the_calm_ones():
    """As every other does."""
    assert telling([0.01, 0.05, 0.05, 0.17]) == [True, True, True, False]
