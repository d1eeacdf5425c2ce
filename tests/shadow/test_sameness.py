"""When two small things are surely equal, and what number or text a value stands for."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from switchover.shadow import compare
from switchover.shadow.comparing.scalars import (
    SAME,
    number_of,
    same_number,
    same_types,
    text_of,
)
from switchover.values import Node


def nested(depth, leaf=1):
    for _ in range(depth):
        leaf = [leaf]
    return leaf


@pytest.mark.parametrize(
    ("control", "candidate", "same"),
    [
        (1, 1, True),
        (1, True, False),
        (1, 1.0, False),
        ("a", "a", True),
        (0.0, 0.0, True),
        (0.0, -0.0, False),
        (-0.0, -0.0, True),
        (1.5, 1.5, True),
        ([1, 2], [1, 2], True),
        ([1, 2], [1, 2.0], False),
        ([1.0, 2], [1, 2], False),
        ((1, 2), (1, True), False),
        ((1, 2), (1, 2), True),
        ([1, 2], (1, 2), False),
        ({"a": 1, "b": 1}, {"b": 1, "a": 1}, True),
        ({"a": 1, "b": 1}, {"a": 1, "b": True}, False),
        ({"a": 1, "b": 1}, {"a": True, "b": 1}, False),
        ({1: "a"}, {1: "a"}, False),
        ({1: "a"}, {True: "a"}, False),
        ({"a": 1, 1: 1}, {"a": 1, True: 1}, False),
        ({1}, {1}, False),
        ([1] * 32, [1] * 32, True),
        ([1] * 33, [1] * 33, False),
        (nested(9), nested(9), True),
        (nested(10), nested(10), False),
        ({"a": nested(8)}, {"a": nested(8)}, True),
        ({"a": nested(9)}, {"a": nested(9)}, False),
        (bytearray(b"a"), bytearray(b"a"), False),
        (1j, 1j, False),
    ],
)
def test_equal_is_said_only_of_what_is_small_plain_and_of_one_type(control, candidate, same):
    """Two that `==` calls equal; no is said of all that has to be looked at otherwise."""
    assert same_types(control, candidate) is same


def test_a_type_beside_equal_ones_is_found_in_a_row_of_records():
    """Whatever else of the record, and of its row, is equal."""
    row = {"a": 1, "b": 1, "c": [0.0, 1]}
    for name, value in (("a", True), ("b", 1.0), ("c", [-0.0, 1]), ("c", [0.0, True])):
        control, candidate = [row, row, row], [row, {**row, name: value}, row]
        (one,) = compare(control, candidate)
        assert one.path.startswith(f"$[1].{name}")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (math.nan, math.nan, True),
        (math.nan, 1.0, False),
        (1.0, math.nan, False),
        (0.0, -0.0, False),
        (complex(1, 2), complex(1, 2), True),
        (complex(0.0, 2), complex(-0.0, 2), False),
        (complex(1, 0.0), complex(1, -0.0), False),
        (complex(math.nan, 1), complex(math.nan, 1), True),
        (complex(1, 2), complex(1, 3), False),
        (complex(2, 2), complex(1, 2), False),
    ],
)
def test_floats_are_equal_by_what_they_are(one, other, same):
    """NaN is NaN and nothing else; a zero has a sign; a complex has two parts."""
    assert SAME[type(one)](one, other) is same


@pytest.mark.parametrize(
    ("tree", "number"),
    [
        (5, 5),
        (True, True),
        (1.5, 1.5),
        (1j, 1j),
        ("5", None),
        (None, None),
        (Node("shop.Cents", base=5), 5),
        (Node("shop.Rate", base=0.5), 0.5),
        (Node("shop.Rate", base=1j), 1j),
        (Node("shop.Name", base="5"), None),
        (Node("shop.Order"), None),
        (Node("shop.Cents", base=5, opaque="why"), None),
        (Node("decimal.Decimal", base="1.50"), Decimal("1.50")),
        (Node("decimal.Decimal", base="x"), None),
        (Node("decimal.Decimal", base=5), 5),
        (Node("fractions.Fraction", base="1/3"), Fraction(1, 3)),
        (Node("fractions.Fraction", base="1/0"), None),
        (Node("fractions.Fraction", base="a third"), None),
    ],
)
def test_the_number_that_a_value_is(tree, number):
    """A subclass's own, a Decimal's by its text; none where it is none or nobody can see it."""
    found = number_of(tree)
    assert (type(found), found) == (type(number), number)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1.0, True),
        (True, Decimal(1), True),
        (1, 2.0, False),
        (0.1, Decimal("0.1"), True),
        (Decimal("0.1"), 0.1, True),
        (0.1, Decimal("0.2"), False),
        (0.5, Fraction(1, 2), True),
        (Fraction(1, 3), 1 / 3, True),
        (Fraction(1, 2), Decimal("0.5"), True),
        (Decimal("0.5"), Fraction(1, 2), True),
        (Fraction(1, 2), Decimal("0.25"), False),
        (2, Fraction(2), True),
        (1j, complex(0, 1), True),
        (complex(1, 0), 1, True),
        (2, complex(1, 0), False),
        (math.nan, Decimal("nan"), True),
        (Decimal("nan"), 1.0, False),
        (1.0, Decimal("nan"), False),
        (10**400, 1.0, False),
        (1.0, 10**400, False),
        (Decimal("snan"), 1, False),
        (math.inf, Decimal("inf"), True),
        (-0.0, 0.0, False),
        (-0.0, Decimal("-0.00"), True),
        (Decimal(0), -0.0, False),
        (-0.0, 0, True),
        (Fraction(0), -0.0, True),
        (complex(0, -0.0), 0j, False),
        (complex(0, -0.0), 0.0, True),
        (complex(math.nan, 0), math.nan, True),
        (complex(0, math.nan), math.nan, False),
        (complex(1, 0), Decimal("snan"), False),
    ],
)
def test_numbers_of_unlike_types_that_say_the_same(one, other, same):
    """As near as the coarser can say it; what has no answer is no."""
    assert same_number(one, other) is same


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ("a", "a"),
        (b"\xc3\xa9", "é"),
        (b"\xff", "\udcff"),
        (bytearray(b"a"), "a"),
        (5, None),
        (None, None),
        (Node("shop.Name", base="a"), "a"),
        (Node("shop.Raw", base=b"a"), "a"),
        (Node("shop.Name", base="a", opaque="why"), None),
        (Node("shop.Cents", base=5), None),
    ],
)
def test_the_text_that_a_value_is(tree, text):
    """Of bytes what they are in UTF-8; none of what nobody can see."""
    assert text_of(tree) == text
