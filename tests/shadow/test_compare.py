"""Differences are found, all of them, where they are; and nothing that a value does stops that."""

import copy
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.shadow import Kind, NotComparableError, compare
from switchover.shadow.comparing.walk import Walk
from switchover.shadow.rules import Rulebook
from switchover.shadow.rules.paths import ROOT
from switchover.values import decode, encode

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.0, -0.0, 1.0, float("nan"), float("inf")])
    | st.text("ab", max_size=2)
    | st.binary(max_size=1)
    | st.binary(max_size=1).map(bytearray)
)
KEYS = st.none() | st.booleans() | st.integers(-1, 1) | st.text("ab", max_size=1)


def _nested(inner):
    hashable = st.frozensets(KEYS, max_size=3)
    return (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | hashable
        | hashable.map(set)
    )


VALUES = st.recursive(SCALARS, _nested, max_leaves=12)


def shown(control, candidate, **settings):
    return [(one.path, one.kind.value) for one in compare(control, candidate, **settings)]


def walked(control, candidate):
    """Compare by the walk alone: whole trees, whatever their bytes say."""
    walk = Walk(Rulebook())
    walk.run(decode(encode(control)), decode(encode(candidate)), ROOT)
    return walk.found


def typed(value):
    """A slow and obvious statement of typed equality, to check the fast one against."""
    if isinstance(value, list | tuple):
        return (type(value), tuple(typed(item) for item in value))
    if isinstance(value, dict):
        return (dict, frozenset((typed(key), typed(item)) for key, item in value.items()))
    if isinstance(value, set | frozenset):
        return (type(value), frozenset(typed(item) for item in value))
    return (type(value), repr(value))


@given(VALUES, VALUES)
@settings(max_examples=400, deadline=None)
def test_equal_documents_are_never_wrong(a, b):
    """Where the bytes say equal, the walk and the slow statement agree."""
    if encode(a) == encode(b):
        assert walked(a, b) == []
        assert typed(a) == typed(b)


@given(VALUES, VALUES)
@settings(max_examples=400, deadline=None)
def test_compare_tells_exactly_the_typed_equal(a, b):
    """Nothing is found if and only if the two are typed-equal, in parts and whole."""
    assert bool(compare(a, b)) == (typed(a) != typed(b))
    assert bool(walked(a, b)) == (typed(a) != typed(b))


@given(VALUES)
@settings(deadline=None)
def test_a_value_equals_its_copy(value):
    """Comparison is reflexive, also over copies that share nothing."""
    assert compare(value, copy.deepcopy(value)) == ()
    assert walked(value, copy.deepcopy(value)) == []


@given(VALUES, VALUES)
@settings(deadline=None)
def test_a_difference_turns_round(a, b):
    """Swapped sides give as many differences, with missing and extra swapped."""
    there, back = compare(a, b, most=10**6), compare(b, a, most=10**6)
    turned = {Kind.MISSING: Kind.EXTRA, Kind.EXTRA: Kind.MISSING}
    kinds = sorted(turned.get(one.kind, one.kind) for one in there)
    assert kinds == sorted(one.kind for one in back)


@given(st.lists(st.integers(0, 50), min_size=1, unique=True), st.data())
@settings(deadline=None)
def test_one_inserted_element_is_one_difference(items, data):
    """Wherever an element is put in, only that element is extra."""
    at = data.draw(st.integers(0, len(items)))
    assert shown(items, [*items[:at], 99, *items[at:]]) == [(f"$[{at}]", "extra")]


@given(st.lists(st.integers(0, 50), min_size=2, unique=True), st.data())
@settings(deadline=None)
def test_one_removed_element_is_one_difference(items, data):
    """Wherever an element is taken out, only that element is missing."""
    at = data.draw(st.integers(0, len(items) - 1))
    assert shown(items, [*items[:at], *items[at + 1 :]]) == [(f"$[{at}]", "missing")]


