"""Openers of one's own: what they give stands for the value, and where they fail it is told."""

import dataclasses
import enum
import subprocess
import sys
from collections import namedtuple

import pytest

from switchover.values import OpenerError, decode, encode, opener, register, show, to_text


def opened(make):
    """A class of its own for each test: an opener is registered once and for all."""

    class Money:
        def __init__(self, cents, note=""):
            self.cents, self.note = cents, note

    Money.__qualname__ = f"Money{len(made)}"
    made.append(Money)
    opener(Money)(make)
    return Money


made: list = []


def test_what_an_opener_leaves_out_is_no_part_of_a_value():
    """And what it gives is, to its type."""
    Money = opened(lambda value: value.cents)
    assert encode(Money(1, "a")) == encode(Money(1, "b"))
    assert encode(Money(1)) != encode(Money(2))
    assert encode(Money(1)) != encode(Money(1.0))
    assert encode(Money(1)) != encode(Money(True))
    assert encode(Money(1)) != encode(1)
    assert decode(encode(Money(5))).base == 5


@pytest.mark.parametrize(
    "given",
    [None, 0, "x", [], {}, {"a": [1]}, (1, {2}), b"", 1j, frozenset(), ..., ValueError("x")],
)
def test_an_opener_may_give_any_value(given):
    """What stands for the value is opened in turn, and told by its text."""
    Money = opened(lambda value: given)
    tree = decode(encode([Money(1)]))[0]
    assert tree.type.endswith(Money.__qualname__)
    assert encode(tree.base) == encode(decode(encode(given)))
    assert encode(Money(1)) == encode(Money(2))
    assert to_text(tree)


def test_an_opener_may_give_a_value_of_another_that_has_one():
    """Each is opened by its own."""
    Inner = opened(lambda value: value.cents)
    Outer = opened(lambda value: Inner(value.cents, object()))
    assert encode(Outer(1)) == encode(Outer(1))
    assert encode(Outer(1)) != encode(Outer(2))


def test_a_subclass_is_opened_as_well_and_stays_another_type():
    """By the nearest class that has one."""
    Money = opened(lambda value: value.cents)
    Tax = type("Tax", (Money,), {})
    Nearer = type("Nearer", (Tax,), {})
    opener(Tax)(lambda value: [value.cents])
    assert encode(Tax(1, "a")) == encode(Tax(1, "b"))
    assert encode(Tax(1)) != encode(Money(1))
    assert decode(encode(Nearer(1))).base == [1]


@pytest.mark.parametrize(
    "raised", [ValueError("no"), SystemExit(3), GeneratorExit(), StopIteration(), AssertionError()]
)
def test_an_opener_that_fails_makes_its_value_opaque(raised):
    """It equals nothing, not even itself, says why, and what lies beside it is there."""

    def fails(value):
        raise raised

    Money = opened(fails)
    one, other = encode([1, Money(1)]), encode([1, Money(1)])
    assert one != other
    first, second = decode(one)
    assert first == 1
    assert type(raised).__name__ in second.opaque


def test_what_must_end_the_process_passes():
    """An interrupt of the user is no property of a value."""

    def interrupted(value):
        raise KeyboardInterrupt

    Money = opened(interrupted)
    with pytest.raises(KeyboardInterrupt):
        encode([Money(1)])


def test_an_opener_that_gives_the_value_itself_ends():
    """It stands for itself without an end: that is told as a part of itself, or as opaque."""
    Money = opened(lambda value: value)
    assert show(decode(encode(Money(1))))


def test_a_second_opener_is_refused():
    """The same one again is none."""

    def cents(value):
        return value.cents

    Money = opened(cents)
    assert opener(Money)(cents) is cents
    with pytest.raises(OpenerError, match=r"has an opener already: .*cents"):
        opener(Money)(lambda value: 0)
    assert decode(encode(Money(7))).base == 7


@pytest.mark.parametrize("wrong", [None, 1, "m:T", lambda value: value, [int]])
def test_an_opener_is_for_a_class(wrong):
    """Anything else is refused when it is registered."""
    with pytest.raises(OpenerError, match="needs a class"):
        opener(wrong)


@pytest.mark.parametrize(
    "pair", [("", "m:f"), ("m", "m:f"), ("m:", "m:f"), (":T", "m:f"), ("m:T", "f"), ("m:T", "m:")]
)
def test_a_registration_is_two_import_strings(pair):
    """Nothing is kept of one that is none."""
    with pytest.raises(OpenerError, match="no import string"):
        register(*pair)


def test_an_opener_goes_before_every_family():
    """Of records, enums and subclasses of built-ins as well."""
    Row = namedtuple("Row", "key cached")
    Level = enum.Enum("Level", "LOW HIGH")
    Point = dataclasses.make_dataclass("Point", ["x", "y"])
    Names = type("Names", (list,), {})
    for cls, value, like in (
        (Row, Row(1, 2), Row(1, 3)),
        (Level, Level.LOW, Level.HIGH),
        (Point, Point(1, 2), Point(1, 3)),
        (Names, Names("a"), Names("b")),
    ):
        assert encode(value) != encode(like)
        opener(cls)(lambda value: "one")
        assert encode(value) == encode(like)


SCRIPT = """
import sys, types
from switchover.values import encode, decode, register
register("late_module:Money", "late_openers:cents")
register("late_module:Money", "late_openers:cents")
openers = types.ModuleType("late_openers")
openers.cents = lambda value: value.cents
late = types.ModuleType("late_module")
exec("class Money:\\n    def __init__(self, cents, note): self.cents, self.note = cents, note\\nclass Tax(Money): pass", late.__dict__)
assert "late_openers" not in sys.modules
sys.modules.update(late_module=late, late_openers=openers)
assert encode(late.Money(1, 2)) == encode(late.Money(1, 3)) != encode(late.Money(2, 2))
assert decode(encode(late.Tax(5, 1))).base == 5
register("late_module:Gone", "no_such_module_at_all:f")
exec("class Gone: pass", late.__dict__)
assert "no_such_module_at_all" in decode(encode(late.Gone())).opaque
try:
    register("late_module:Money", "late_openers:other")
except Exception as error:
    print(type(error).__name__)
"""


def test_a_class_that_is_loaded_later_is_opened_by_name():
    """In a process of its own, with nothing imported before it is needed."""
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False
    )
    assert told.stderr == ""
    assert told.stdout.strip() == "OpenerError"
