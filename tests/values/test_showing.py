"""A tree as one line: what a reader is shown of a value in a report."""

import collections
import dataclasses
import datetime as dt
import enum
import re
import time
import types
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.values import Node, decode, encode, show


class Colour(enum.Enum):
    RED = 1


class Bits(enum.Flag):
    A = 1
    B = 2


class Plain:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Names(list):
    pass


@dataclasses.dataclass
class Point:
    x: int
    y: object = None


Row = collections.namedtuple("Row", "a b")


def shown(value, width=200):
    return show(decode(encode(value)), width)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"), (True, "True"), (1, "1"), (-0.0, "-0.0"), (1e100, "1e+100"), (1j, "1j"), ("a'b", '"a\'b"'),
        ("a\nb\t\0", "'a\\nb\\t\\x00'"), ("é世\u200b", "'é世\\u200b'"), ("\ud800", "'\\ud800'"), (b"a\xff", "b'a\\xff'"),
        (bytearray(b"a"), "bytearray(b'a')"), ([], "[]"), ((), "()"), ((1,), "(1,)"), ((1, 2), "(1, 2)"), ({}, "{}"),
        (set(), "set()"), ({1}, "{1}"), (frozenset(), "frozenset()"), (frozenset([1]), "frozenset({1})"),
        ({"a": [1, {"b": ()}]}, "{'a': [1, {'b': ()}]}"), ({1: None, (1, 2): {}}, "{1: None, (1, 2): {}}"),
        (Decimal("1.50"), "Decimal('1.50')"), (Fraction(1, 3), "Fraction('1/3')"), (float("nan"), "nan"),
        (dt.date(2024, 1, 2), "date('2024-01-02')"), (dt.datetime(2024, 1, 2), "datetime('2024-01-02T00:00:00')"),
        (dt.time(1), "time('01:00:00')"), (dt.timedelta(1, 2), "timedelta('P1DT2S')"), (Colour.RED, "<Colour.RED: 1>"),
        (Bits.A | Bits.B, "<Bits.A|B: 3>"), (Plain(), "Plain()"), (Plain(a=1, b="x"), "Plain(a=1, b='x')"),
        (Point(1, Point(2)), "Point(x=1, y=Point(x=2, y=None))"), (Row(1, [2]), "Row(a=1, b=[2])"),
        (Names([1, 2]), "Names([1, 2])"), (collections.OrderedDict(a=1), "OrderedDict({'a': 1})"),
        (collections.deque([1], 5), "deque([1], maxlen=5)"), (collections.Counter("aa"), "Counter({'a': 2})"),
        (types.SimpleNamespace(a=1), "SimpleNamespace(a=1)"), (range(3), "range(start=0, stop=3, step=1)"),
        (ValueError("no"), "ValueError('no')"), (ValueError(), "ValueError()"), (KeyError("a", 1), "KeyError('a', 1)"),
        (int, "<class 'int'>"), (Plain, None), (len, "<function builtins.len>"), (re.compile("a"), None), (..., "ellipsis('Ellipsis')"),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_a_value_is_shown_as_python_would_write_it(value, text):
    """As far as there is a way to write it; the class by its short name."""
    if text is not None:
        assert shown(value) == text
    assert "\n" not in shown(value)


TREES = st.recursive(
    st.none() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9) | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    | st.lists(inner, max_size=3).map(tuple),
    max_leaves=12,
)  # fmt: skip


@given(TREES)
@settings(max_examples=60)
def test_built_in_values_are_shown_as_their_repr(tree):
    """Where it fits; so that it can be put into Python again."""
    assert show(tree, width=100_000) == repr(tree)


@given(TREES, st.integers(0, 60))
@settings(max_examples=80)
def test_a_narrow_line_is_the_beginning_of_the_wide_one(tree, width):
    """And says that something is left out."""
    full, narrow = repr(tree), show(tree, width)
    assert len(narrow) <= width
    assert narrow == full if len(full) <= width else (not width or narrow.endswith("…"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: "x" * 10_000_000,
        lambda: b"\xff" * 10_000_000,
        lambda: list(range(1_000_000)),
        lambda: dict.fromkeys(range(1_000_000)),
        lambda: 7**1_000_000,
        lambda: [[["x" * 1000] * 1000] * 1000] * 1000,
    ],
)
def test_the_work_is_bounded_by_the_width(make):
    """Processor time, of a value however large."""
    tree = make()
    started = time.process_time()
    for _ in range(20):
        assert len(show(tree)) <= 200
    assert time.process_time() - started < 2


def test_a_tree_that_is_part_of_itself_ends():
    """At a depth, by the sign for what is left out."""
    ring: list = []
    ring.append(ring)
    table: dict = {}
    table["self"] = [table]
    node = Node("shop.Loop", {})
    node.fields["self"] = node
    for tree in (ring, table, node):
        text = show(tree, width=10_000)
        assert "…" in text
        assert len(text) < 10_000


def test_an_opaque_value_is_shown_by_its_type():
    """Its reason is told elsewhere."""
    assert shown(n for n in ()) == "<generator>"
    assert shown([lambda: 1, (n for n in ())]).endswith("<generator>]")


@pytest.mark.parametrize(
    ("members", "shown"),
    [
        ({"d", "b", "a", "c"}, "{'a', 'b', 'c', 'd'}"), ({16, 8, 0, 24, -3}, "{-3, 0, 8, 16, 24}"),
        ({2.5, 10.0, float("nan"), -1.0}, "{-1.0, 2.5, 10.0, nan}"), ({b"b", b"a", b"c"}, "{b'a', b'b', b'c'}"),
        ({1, "a", None, b"x", 2.0}, "{None, b'x', 2.0, 1, 'a'}"),
        (frozenset("dcba"), "frozenset({'a', 'b', 'c', 'd'})"),
        ({frozenset("ba"), frozenset("ca"), frozenset("c")},
         "{frozenset({'a', 'b'}), frozenset({'a', 'c'}), frozenset({'c'})}"),
        ({(1, "b"), (1, "a"), (0, "c")}, "{(0, 'c'), (1, 'a'), (1, 'b')}"),
        ({Decimal(n) for n in (3, 1, 2)}, "{Decimal('1'), Decimal('2'), Decimal('3')}"),
        ([{"x": {"d", "c", "b", "a"}}], "[{'x': {'a', 'b', 'c', 'd'}}]"),
        (set(range(256)), str({*range(256)})),
    ],
)  # fmt: skip
def test_a_set_is_shown_alike_in_every_process(members, shown):
    """Its own order hangs on the seed of hashes and on addresses: a pattern of a rule would match by chance."""
    for _ in range(3):
        assert show(decode(encode(members)), 2000) == shown