@given(st.lists(st.integers(0, 9), min_size=2), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_another_order_is_one_difference_or_none(items, rng):
    """The same elements shuffled are equal or differ in order alone."""
    shuffled = rng.sample(items, len(items))
    if shuffled != items:
        kinds = {one.kind for one in compare(items, shuffled)}
        assert kinds <= {Kind.ORDER, Kind.CHANGED}
        assert kinds


def test_records_align_too():
    """An inserted record does not make the records behind it differ, plain or opaque."""

    class Row:
        def __init__(self, number):
            self.number, self.tags = number, ["a", {"b": number}]

    plain = [{"id": at, "tags": ["x"]} for at in range(200)]
    assert shown(plain, [{"id": -1}, *copy.deepcopy(plain)]) == [("$[0]", "extra")]
    rows = [Row(at) for at in range(50)]
    assert shown(rows, [Row(-1), *copy.deepcopy(rows)]) == [("$[0]", "extra")]


def test_difference_holds_path_types_and_both_values():
    """A difference is understood from its record alone."""
    control = {"user": {"items": [{"price": 1}, {"price": 2}]}, "odd key": 1}
    candidate = {"user": {"items": [{"price": 1}, {"price": "2"}]}, "odd key": 1}
    (one,) = compare(control, candidate)
    assert (one.path, one.folded) == ("$.user.items[1].price", "$.user.items[*].price")
    assert (one.kind, one.control, one.candidate) == (Kind.TYPE, "2", "'2'")
    assert (one.control_type, one.candidate_type, one.rule) == ("int", "str", None)


def test_absent_sides_are_none():
    """What is missing or extra has no value and no type on the other side."""
    missing, extra = compare({"a": None}, {"b": None})
    assert (missing.kind, missing.control, missing.candidate) == (Kind.MISSING, "None", None)
    assert (extra.kind, extra.control_type, extra.candidate_type) == (Kind.EXTRA, None, "NoneType")


def test_values_are_shortened():
    """A difference of a megabyte is told in a line."""
    (one,) = compare("a" * 10**6, "b" * 10**6)
    assert len(one.control) <= 160
    (one,) = compare({}, {"k": [list(range(1000))] * 1000})
    assert len(one.candidate) <= 160


def test_at_most_so_many_are_kept():
    """A difference everywhere does not fill the memory."""
    assert len(compare(list(range(5000)), [str(n) for n in range(5000)], most=7)) == 7


def chain(depth, leaf, kind=list):
    value = leaf
    for _ in range(depth):
        value = [value] if kind is list else {"next": value}
    return value


@pytest.mark.parametrize("kind", [list, dict])
@pytest.mark.parametrize("depth", [60, 900, 10_000, 40_000])
def test_depth_has_no_limit(kind, depth):
    """Deep values compare, and a difference at the bottom is found."""
    a, b, c = (chain(depth, leaf, kind) for leaf in (1, 1, 2))
    assert compare(a, b) == ()
    (one,) = compare(a, c)
    assert one.kind is Kind.CHANGED
    assert len(one.path) < 700


def test_cycles_end():
    """Values that hold themselves compare, equal or not."""
    a, b = [1], [1]
    a.append(a)
    b.append(b)
    assert compare(a, b) == ()
    b.append(2)
    assert shown(a, b) == [("$[2]", "extra")]
    left, right = {"k": 1}, {"k": 2}
    left["self"], right["self"] = left, right
    assert shown(left, right) == [("$.k", "changed")]


def test_shared_references_do_not_multiply():
    """A value that unfolds to 2**60 leaves is compared in moments."""
    a, b = [1], [2]
    for _ in range(60):
        a, b = [a, a], [b, b]
    start = time.process_time()
    assert compare(a, b)
    assert compare(a, copy.deepcopy(a)) == ()
    assert time.process_time() - start < 20


def test_two_ways_of_sharing_are_equal():
    """Whether a part is shared or repeated is not part of the value."""
    part = {"x": [1]}
    assert compare([part, part], [{"x": [1]}, {"x": [1]}]) == ()


class Hostile:
    """Raises from whatever it is asked."""

    def __init__(self, value):
        object.__setattr__(self, "value", value)

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __eq__(self, other):
        raise RuntimeError("eq")

    def __hash__(self):
        raise RuntimeError("hash")

    def __repr__(self):
        raise RuntimeError("repr")

    def __bool__(self):
        raise RuntimeError("bool")

    def __reduce_ex__(self, protocol):
        raise RuntimeError("reduce")

    @property
    def costly(self):
        raise RuntimeError("property")


def test_a_hostile_value_is_compared_by_its_state():
    """Broken eq, hash, repr, bool, getattr and reduce change nothing."""
    assert compare([Hostile(1)], [Hostile(1)]) == ()
    assert shown([Hostile(1)], [Hostile(2)]) == [("$[0].value", "changed")]
    assert shown([Hostile(1)], [Hostile(1), Hostile(2)]) == [("$[1]", "extra")]
    (one,) = compare([Hostile(1)], [3])
    assert one.control == "Hostile(value=1)"


def test_what_can_be_read_once_is_not_comparable():
    """A generator inside a value is said, with its path, and is never a match."""
    with pytest.raises(NotComparableError, match=r"\$\.rows: generator keeps state"):
        compare({"rows": (n for n in [1])}, {"rows": (n for n in [1])})


def test_text_that_is_no_text():
    """Lone surrogates and null characters pass through paths and values."""
    (one,) = compare({"\udc80\x00": "\udc80"}, {"\udc80\x00": "\udc81"})
    one.path.encode()
    assert one.control == "'\\udc80'"


def test_huge_integers():
    """Integers too long to print are compared, and shown as far as they can be."""
    (one,) = compare(10**5000, 10**5000 + 1)
    assert one.kind is Kind.CHANGED


def test_two_parts_of_a_large_document_differ():
    """Each of them is found: not only the first part that is read."""
    large = {key: list(range(30_000)) for key in "abc"}
    other = {**large, "a": [-1, *large["a"][1:]], "c": [*large["c"][:-1], -1]}
    assert shown(large, other) == [("$.a[0]", "changed"), ("$.c[29999]", "changed")]
    assert shown(large, {**large, "b": other["c"]}) == [("$.b[29999]", "changed")]
