"""Two answers are alike exactly where typed equality says so, however they are built."""

import math
from collections import OrderedDict
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from values import pairs
from values.further import FURTHER

from switchover.bench import UnknownError, difference
from switchover.shadow import NotComparableError, compare

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from([0.0, -0.0, 1.0, math.nan, 1j]),
    st.text("ab", max_size=2), st.binary(max_size=2),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=2).map(tuple),
        st.dictionaries(st.sampled_from(["a", "b", 1, 1.5, (1,)]), inner, max_size=3),
        st.dictionaries(st.sampled_from("abc"), inner, max_size=2).map(lambda d: SimpleNamespace(**d)),
        st.dictionaries(st.sampled_from("abc"), inner, max_size=2).map(OrderedDict),
        st.frozensets(st.integers(0, 3), max_size=2),
    ),
    max_leaves=8,
)  # fmt: skip


def said(control, candidate):
    return difference((control, (), {}), (candidate, (), {}))


@settings(max_examples=80)
@given(VALUES, VALUES)
def test_a_difference_is_told_exactly_where_there_is_one(one, other):
    """As the comparison of the other room says, which walks both values; in both directions."""
    assert bool(said(one, other)) is bool(list(compare(one, other)))
    assert bool(said(one, other)) is bool(said(other, one))
    assert said(one, one) == ""


def verdict(compared, control, candidate):
    """What a comparison comes to: whether it found something, or that nobody can say."""
    try:
        return bool(compared(control, candidate))
    except (UnknownError, NotComparableError):
        return "unknown"


@pytest.mark.parametrize("row", [*pairs.STANDARD, *FURTHER], ids=lambda row: row[0])
def test_of_every_kind_of_value_both_rooms_say_the_same(row):
    """Rows and named tuples with their fields in another order were alike here, and differed there."""
    _, make, *others = row
    for other in (make, *others):
        one, another = make(), other()
        assert verdict(said, one, another) == verdict(compare, one, another)


@settings(max_examples=40)
@given(VALUES)
def test_one_changed_part_is_a_difference_at_its_place(value):
    """Wherever it stands."""
    held = {"a": [value, 1], "b": (value,)}
    changed = {"a": [value, 2], "b": (value,)}
    assert said(held, changed).startswith("the answer['a'][1] differs: ")
    assert difference((1, (held,), {}), (1, (changed,), {})).startswith("args[0]['a'][1] differs: ")
    assert difference((1, (), {"k": held}), (1, (), {"k": changed})).startswith("kwargs['k']['a'][1] differs: ")  # fmt: skip


def test_the_answer_is_told_before_the_arguments():
    """And those by position before those by name."""
    assert difference((1, (1,), {"k": 1}), (2, (2,), {"k": 2})).startswith("the answer differs")
    assert difference((1, (1,), {"k": 1}), (1, (2,), {"k": 2})).startswith("args[0] differs")
    assert difference((1, (1,), {"k": 1}), (1, (1,), {"k": 2})).startswith("kwargs['k'] differs")


def ring(*parts):
    """A list that holds itself and then these."""
    made = []
    made += [made, *parts]
    return made


def family(name):
    """A parent and its child, who know each other."""
    parent, child = SimpleNamespace(name="p"), SimpleNamespace(name=name)
    parent.children, child.parent = [child], parent
    return parent


def test_what_leads_back_to_itself_is_compared_and_ends():
    """As trees whose children know their parents do."""
    assert said(ring(1), ring(1)) == ""
    assert said(ring(1), ring(2)).startswith("the answer[1] differs")
    assert said(family("a"), family("a")) == ""
    assert said(family("a"), family("b")).startswith("the answer")


@pytest.mark.parametrize("depth", [50, 5_000])
def test_what_is_deep_is_compared_or_unknown(depth):
    """It ends no measurement."""

    def nested(leaf):
        made = leaf
        for _ in range(depth):
            made = [made]
        return made

    assert said(nested(1), nested(1)) == ""
    try:
        assert said(nested(1), nested(2)).startswith("the answer[0][0]")
    except UnknownError as error:
        assert depth > 100
        assert "too deep" in str(error)
