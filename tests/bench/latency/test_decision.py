"""The decision rule keeps its error rates, finds what it should, and never decides on nothing."""

import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.latency.decision import (
    StoppingRule,
    decide,
    judge,
    launches_to_decide,
    looks,
    spent,
)

RULE = StoppingRule()
SHAPES = ["normal", "laplace", "bursts", "wild"]
LOOKS = tuple(itertools.islice(looks(), 8))
values = st.lists(st.floats(-1, 1), min_size=3, max_size=60)


def sequence(draw, *, rule=RULE):
    """Follow the rule over a stream of launches: the verdict, and the launches it took."""
    seen = []
    for look, count in enumerate(LOOKS, start=1):
        seen += [draw() for _ in range(count - len(seen))]
        decision = judge(seen, rule=rule, look=look)
        if decision.verdict != "inconclusive":
            return decision.verdict, count
    return "inconclusive", count


def verdicts(draw, *, trials, rule=RULE):
    found = [sequence(draw, rule=rule) for _ in range(trials)]
    share = {v: sum(each == v for each, _ in found) / trials for v in ("pass", "fail")}
    return share, sorted(count for _, count in found)[trials // 2]


def noise(shape, seed):
    """Launch values with a spread of 1 % around a centre: normal, heavy-tailed, or with outliers."""
    rng = random.Random(seed)
    return {
        "normal": lambda centre: rng.gauss(centre, 0.01),
        "laplace": lambda centre: centre + 0.007 * rng.expovariate(1) * rng.choice((-1, 1)),
        "wild": lambda centre: rng.gauss(centre, 0.08 if rng.random() < 0.2 else 0.01),
        "bursts": lambda centre: rng.gauss(centre, 0.03 if rng.random() < 0.1 else 0.005),
    }[shape]


@pytest.mark.parametrize("shape", SHAPES)
def test_unchanged_code_is_not_failed(shape):
    """At ratio 1 not one of 2,000 simulated measurements fails, and nearly all pass early."""
    draw = noise(shape, 1)
    share, median = verdicts(lambda: draw(0.0), trials=2_000)
    assert share["fail"] == 0
    assert share["pass"] > 0.99
    assert median <= 6


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_percent_is_found(shape):
    """At +10 % nearly all of 2,000 simulated measurements fail, most at the first look."""
    draw = noise(shape, 2)
    share, median = verdicts(lambda: draw(math.log(1.10)), trials=2_000)
    assert share["fail"] > 0.99
    assert share["pass"] == 0
    assert median <= 6


def test_wild_launches_do_not_hide_seven_percent():
    """With every fifth launch wild, +7.5 % is still found in nearly all of 500 measurements."""
    draw = noise("wild", 7)
    share, _ = verdicts(lambda: draw(math.log(1.075)), trials=500)
    assert share["fail"] > 0.97


@pytest.mark.parametrize("shape", SHAPES)
def test_on_the_budget_either_verdict_is_rare(shape):
    """At exactly +5 % fail and pass stay at 1 % each over all looks (4,000 trials, 3 sigma)."""
    draw = noise(shape, 3)
    share, _ = verdicts(lambda: draw(RULE.margin), trials=4_000)
    limit = 0.01 + 3 * math.sqrt(0.01 * 0.99 / 4_000)
    assert share["fail"] < limit
    assert share["pass"] < limit


@pytest.mark.parametrize("shape", SHAPES)
def test_two_estimates_together_keep_the_error(shape):
    """With a noisier total beside it, at +5 % either verdict stays at 1 % (4,000 trials, 3 sigma)."""
    draw = noise(shape, 8)
    limit = 0.01 + 3 * math.sqrt(0.01 * 0.99 / 4_000)
    found = [followed(draw, RULE.margin, RULE.margin) for _ in range(4_000)]
    assert found.count("fail") / 4_000 < limit
    assert found.count("pass") / 4_000 < limit


@pytest.mark.parametrize("shape", SHAPES)
def test_a_noisy_total_hinders_no_pass_and_fails_nothing(shape):
    """Unchanged code with a total three times as noisy: no fail of 2,000, and nearly all pass."""
    draw = noise(shape, 9)
    found = [followed(draw, 0.0, 0.0) for _ in range(2_000)]
    assert found.count("fail") == 0
    assert found.count("pass") > 0.98 * 2_000


def test_a_total_over_budget_is_never_passed():
    """With a total 10 % up and a usual pair unchanged, what is decided is a fail."""
    draw = noise("normal", 10)
    found = [followed(draw, 0.0, math.log(1.10)) for _ in range(500)]
    assert found.count("fail") > 0.9 * 500
    assert found.count("pass") < 0.03 * 500


def followed(draw, usual, total):
    """Follow both estimates over a stream of launches to a verdict."""
    seen, sums = [], []
    for look, count in enumerate(LOOKS, start=1):
        while len(seen) < count:
            seen.append(draw(usual))
            sums.append(total + 3 * draw(0.0))
        verdict = decide(seen, sums, rule=RULE, look=look).verdict
        if verdict != "inconclusive":
            break
    return verdict


def test_peeking_without_spending_would_break_it():
    """The simulation can see a broken rule: spending 1 % anew at each look exceeds it."""
    rng = random.Random(4)
    fails = 0
    for _ in range(2_000):
        seen = []
        for count in LOOKS:
            seen += [rng.gauss(RULE.margin, 0.01) for _ in range(count - len(seen))]
            naive = judge(seen, rule=StoppingRule(level=0.98), look=1)  # 1 % at every look
            if naive.verdict == "fail":
                fails += 1
                break
    assert fails / 2_000 > 0.02


def test_a_family_spends_less_on_each_fail():
    """With ten pairs in a run a fail needs more than alone, a pass does not."""
    rng = random.Random(5)
    seen = [rng.gauss(0, 0.01) for _ in range(8)]
    alone = judge(seen, rule=RULE, look=1)
    together = judge(seen, rule=StoppingRule(family=10), look=1)
    assert together.low < alone.low
    assert together.high == alone.high


@given(st.integers(1, 200))
def test_all_looks_together_spend_the_error_once(count):
    """However many looks there are, what they spend never adds up to more than one."""
    assert sum(spent(look) for look in range(1, count + 1)) < 1


def test_looks_grow_by_about_a_half():
    """The schedule is 4, 6, 8, 12, 16, 24, ... and never stops."""
    assert LOOKS == (4, 6, 8, 12, 16, 24, 32, 48)


@given(st.lists(st.floats(-1, 1), max_size=2))
def test_too_few_launches_decide_nothing(seen):
    """Two launches or fewer are inconclusive, whatever they say."""
    decision = judge(seen, rule=RULE, look=1)
    assert decision.verdict == "inconclusive"
    assert (decision.low, decision.high) == (-math.inf, math.inf)


@given(values, st.integers(1, 8))
def test_the_verdict_is_read_from_the_interval(seen, look):
    """fail is above the budget, pass below it, and the interval holds the centre."""
    decision = judge(seen, rule=RULE, look=look)
    assert decision.low <= decision.centre <= decision.high
    assert (decision.verdict == "fail") == (decision.low > RULE.margin)
    assert (decision.verdict == "pass") == (decision.high < RULE.margin)


@given(values, st.floats(0, 0.5))
def test_a_slower_candidate_never_does_better(seen, slower):
    """Adding the same cost to every launch never turns fail into anything else, or into a pass."""
    order = {"pass": 0, "inconclusive": 1, "fail": 2}
    before = judge(seen, rule=RULE, look=1).verdict
    after = judge([value + slower for value in seen], rule=RULE, look=1).verdict
    assert order[after] >= order[before]


@given(values)
def test_a_larger_budget_never_fails_more(seen):
    """What fits a budget fits a larger one."""
    if judge(seen, rule=StoppingRule(budget=0.05), look=1).verdict == "pass":
        assert judge(seen, rule=StoppingRule(budget=0.10), look=1).verdict == "pass"


def test_more_time_helps_only_off_the_budget():
    """The advice grows towards the budget, and is None upon it."""
    spread = [-0.01, 0.0, 0.01, 0.0]
    near = [RULE.margin - 0.004 + value for value in spread]
    upon = [RULE.margin + value for value in spread]
    assert launches_to_decide(spread, rule=RULE) < launches_to_decide(near, rule=RULE)
    assert launches_to_decide(upon, rule=RULE) is None
    assert launches_to_decide([], rule=RULE) == 4


def test_the_advice_is_about_right():
    """Following the advice decides in most of 200 simulated measurements near the budget."""
    rng = random.Random(6)
    decided = 0
    for _ in range(200):
        seen = [rng.gauss(0.035, 0.01) for _ in range(8)]
        needed = launches_to_decide(seen, rule=RULE)
        if needed is None:
            continue
        more = seen + [rng.gauss(0.035, 0.01) for _ in range(needed - len(seen))]
        look = next(i for i, count in enumerate(looks(), start=1) if count >= len(more))
        decided += judge(more, rule=RULE, look=look).verdict == "pass"
    assert decided > 100


@pytest.mark.parametrize(
    "wrong", [{"budget": 0}, {"budget": -1}, {"budget": math.nan}, {"budget": math.inf},
              {"level": 1}, {"level": 0.4}, {"family": 0}],
)  # fmt: skip
def test_a_rule_refuses_nonsense(wrong):
    """A rule that could never be kept is refused when it is made."""
    with pytest.raises(ValueError, match="not"):
        StoppingRule(**wrong)
