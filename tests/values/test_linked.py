"""The slower encoder: what is cyclic, shared or deep comes back whole, with every kind of part in it."""

import itertools
import math
from collections import OrderedDict, deque
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.values import Node, decode, encode
from switchover.values.linked import TooLargeError, encode_linked

from .pairs import nested

MOST = 2**20
LEAVES = [
    None, True, False, 0, 1, -1, 255, 256, 257, -128, -129, 65_535, 65_536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**63,
    2**2031, 2**2039, -(2**2039), 2**2047, 2**2048, 2**4000, 0.0, -0.0, 1.5, math.inf, -math.inf, math.nan, "", "a", "é", "😀", "\ud800", "x" * 300,
    b"", b"a", b"\x00" * 300, bytearray(b""), bytearray(b"a"), 1j, complex(-0.0, math.nan), (), (1,), ((),), [], [[]], {},
    {"a": 1}, {1: {2: 3}}, set(), {1, 2}, frozenset(), frozenset({1}), frozenset({frozenset()}),
]  # fmt: skip
each = pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: repr(leaf)[:20])


def ring(*parts):
    """A list that holds these, and itself."""
    made = list(parts)
    made.append(made)
    return made


@each
def test_a_part_of_what_is_part_of_itself_comes_back(leaf):
    """Each of its type, beside what made the encoder go the slower way."""
    tree = decode(encode(ring(leaf)))
    assert tree[1] is tree
    assert type(tree[0]) is type(leaf)
    assert encode(tree[0]) == encode(leaf)


@each
def test_both_encoders_say_the_same(leaf):
    """What the quick one writes for a part and what the slower one writes are read alike."""
    assert encode(decode(encode_linked(leaf, MOST))) == encode(leaf)
    assert encode(decode(encode_linked([leaf, leaf], MOST))) == encode([leaf, leaf])


def test_parts_that_differ_make_rings_that_differ():
    """No two of them have one document, and each has but one."""
    documents = [encode(ring(leaf)) for leaf in LEAVES]
    assert documents == [encode(ring(leaf)) for leaf in LEAVES]
    assert len(set(documents)) == len(documents)


@settings(max_examples=60)
@given(st.integers(0, 2**80).map(lambda n: n - 2**79) | st.integers(2**2000, 2**2100))
def test_an_int_of_any_length_comes_back(number):
    """At each of the lengths that have an opcode of their own."""
    assert decode(encode(ring(number)))[0] == number


def cycles():
    """Ways to be part of oneself: a name, and what makes it."""

    def by_dict():
        made = {"a": 1}
        made["self"] = made
        return made

    def by_key():
        inner = SimpleNamespace()
        made = {(1, "a"): inner}
        inner.back = made
        return made

    def by_tuple():
        inner = []
        made = (inner, 1)
        inner.append(made)
        return made

    def by_set():
        inner = SimpleNamespace(a=1)
        inner.back = [inner]
        return inner

    def by_deque():
        made = deque([1])
        made.append(made)
        return made

    def two():
        one, other = [1], [2]
        one.append(other)
        other.append(one)
        return one

    def by_error():
        error = ValueError("x")
        error.args = ("x", [error])
        return error

    return [by_dict, by_key, by_tuple, by_set, by_deque, two, by_error]


@pytest.mark.parametrize("make", cycles(), ids=lambda make: make.__name__)
def test_whatever_leads_back_is_one_document(make):
    """Made twice they are equal, beside another part they are not."""
    assert encode(make()) == encode(make())
    assert encode([make()]) != encode([make(), 1])
    assert encode(decode(encode(make()))) == encode(make())


def test_where_a_ring_closes_makes_a_difference():
    """A list in a list that leads back to the outer one is not one that leads back to itself."""
    outer, inner = [], []
    outer.append(inner)
    inner.append(outer)
    alone, own = [], []
    alone.append(own)
    own.append(own)
    assert encode(outer) != encode(alone)


@pytest.mark.parametrize("depth", [500, 5_000])
@pytest.mark.parametrize(
    "wrap",
    [lambda v: [v], lambda v: (v,), lambda v: {"a": v}, lambda v: SimpleNamespace(a=v), lambda v: OrderedDict(a=v)],
    ids=["list", "tuple", "dict", "object", "ordered"],
)  # fmt: skip
def test_what_is_deep_differs_by_its_deepest_part(depth, wrap):
    """However deep: equal where that is equal, and unequal where it is not."""

    one, same, other = (encode(nested(wrap, depth, leaf)) for leaf in (1, 1, 1.0))
    assert one == same
    assert one != other
    assert not isinstance(decode(one), Node) or decode(one).opaque is None


def test_a_limit_of_bytes_is_kept_exactly():
    """A document of that size is written, one byte more is not."""
    value = ring("x" * 50, [1, 2])
    size = len(encode_linked(value, MOST))
    assert len(encode_linked(value, size - 1)) == size  # the end is not counted
    with pytest.raises(TooLargeError):
        encode_linked(value, size - 2)
    told = decode(encode(value, most_bytes=40))
    assert (type(told), told.type) == (Node, "list")
    assert told.opaque.startswith("its document is larger than")


def test_what_a_tuple_holds_beside_what_is_too_large_stays():
    """An answer is a tuple: only the part that is too large is opaque."""
    parts = decode(encode((1, ring("x" * 4_000), "a"), most_bytes=2_000))
    assert (parts[0], parts[2]) == (1, "a")
    assert parts[1].opaque is not None


def test_the_order_of_keys_makes_no_difference_where_it_makes_none():
    """For ordered mappings it does, in a ring as elsewhere."""
    for one, other in itertools.permutations([{"a": 1, "b": 2}, {"b": 2, "a": 1}]):
        assert (encode(one) == encode(other)) == (encode(ring(one)) == encode(ring(other)))
        ordered = [encode(ring(OrderedDict(each))) for each in (one, other)]
        assert ordered[0] != ordered[1]
    assert encode(ring(Decimal("1.50"))) != encode(ring(Decimal("1.5")))
