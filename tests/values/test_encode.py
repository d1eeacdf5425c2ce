"""Documents of values: equal bytes for equal values, and a tree that says the same."""

import collections
import datetime as dt
import decimal
import enum
import fractions
import pathlib
import re
import uuid

import pytest

from switchover.values import decode, encode


class Thing:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Money(decimal.Decimal):
    pass


class Colour(enum.Enum):
    RED = 1


Pair = collections.namedtuple("Pair", "a b")


def money(amount, currency):
    made = Money(amount)
    made.currency = currency
    return made


def shown(value):
    """Name a case the same in every process: without an address."""
    return re.sub(" at 0x[0-9a-f]+", "", repr(value))


PLAIN = [
    None, True, 1, 2**70, -0.0, float("inf"), 1j, "é", "\ud800", b"a", bytearray(b"a"),
    [1, [2]], (1, (2,)), {"a": {1: None}}, {1, 2}, frozenset({1}), [], (), {}, set(), frozenset(),
]  # fmt: skip


@pytest.mark.parametrize("value", PLAIN, ids=shown)
def test_built_in_values_come_back_as_they_are(value):
    """The tree of a built-in value is the value, of the same type all the way down."""
    tree = decode(encode(value))
    assert type(tree) is type(value)
    assert tree == value
    assert repr(tree) == repr(value)


NODES = [
    Thing(a=1, b=Thing(x=2)), Colour.RED, Pair(1, 2), decimal.Decimal("1.50"), uuid.UUID(int=5),
    fractions.Fraction(1, 3), pathlib.PurePosixPath("a/b"), ValueError("x"), OSError(2, "no", "f"),
    len, dict, object(), dt.UTC, dt.timedelta(-1, 5, 7), money("1", "EUR"),
    dt.datetime(2024, 5, 1, tzinfo=dt.UTC), collections.OrderedDict(a=1), [].append,
]  # fmt: skip


@pytest.mark.parametrize("value", NODES, ids=shown)
def test_a_tree_encodes_to_the_document_it_was_read_from(value):
    """Decoding and encoding again gives an equal document."""
    document = encode({"inner": [value]})
    assert encode(decode(document)) == document


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True), (1, 1.0), (0.0, -0.0), ((1,), [1]), (b"a", bytearray(b"a")), ("1", 1),
        (decimal.Decimal("1.0"), decimal.Decimal("1.00")), (money("1", "EUR"), money("2", "EUR")),
        (money("1", "EUR"), money("1", "USD")), (Thing(a=1), Thing(a=2)), (Thing(a=1), {"a": 1}),
        (Colour.RED, 1), (Pair(1, 2), (1, 2)), (ValueError("a"), ValueError("b")), (len, max),
        (OSError(2, "no", "f"), OSError(2, "no", "g")), (1j, complex(-0.0, 1)),
    ],
    ids=shown,
)  # fmt: skip
def test_different_values_have_different_documents(one, other):
    """Equal bytes prove equal values."""
    assert encode([one]) != encode([other])
