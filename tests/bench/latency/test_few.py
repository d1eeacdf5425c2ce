"""What is far from the budget is decided by the pairs of few launches; no interval is no number."""

import json
import math
import random

import pytest
from bench.measured import Wait
from hypothesis import given
from hypothesis import strategies as st

from switchover import bench
from switchover.bench.latency.decision import BETWEEN, Spread, StoppingRule, judge, judge_few

RULE = StoppingRule()


def spread(ratio, error=0.001, freedom=1):
    return Spread(centre=math.log(ratio), error=error, freedom=freedom)


@pytest.mark.parametrize(
    ("launches", "verdict"),
    [
        ([spread(2.0)], "fail"),
        ([spread(0.5)], "pass"),
        ([spread(1.0)], "inconclusive"),  # within what launches may differ by
        ([spread(1.25)], "inconclusive"),
        ([spread(1.5)], "fail"),
        ([spread(2.0, error=0.05)], "inconclusive"),  # two pairs that differ too much
        ([spread(2.0, error=0.05, freedom=20)], "fail"),
        ([spread(2.0), spread(1.9)], "fail"),
        ([spread(2.0, freedom=0)], "inconclusive"),
        ([], "inconclusive"),
    ],
)
def test_far_from_the_budget_few_launches_decide(launches, verdict):
    """A quarter either way is allowed for what other launches would show."""
    assert judge_few(launches, rule=RULE).verdict == verdict


@given(st.floats(0.7, 1.3), st.integers(0, 2**32))
def test_near_the_budget_few_launches_decide_nothing(ratio, seed):
    """Whatever the pairs of a launch say, a ratio within the allowance of the budget stays open."""
    rng = random.Random(seed)
    error = rng.uniform(0, 0.01)
    found = judge_few([spread(ratio, error=error, freedom=rng.randrange(1, 50))], rule=RULE)
    if abs(math.log(ratio) - RULE.margin) < BETWEEN:
        assert found.verdict == "inconclusive"


def test_an_interval_that_says_nothing_is_none():
    """Launches that differ a thousandfold have no interval, and no verdict."""
    found = judge([-9.0, 0.0, 9.0], rule=RULE, look=1)
    assert not found.has_interval
    assert found.verdict == "inconclusive"
    assert judge([0.0, 0.0], rule=RULE, look=1).has_interval is False


@pytest.mark.parametrize(("centre", "verdict"), [(9.0, "fail"), (-9.0, "pass")])
def test_a_narrow_interval_far_from_one_is_an_interval(centre, verdict):
    """Eight thousand times as slow, or as quick: what is wide is the distance, not the interval."""
    few = judge_few([Spread(centre=centre, error=0.01, freedom=40)], rule=RULE)
    many = judge([centre, centre + 0.01, centre - 0.01], rule=RULE, look=1)
    assert (few.has_interval, few.verdict) == (many.has_interval, many.verdict) == (True, verdict)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [([0.0, 0.001, -0.001, 0.0], "pass"), ([-0.2, -0.201, -0.199, -0.2], "fail"),
     ([0.2, 0.201, 0.199, 0.2], "fail"), ([-0.04, 0.0, 0.04, 0.0], "inconclusive")],
)  # fmt: skip
def test_both_ways_asks_for_no_difference(values, verdict):
    """A copy that is quicker by a fifth is as wrong as one that is slower."""
    assert judge(values, rule=StoppingRule(both_ways=True), look=1).verdict == verdict


def test_a_call_beyond_all_time_ends_in_words():
    """A call that no launch can hold is killed with the time: no number, in no form."""
    pair = bench.Pair(control="time:sleep", candidate="time:sleep", inputs=[((600,), {})])
    measuring = bench.Suite().open(pair, bench.Options(time_s=0.01, timeout_s=1))
    record = measuring.measure("latency")
    assert record.verdict == "inconclusive"
    assert (record.ratio, record.low, record.high) == (None, None, None)
    assert json.loads(bench.to_json(record))["low"] is None


@pytest.mark.alone  # it judges time
def test_slow_calls_are_decided():
    """Twice as long a wait fails in a few calls, the same wait passes."""
    for before, after, verdict in ((0.1, 0.1, "pass"), (0.05, 0.1, "fail")):
        waits = bench.Pair(control=Wait(before), candidate=Wait(after), inputs=[((), {})])
        record = bench.measure(waits, bench.Options(time_s=1.5))
        assert record.verdict == verdict, record.reasons
        assert after / before == pytest.approx(record.ratio, rel=0.4)
        assert record.latency.pairs < 10
