"""Inputs are drawn evenly, in bounded memory, and refused when they are malformed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench import BenchError
from switchover.bench.corpus import draw


def numbered(count):
    return (((number,), {}) for number in range(count))


@given(st.integers(0, 300), st.integers(1, 50), st.integers(0, 2**32))
def test_a_draw_is_a_sample(count, most, seed):
    """At most so many, each once and at the place it says; together they stand for the corpus."""
    drawn = draw(numbered(count), seed=seed, most=most)
    assert len(drawn.inputs) == len(set(drawn.places)) == min(count, most)
    assert drawn.total == drawn.sample.total == count
    assert [args[0] for args, _ in drawn.inputs] == list(drawn.places)
    if count:
        assert sum(drawn.stands_for) == pytest.approx(count, rel=0.35)


def test_every_input_is_as_likely():
    """Over many seeds each of 20 inputs is drawn about equally often."""
    counts = Counter()
    for seed in range(2_000):
        counts.update(draw(numbered(20), seed=seed, most=5).places)
    assert min(counts.values()) > 400
    assert max(counts.values()) < 600


def test_the_seed_repeats_the_draw():
    """The same seed draws the same inputs, and their digest says so."""
    first, again, other = (draw(numbered(500), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.digest == again.digest != other.digest


def test_what_cannot_be_pickled_has_no_digest():
    """Inputs that cannot be told apart by content have an empty digest."""
    assert draw([((lambda: 1,), {})], seed=1).digest == ""


@pytest.mark.parametrize(
    "wrong", [3, "ab", (1, 2), ("ab", {}), ((1,), {1: 2}), ((1,),), None, {"args": [1]}]
)
def test_a_malformed_input_is_named(wrong):
    """An input that is not (args, kwargs) is refused with its place and value."""
    with pytest.raises(BenchError, match=r"input 1 is .*write"):
        draw([((1,), {}), wrong], seed=1)
