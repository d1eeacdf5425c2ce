"""A part that can be changed and stands in an input twice is one part of it; all else may be two."""

import datetime as dt
import enum
import uuid
from collections import OrderedDict, deque
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from switchover.values import decode, encode, from_text, rebuild, to_text
from switchover.values.sharing import has_aliases, is_shared


def made_here():
    """A function of a user."""


class Colour(enum.Enum):
    RED = [1]


class Own:
    def __init__(self, held=None):
        self.held = held


CHANGING = {
    "a list": lambda: [1],
    "an empty list": list,
    "a dict": lambda: {"a": 1},
    "a set": lambda: {1},
    "a bytearray": lambda: bytearray(b"a"),
    "a tuple that holds a list": lambda: ([1],),
    "a deque": lambda: deque([1]),
    "an ordered dict": lambda: OrderedDict(a=1),
    "an object": lambda: Own(1),
    "a namespace": lambda: SimpleNamespace(a=1),
}
UNCHANGING = {
    "nothing": lambda: None,
    "an int": lambda: 10**30,
    "a text": lambda: "x" * 100,
    "bytes": lambda: b"x" * 100,
    "a tuple of texts": lambda: ("a", 1, None, 1.5),
    "an empty tuple": lambda: (),
    "a date": lambda: dt.date(2024, 1, 31),
    "a moment": lambda: dt.datetime(2024, 1, 31, tzinfo=dt.timezone.utc),
    "a span": lambda: dt.timedelta(1),
    "a decimal": lambda: Decimal("1.5"),
    "a fraction": lambda: Fraction(1, 3),
    "a uuid": lambda: uuid.UUID(int=7),
    "a range": lambda: range(9),
    "a member of an enum": lambda: Colour.RED,
    "a class": lambda: Own,
    "a function": lambda: made_here,
}


@pytest.mark.parametrize("make", CHANGING.values(), ids=CHANGING)
@pytest.mark.parametrize(
    "inside", [lambda a, b: [a, b], lambda a, b: (a, {"b": b}), lambda a, b: {1: a, 2: [b]}, lambda a, b: Own([a, (b,)])],
    ids=["list", "tuple", "dict", "object"],
)  # fmt: skip
def test_what_can_be_changed_in_two_places_is_seen(make, inside):
    """Wherever it stands; two that only look alike are two."""
    part = make()
    assert has_aliases(inside(part, part))
    assert not has_aliases(inside(make(), make()))


@pytest.mark.parametrize("make", UNCHANGING.values(), ids=UNCHANGING)
def test_what_nobody_changes_may_stand_anywhere(make):
    """It is as good as two."""
    part = make()
    assert not has_aliases([part, part, {"a": (part,)}])


def test_what_is_part_of_itself_stands_in_itself_twice():
    """Once where it begins, and once in it."""
    made = []
    made.append(made)
    assert has_aliases(made)
    assert has_aliases({"a": made})


def test_keys_of_a_mapping_are_not_changed():
    """A key that is also a value is no alias of it."""
    key = (1, "a")
    assert not has_aliases({key: key})


@pytest.mark.parametrize("make", [CHANGING[name] for name in ("a list", "a dict", "a bytearray", "a deque")])  # fmt: skip
def test_what_is_read_back_is_one_where_it_was(make):
    """Through the document and through the text; without asking it may be two."""
    part = make()
    tree = decode(encode([part, {"b": part}], aliases=True))
    again = [rebuild(tree), rebuild(from_text(to_text(tree, aliases=True)))]
    for made in again:
        assert made[0] is made[1]["b"]
    apart = rebuild(decode(encode([make(), {"b": make()}], aliases=True)))
    assert apart[0] is not apart[1]["b"]
    assert encode([part, part]) == encode([make(), make()])


@pytest.mark.parametrize(
    ("value", "bytes_"),
    [
        ("x" * 25, 116), (b"x" * 100, 116), (bytearray(100), 116), (2**800, 116), ([None] * 9, 160), ((True,) * 9, 160),
        ({1: 2}, 48), ({1, 2}, 48), (1.5, 16),
    ],
    ids=lambda value: repr(value)[:12],
)  # fmt: skip
def test_a_value_that_was_written_as_large_as_it_is_is_not_shared(value, bytes_):
    """Each part counts once: below that it grew by being written where it is met again."""
    assert is_shared(value, bytes_ + 1)
    assert not is_shared(value, bytes_)


def test_what_is_met_again_counts_once():
    """So a graph that doubles from level to level is seen to be small."""
    value = []
    for _ in range(60):
        value = [value, value]
    assert is_shared(value, 16 * 200)
    assert not is_shared([[n] for n in range(200)], 16 * 200)
    held = Own([1] * 50)
    assert is_shared([held] * 100, 16 * 200)
    assert not is_shared([Own([1] * 50) for _ in range(100)], 16 * 200)
