"""Patterns match the paths that comparison writes."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from switchover.shadow import PatternError
from switchover.shadow.rules.paths import FIELD, INDEX, KEY, MEMBER, ROOT, Pattern, fold, render
from switchover.values import decode, encode


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


PLAIN = st.integers() | st.none() | st.booleans() | st.floats() | st.binary(max_size=4)
TEXTS = st.text(max_size=6) | st.text("[]{}.'\\\n\x1e", max_size=6)
KEYS = st.recursive(
    PLAIN | st.dates(),
    lambda of: st.tuples(of, of) | st.tuples(TEXTS, of) | st.frozensets(of, max_size=2),
    max_leaves=4,
)
STEPS = st.lists(
    st.tuples(st.just(FIELD), TEXTS)
    | st.tuples(st.just(INDEX), st.integers(0, 99))
    | st.tuples(st.just(KEY), KEYS)
    | st.tuples(st.just(MEMBER), st.tuples(st.sampled_from(["id", "_n"]), KEYS | TEXTS)),
    max_size=4,
)


@given(STEPS)
@example([(MEMBER, ("id", "][")), (KEY, frozenset({(1, "}{")}))])
@example([(KEY, ("'[" * 30,)), (FIELD, "it's"), (MEMBER, ("id", b"\\]" * 20)), (FIELD, "x'")])
@example([(KEY, (frozenset([(-100000, None)]), ("0000}.", None)))])
@example([(KEY, ("…}.",)), (MEMBER, ("id", "}…["))])
@settings(deadline=None)
def test_a_rendered_path_is_a_pattern_for_itself(steps):
    """What a report shows can be pasted into a rule, and so can its folded form."""
    there = path(*((form, decode(encode(value))) for form, value in steps))
    assert Pattern(render(there)).matches(there)
    assert Pattern(fold(there)).matches(there)


@pytest.mark.parametrize("form", [KEY, MEMBER])
def test_long_keys_that_begin_and_end_alike_have_patterns_of_their_own(form):
    """Or what is excused for one would be for all."""
    keys = [tuple(range(30)), (*range(15), 99, *range(16, 30)), ("a" * 80,), ("a" * 81,)]
    paths = [path((form, key if form == KEY else ("id", key))) for key in keys]
    for one in paths:
        assert [Pattern(render(one)).matches(other) for other in paths] == [
            other is one for other in paths
        ]


@pytest.mark.parametrize(
    ("pattern", "column"),
    [
        ("$['a\nb']", 2), (r"$.x['\x']", 4), (r"$['C:\dir']", 2), (r"$['\N{no such}']", 2),
        ("$.x['a\0b']", 4), ("$.a['b", 4), ("$..", 2), ("${a", 2), ("${a}b", 2), ("$[id=1]x", 2),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("default")
def test_a_step_that_cannot_be_read_is_said_with_its_column(pattern, column):
    """An escape that stands for nothing is no backslash: Python would only warn, or raise."""
    with pytest.raises(PatternError, match=rf"column {column}: cannot read"):
        Pattern(pattern)


@pytest.mark.parametrize("index", ["3", "03", "003", "٣"])
def test_an_index_is_a_number_however_it_is_written(index):
    """Whoever writes it with a zero before it means the same element."""
    assert Pattern(f"$.user.items[{index}].price").matches(ITEM)
