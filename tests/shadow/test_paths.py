"""Patterns match the paths that comparison writes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.shadow.rules.paths import FIELD, INDEX, KEY, MEMBER, ROOT, Pattern, fold, render


def path(*steps):
    node = ROOT
    for form, value in steps:
        node = (node, form, value)
    return node


ITEM = path((FIELD, "user"), (FIELD, "items"), (INDEX, 3), (FIELD, "price"))


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        *[("$.user.items[3].price", True), ("$.user.items[*].price", True), ("$..price", True)],
        *[("$.*.*[*].*", True), ("$..items[3]..price", True), ("$['user'].items[3].price", True)],
        *[("$.user.items[4].price", False), ("$.user.items.price", False), ("$.user", False)],
        *[("$..items", False), ("$.user.items[*]", False), ("$args..price", False)],
    ],
)
def test_pattern(pattern, matches):
    """A pattern matches whole paths, with stars for one step and two dots for any number."""
    assert Pattern(pattern).matches(ITEM) is matches


def test_covers_looks_at_ancestors():
    """A pattern covers what lies below what it matches."""
    assert Pattern("$.user").covers(ITEM)
    assert not Pattern("$.use").covers(ITEM)


def test_render_and_fold():
    """Paths read like JSONPath; folding leaves names alone."""
    odd = path((FIELD, "a b"), (KEY, 7), (KEY, (1, 2)), (MEMBER, ("id", "x")), (INDEX, 0))
    assert render(odd) == "$['a b']{7}{(1, 2)}[id='x'][0]"
    assert fold(odd) == "$['a b']{*}{*}[*][*]"
    assert render(ITEM) == "$.user.items[3].price"


STEPS = st.lists(
    st.tuples(st.just(FIELD), st.text(max_size=6))
    | st.tuples(st.just(INDEX), st.integers(0, 99))
    | st.tuples(st.just(KEY), st.integers() | st.none() | st.booleans()),
    max_size=6,
)


@given(STEPS)
@settings(deadline=None)
def test_a_rendered_path_is_a_pattern_for_itself(steps):
    """What a report shows can be pasted into a rule, and so can its folded form."""
    there = path(*steps)
    assert Pattern(render(there)).matches(there)
    assert Pattern(fold(there)).matches(there)
