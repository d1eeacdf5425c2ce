"""Objects are proved equal by class and fields, as the walk would find them, and by nothing else."""

import copy
import enum
from collections import namedtuple
from dataclasses import dataclass, field

import attrs
import msgspec
import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.shadow import compare
from switchover.shadow.comparing.walk import Walk
from switchover.shadow.rules import Rulebook
from switchover.shadow.rules.paths import ROOT
from switchover.values import decode, encode


class State(enum.Enum):
    OPEN = 1
    PAID = 1.5


class Level(enum.IntEnum):
    ONE = 1


@dataclass
class Line:
    a: object
    b: object = None
    seen: object = field(default=0, compare=False)


@dataclass(slots=True)
class Slotted:
    a: object
    b: object = None


@attrs.define
class Attrs:
    a: object
    b: object = attrs.field(default=None, eq=False)


class Struct(msgspec.Struct):
    a: object
    b: object = None


class Model(pydantic.BaseModel, extra="allow"):
    a: object
    b: object = None
    _hidden: int = 0


class Plain:
    def __init__(self, a, b=None):
        self.a, self.b = a, b


class Generous(Plain):
    def __eq__(self, other):
        return True

    __hash__ = None


Named = namedtuple("Named", "a b")
CLASSES = (Line, Slotted, Attrs, Struct, Plain, Generous, Named)
LEAVES = st.sampled_from([0, 0.0, -0.0, False, 1, True, "1", None, *State, Level.ONE, float("nan")])


def made(inner):
    built = [st.builds(cls, inner, inner) for cls in CLASSES]
    models = st.builds(lambda a, b, c: Model(a=a, b=b, c=c), inner, inner, inner)
    return st.one_of(*built, models, st.lists(inner, max_size=3))


VALUES = st.recursive(LEAVES, made, max_leaves=8)


def walked(control, candidate):
    """Compare by the walk alone: whole trees, whatever their bytes say."""
    walk = Walk(Rulebook())
    walk.run(decode(encode(control)), decode(encode(candidate)), ROOT)
    return tuple(walk.found)


def prove(one, other):
    """Equal bytes prove equality."""
    return encode(one) == encode(other)


@given(VALUES, VALUES)
@settings(max_examples=300, deadline=None)
def test_what_is_found_is_what_the_walk_alone_finds(a, b):
    """The same differences come out, in the same order."""
    assert compare(a, b) == walked(a, b)
    assert compare([a, b], [a, a]) == walked([a, b], [a, a])


@given(VALUES)
@settings(deadline=None)
def test_an_object_equals_its_copy(value):
    """A copy that shares nothing is equal, and is proved to be."""
    twin = copy.deepcopy(value)
    assert compare(value, twin) == walked(value, twin) == ()


@pytest.mark.parametrize("cls", [*CLASSES, lambda a: Model(a=a)])
def test_a_field_of_another_type_is_not_proved(cls):
    """What `==` of the fields takes for equal is not proved for an object that holds it."""
    if cls is not Named:
        assert prove([cls(a="x")], [cls(a="x")])
        for a, b in [(1, True), (1, 1.0), (0.0, -0.0), (Level.ONE, 1), (State.OPEN, State.PAID)]:
            assert not prove([cls(a=a)], [cls(a=b)])


def test_another_class_is_not_proved():
    """Equal fields under another class, or in a dict, prove nothing."""
    twins = [Line(1), Slotted(1), Plain(1), Generous(1), Struct(1), {"a": 1, "b": None}]
    for at, one in enumerate(twins):
        for other in twins[at + 1 :]:
            assert not prove(one, other)
            assert compare(one, other)[0].kind.value == "type"


def test_fields_outside_equality_do_not_count():
    """As the table says: `compare=False` and `eq=False` fields are left out, proved or walked."""
    assert prove(Line(1, seen=1), Line(1, seen=2))
    assert prove(Attrs(1, 2), Attrs(1, 3))
    assert compare(Line(1, seen=1), Line(1, seen=2)) == ()


def test_objects_in_a_ring_end():
    """Objects that hold each other compare, however they are proved."""

    def ring(last):
        first = Plain(1)
        first.b = [Plain(last, {"up": first})]
        return first

    assert compare(ring(2), ring(2)) == ()
    (one,) = compare(ring(2), ring(3))
    assert one.path == "$.b[0].a"


def test_a_metaclass_that_claims_equality_is_seen_through():
    """Classes that call themselves equal are two classes all the same."""

    class Same(type):
        def __eq__(cls, other):
            return True

        def __hash__(cls):
            return 7

    one = Same("One", (), {"__init__": lambda self: setattr(self, "a", 1)})
    two = Same("Two", (), {"__init__": lambda self: setattr(self, "a", 1)})
    assert not prove([one()], [two()])
    assert compare([one()], [two()])
