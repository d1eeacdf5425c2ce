"""A sample stands for its corpus: by number, by the control's time, by outcome, whatever they are."""

import math
from collections import Counter
from statistics import fmean

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from switchover.bench.strata import Fact, choose, choose_raised, represent

OUTCOMES = st.sampled_from(["match", "accepted", "other"])
FACTS = st.lists(
    st.tuples(OUTCOMES, st.sampled_from([0.0, 1e-6, 1.0, 2.0, 50.0]), st.booleans(), st.booleans()), max_size=40
).map(
    lambda rows: [
        Fact(place=at, outcome=outcome, weight=weight, measurable=is_measurable, raised_alike=is_raised)
        for at, (outcome, weight, is_measurable, is_raised) in enumerate(rows)
    ]
)  # fmt: skip


@settings(max_examples=80)
@given(FACTS, st.integers(1, 50), st.integers(0, 5))
def test_what_is_drawn_can_be_measured_and_is_drawn_once(facts, most, seed):
    """No more than asked, each for one input at least; all of them where there is room."""
    drawn = choose(facts, most, seed=seed)
    places = [each.place for each in drawn]
    fit = [fact.place for fact in facts if fact.measurable]
    assert len(set(places)) == len(places) <= most
    assert set(places) <= set(fit)
    assert all(each.stands_for >= 1 - 1e-9 for each in drawn)
    if len(fit) <= most:
        assert sorted(places) == fit
        assert {each.stands_for for each in drawn} <= {1.0}
    else:
        assert drawn
    assert drawn == choose(facts, most, seed=seed)


TWICE = [("match", 0.0), ("match", 0.0), ("accepted", 0.0), ("accepted", 1e-6), ("other", 0.0)]
"""One outcome has too little by its size, and another where that one is given what it needs."""


@settings(max_examples=60)
@example([Fact(place=at, outcome=of, weight=w) for at, (of, w) in enumerate(TWICE)], 3, 0)
@given(FACTS, st.integers(3, 20), st.integers(0, 5))
def test_of_each_outcome_some_are_drawn(facts, most, seed):
    """Where there is room for as many."""
    fit = {fact.outcome for fact in facts if fact.measurable}
    outcomes = {fact.place: fact.outcome for fact in facts}
    assert {outcomes[each.place] for each in choose(facts, most, seed=seed)} == fit


def corpus(weights):
    return [Fact(place=at, outcome="match", weight=weight) for at, weight in enumerate(weights)]


@pytest.mark.parametrize(
    "weights",
    [
        [1.0] * 200,
        [0.0] * 200,
        [float(n % 7) for n in range(200)],
        [100.0] * 3 + [0.01] * 197,
        [1.5**n for n in range(60)],
    ],
    ids=["alike", "nothing", "mixed", "few slow", "wide"],
)
def test_over_many_draws_a_sample_has_the_number_and_the_time_of_all(weights):
    """What each stands for makes up for its chance: neither slow nor quick ones count for more."""
    facts = corpus(weights)
    draws = [choose(facts, 16, seed=seed) for seed in range(400)]
    count = fmean(sum(each.stands_for for each in drawn) for drawn in draws)
    time = fmean(sum(each.stands_for * weights[each.place] for each in drawn) for drawn in draws)
    assert count == pytest.approx(len(facts), rel=0.03)
    assert time == pytest.approx(sum(weights), rel=0.05)


def test_a_slow_input_is_drawn_the_more_often_the_longer_it_takes():
    """And one that takes most of the time always."""
    weights = [1.0] * 98 + [10.0, 1_000.0]
    often = Counter(
        each.place for seed in range(300) for each in choose(corpus(weights), 10, seed=seed)
    )
    assert often[99] == 300
    assert often[98] > 1.4 * fmean(often[place] for place in range(98))


def test_each_input_is_drawn_at_times():
    """The quickest has a chance: what it costs is nobody's alone."""
    weights = [0.0] * 50 + [1.0] * 50
    seen = {each.place for seed in range(200) for each in choose(corpus(weights), 10, seed=seed)}
    assert seen == set(range(100))


def test_what_raised_alike_is_drawn_by_itself():
    """For leaks; what cannot be measured otherwise, and nothing else."""
    facts = [
        Fact(place=0, raised_alike=True, measurable=False, weight=1),
        Fact(place=1, measurable=True, weight=1),
        Fact(place=2, measurable=False, weight=1),
        Fact(place=3, raised_alike=True, measurable=False, weight=9),
    ]
    assert sorted(each.place for each in choose_raised(facts, 9, seed=1)) == [0, 3]
    assert len(choose_raised(facts, 1, seed=1)) == 1
    assert choose_raised(facts[1:3], 9, seed=1) == []


@pytest.mark.parametrize(
    ("fit", "timed", "shares"),
    [
        ("yyyy", True, (1.0, 1.0)),
        ("yyyn", True, (0.75, 0.6)),
        ("nnnn", True, (0.0, 0.0)),
        ("yyyn", False, (0.75, None)),
        ("", True, (0.0, None)),
    ],
)
def test_a_sample_says_what_it_stands_for(fit, timed, shares):
    """Of the inputs, and of the control's time where that is known."""
    facts = [
        Fact(place=at, outcome=f"o{at}", weight=at + 1.0, measurable=each == "y") for at, each in enumerate(fit)
    ]  # fmt: skip
    drawn = choose(facts, 2, seed=3)
    record = represent(facts, drawn, timed=timed)
    assert (record.total, record.drawn) == (len(facts), len(drawn))
    assert (record.share_of_inputs, record.share_of_time) == shares
    assert record.left_out == {f"o{at}": 1 for at, each in enumerate(fit) if each == "n"}
    if timed and fit:
        whole = sum(at + 1.0 for at in range(len(fit)))
        assert record.drawn_share_of_time == pytest.approx(
            sum(each.place + 1.0 for each in drawn) / whole
        )
    else:
        assert record.drawn_share_of_time is None


@pytest.mark.parametrize(
    ("fit", "weights", "is_small", "is_one_sided"),
    [
        (4, [1, 1, 1, 1], False, False),
        (2, [1, 1, 1, 1], False, False),
        (1, [1, 1, 1, 1], True, False),
        (3, [0.2, 0.2, 0.2, 3], True, True),
        (1, [3, 0.2, 0.2, 0.2], True, True),
        (2, [3, 3, 1, 1], False, False),
        (3, [1, 1, 1, 3.1], True, False),
    ],
)
def test_a_small_part_is_said_and_a_one_sided_one_too(fit, weights, is_small, is_one_sided):
    """Half of the inputs and half of the time are no small part; what is all there needs no word."""
    facts = [
        Fact(place=at, outcome="odd", weight=weight, measurable=at < fit) for at, weight in enumerate(weights)
    ]  # fmt: skip
    warnings = represent(facts, choose(facts, 9, seed=1), timed=True).warnings
    assert bool(warnings) is is_small
    assert any("one-sided" in each for each in warnings) is is_one_sided
    assert all(f"not measured: {4 - fit} odd" in each for each in warnings)
    assert all(math.isfinite(weight) for weight in weights)
