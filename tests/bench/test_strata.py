"""Inputs stand for the corpus: each outcome is drawn, and what takes long is not missed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.corpus import draw
from switchover.bench.strata import Fact, choose, choose_raised, represent

facts = st.lists(
    st.builds(
        lambda outcome, weight: (outcome, weight),
        st.sampled_from(["match", "accepted", "raised"]),
        st.floats(1e-7, 10.0),
    ),
    max_size=200,
).map(
    lambda found: [
        Fact(place=place, outcome=outcome, weight=weight, measurable=outcome != "raised")
        for place, (outcome, weight) in enumerate(found)
    ]
)


@given(facts, st.integers(2, 40), st.integers(0, 2**32))
def test_each_outcome_is_drawn(found, most, seed):
    """No more than asked, each once, none that may not be; and of each outcome at least one."""
    chosen = choose(found, most, seed=seed)
    places = [each.place for each in chosen]
    may = {fact.place: fact.outcome for fact in found if fact.measurable}
    assert len(places) == len(set(places)) <= most
    assert set(places) <= set(may)
    assert {may[place] for place in places} == set(may.values())
    if len(may) <= most:
        assert set(places) == set(may)


def test_what_is_drawn_stands_for_the_time_of_all():
    """With one input in a hundred that takes a hundred times as long, totals come out right."""
    found = [
        Fact(place=place, weight=1.0 if place % 100 == 0 else 0.01, outcome="match")
        for place in range(1_000)
    ]
    whole = sum(fact.weight for fact in found)
    totals = [
        sum(found[each.place].weight * each.stands_for for each in choose(found, 32, seed=seed))
        for seed in range(200)
    ]
    assert sum(totals) / len(totals) == pytest.approx(whole, rel=0.05)
    assert min(totals) > 0.5 * whole


def test_the_first_ones_stand_for_all():
    """A few of the drawn hold each outcome in about its share."""
    found = [
        Fact(place=p, outcome="accepted" if p % 4 else "match", weight=1.0) for p in range(400)
    ]
    first = choose(found, 32, seed=3)[:8]
    assert 1 <= sum(found[each.place].outcome == "match" for each in first) <= 3


def partly_answered(answered, weight):
    """Of a hundred inputs the first ones match, at this weight; the others raised, at 1."""
    return [
        Fact(
            place=place,
            outcome="match" if place < answered else "raised",
            weight=weight if place < answered else 1.0,
            measurable=place < answered,
        )
        for place in range(100)
    ]


@pytest.mark.parametrize(
    ("answered", "weight", "said"),
    [
        (90, 1.0, ""),
        (40, 1.0, "that is a small part; not measured: 60 raised"),
        (60, 0.1, "that is a small part"),  # of the time, 13 %
    ],
)
def test_a_small_part_is_said(answered, weight, said):
    """Less than half of the inputs or of the control's time is a warning, with what is left out."""
    found = partly_answered(answered, weight)
    sample = represent(found, choose(found, 32, seed=1), timed=True)
    assert sample.share_of_inputs == answered / 100
    assert sample.left_out == {"raised": 100 - answered}
    assert (said in " ".join(sample.warnings)) if said else not sample.warnings


@pytest.mark.parametrize(
    ("answered", "weight", "one_sided"),
    [
        (60, 0.1, True),  # 13 % of the time: the slow ones are left out
        (20, 16.0, True),  # 80 % of the time: only the slow ones are left
        (40, 1.0, False),
        (45, 0.5, False),  # 29 % of the time
        (25, 3.0, False),  # 50 % of the time: just the half is not less
    ],
)
def test_a_one_sided_part_is_said(answered, weight, one_sided):
    """Where one share is less than half of the other, whichever of them it is."""
    found = partly_answered(answered, weight)
    (warning,) = represent(found, [], timed=True).warnings
    said = "that is a small part, and one-sided;" if one_sided else "that is a small part;"
    assert said in warning
    assert warning.endswith(f"not measured: {100 - answered} raised")


def test_known_inputs_are_taken_from_their_places():
    """With facts the drawn inputs are those of the corpus at their places."""
    found = [Fact(place=p, outcome="m", weight=1.0, measurable=p % 2 == 0) for p in range(50)]
    drawn = draw((((p,), {}) for p in range(50)), seed=2, most=10, facts=found)
    assert [args[0] for args, _ in drawn.inputs] == list(drawn.places)
    assert all(place % 2 == 0 for place in drawn.places)
    assert drawn.total == 50


def test_what_raised_alike_is_drawn_for_leaks_alone():
    """A dozen at most, none of them timed, none in what the sample stands for."""
    found = [
        Fact(place=p, outcome="m" if p % 2 else "r", measurable=p % 2 == 1, raised_alike=p % 2 == 0)
        for p in range(80)
    ]
    inputs = [((place,), {}) for place in range(80)]
    drawn = draw(inputs, seed=1, most=20, facts=found)
    assert len(drawn.raised) == 12
    assert all(args[0] % 2 == 0 for args, _ in drawn.raised)
    assert all(args[0] % 2 for args, _ in drawn.inputs)
    assert len(drawn.places) == drawn.sample.drawn == 20
    assert draw(inputs, seed=1, most=20, facts=found[1::2]).raised == ()
    assert choose_raised(found[1::2], 12, seed=1) == []
