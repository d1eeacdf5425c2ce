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


def test_an_input_counts_as_often_as_it_was_called():
    """Drawn or not, what stands for the corpus adds up to its calls, and their time to the whole."""
    found = [Fact(place=p, weight=1.0 + p % 7, calls=p % 5 * 10.0) for p in range(500)]
    calls, time = sum(f.calls for f in found), sum(f.calls * f.weight for f in found)
    drawn = [choose(found, 32, seed=seed) for seed in range(200)]
    assert all(found[each.place].calls for chosen in drawn for each in chosen)
    sums = [sum(each.stands_for for each in chosen) for chosen in drawn]
    times = [sum(each.stands_for * found[each.place].weight for each in one) for one in drawn]
    assert sum(sums) / len(sums) == pytest.approx(calls, rel=0.05)
    assert sum(times) / len(times) == pytest.approx(time, rel=0.05)
    (heavy, light) = choose([Fact(place=0, calls=9.0), Fact(place=1)], 2, seed=1)
    assert {heavy.stands_for, light.stands_for} == {9.0, 1.0}


def test_the_hot_input_of_many_is_drawn():
    """One that holds half of the calls is in every draw, and stands for them."""
    found = [Fact(place=p, calls=1000.0 if p == 77 else 1.0) for p in range(1001)]
    for seed in range(20):
        (hot,) = [each for each in choose(found, 16, seed=seed) if each.place == 77]
        assert hot.stands_for == pytest.approx(1000, rel=0.01)


def test_inputs_of_next_to_no_call_are_drawn_by_what_they_are():
    """A weight may be the smallest number there is, beside the largest or others like it."""
    tiny = [Fact(place=p, calls=5e-324, outcome=f"o{p % 2}") for p in range(100)]
    assert len(choose(tiny, 16, seed=1)) == 16
    hot = Fact(place=100, calls=1e15)
    (found,) = [each for each in choose([*tiny, hot], 16, seed=1) if each.place == 100]
    assert found.stands_for == 1e15


def test_inputs_of_no_call_stand_for_one_each_where_there_are_no_others():
    """A corpus whose weights are all 0 is measured as if it had none."""
    none = [Fact(place=p, calls=0.0) for p in range(3)]
    assert sorted(each.stands_for for each in choose(none, 8, seed=1)) == [1, 1, 1]
    assert [each.place for each in choose([*none, Fact(place=3)], 8, seed=1)] == [3]


def test_weights_of_nothing_say_nothing_of_calls():
    """Where all are 0 each input counts once, its time too; where those measured are, none is said."""
    none = [Fact(place=p, weight=1.0 + p, calls=0.0) for p in range(3)]
    sample = represent(none, choose(none, 2, seed=1), timed=True)
    assert (sample.calls, sample.share_of_time, sample.warnings) == (None, 1.0, ())
    assert 0 < sample.drawn_share_of_time < 1
    raised = Fact(place=3, weight=1.0, calls=9.0, outcome="raised", measurable=False)
    sample = represent([*none, raised], choose([*none, raised], 8, seed=1), timed=True)
    assert (sample.calls, sample.share_of_time, sample.drawn) == (None, 0.0, 3)
    assert sample.warnings


def test_the_share_of_the_time_is_that_of_all_calls():
    """What is left out counts as often as it was called; how many calls there are is said."""
    found = [
        Fact(place=0, weight=1.0, calls=1.0),
        Fact(place=1, weight=1.0, calls=9.0, outcome="raised", measurable=False),
    ]
    sample = represent(found, choose(found, 8, seed=1), timed=True)
    assert (sample.share_of_inputs, sample.share_of_time, sample.calls) == (0.5, 0.1, 10.0)
    assert sample.warnings
    plain = [Fact(place=0, weight=1.0)]
    assert represent(plain, choose(plain, 8, seed=1), timed=True).calls is None
