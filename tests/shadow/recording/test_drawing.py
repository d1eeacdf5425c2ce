"""Which calls stay, and how many each stands for: held against what drawing promises."""

from collections import Counter
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from switchover.shadow.recording.drawing import drawn, fairly, whole

WEIGHTS = st.lists(st.floats(1, 1000), min_size=1, max_size=12)


@settings(max_examples=40)
@given(WEIGHTS, st.integers(1, 14), st.integers(0, 9))
def test_what_is_drawn_bears_the_weight_of_all(weights, most, seed):
    """So many keys as may be, each no lighter than it was, and all of it where all may stay."""
    of = dict(enumerate(weights))
    found = drawn(of, most, Random(seed))
    assert len(found) == min(most, len(of))
    assert list(found) == [key for key in of if key in found], "in the order they were given"
    assert sum(found.values()) == pytest.approx(sum(weights))
    factors = {round(found[key] / of[key], 6) for key in found}
    assert len(factors) == 1
    assert found == of or min(factors) > 1


def test_heavy_ones_are_drawn_the_likelier():
    """Of one heavy and nine light the heavy one stays nine times in ten, by Efraimidis and Spirakis."""
    of = {0: 81.0} | dict.fromkeys(range(1, 10), 1.0)
    kept = Counter(key for seed in range(400) for key in drawn(of, 1, Random(seed)))
    assert abs(kept[0] - 360) < 5 * 6, "five deviations"
    assert all(kept[key] < 20 for key in range(1, 10))


@pytest.mark.parametrize(
    ("weights", "total", "rounded"),
    [
        ([], 0, []), ([1.0], 1, [1]), ([1.0, 1.0], 2, [1, 1]), ([0.5, 0.5], 1, [1, 1]), ([0.1, 9.9], 10, [1, 9]),
        ([1.5, 1.5], 3, [2, 1]), ([1.5, 1.5, 2.0], 5, [2, 1, 2]), ([2.4, 3.3, 4.3], 10, [3, 3, 4]),
        ([1, 1, 1], 10, [4, 3, 3]), ([0.1, 0.1, 0.1, 9.7], 10, [1, 1, 1, 7]), ([0.2, 0.2, 2.4, 2.2], 5, [1, 1, 2, 1]),
        ([0.01] * 5, 3, [1] * 5), ([100, 300], 4, [1, 3]), ([5], 0, [1]), ([0.1, 0.1, 3.4, 1.4], 5, [1, 1, 2, 1]),
    ],
)  # fmt: skip
def test_weights_become_whole_numbers(weights, total, rounded):
    """By the largest remainder; none is nothing, and what that takes is taken from the largest."""
    found = whole(weights, total)
    assert found == rounded
    assert sum(found) == max(total, len(weights))


@settings(max_examples=40)
@given(WEIGHTS, st.integers(0, 60))
@example([1.0, 2.0, 4.0], 6)
def test_whole_numbers_add_up_and_keep_their_order(weights, total):
    """Where there is room for all; a heavier one never counts less than a lighter one."""
    found = whole(weights, total)
    assert sum(found) == max(total, len(weights))
    assert all(each >= 1 for each in found)
    counts = [count for _, count in sorted(zip(weights, found, strict=True))]
    assert counts == sorted(counts)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(1, 50)), min_size=1, max_size=15),
    st.integers(1, 16), st.integers(0, 9),
)  # fmt: skip
def test_places_share_what_may_stay(calls, most, seed):
    """No place has two more than another that has some left, and the weights add up to all."""
    weights = {at: weight for at, (_, weight) in enumerate(calls)}
    places = {at: place for at, (place, _) in enumerate(calls)}
    found = fairly(weights, places, most, Random(seed))
    assert len(found) == min(most, len(calls))
    assert list(found) == sorted(found)
    assert sum(found.values()) == pytest.approx(sum(weights.values()))
    given_, kept = Counter(places.values()), Counter(places[at] for at in found)
    for place in kept:
        left = [other for other in kept if kept[other] < given_[other]]
        assert all(kept[place] <= kept[other] + 1 for other in left)
