"""A tree as a Python expression makes the value again, or says why it cannot."""

from __future__ import annotations

import collections
import datetime
import decimal
import enum
import fractions
import importlib
import pathlib
import uuid
import zoneinfo
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.shadow.reproduce import CannotWriteError, expression
from switchover.shadow.reproduce.expression import MADE
from switchover.values import decode, encode

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.just(float("nan"))
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes()
    | st.timedeltas()
    | st.uuids()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=8,
)
NAMES = {
    "collections": collections,
    "datetime": datetime,
    "decimal": decimal,
    "fractions": fractions,
    "pathlib": pathlib,
    "uuid": uuid,
}


def again(value: object) -> object:
    return eval(expression(decode(encode(value))).text, dict(NAMES))


@given(VALUES)
def test_what_is_written_is_the_value(value: object) -> None:
    """Its document is the same, types, zones and signs of zero included."""
    assert encode(again(value)) == encode(value)


@pytest.mark.parametrize(
    "value",
    [
        fractions.Fraction(1, 3),
        {1, 2},
        frozenset(),
        collections.OrderedDict(a=1),
        collections.Counter("aab"),
        pathlib.PurePosixPath("a/b"),
        datetime.datetime(2024, 10, 27, 2, 30, fold=1),
        datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=5.5))),
        (),
        (1,),
        bytearray(b"x"),
        1 + 2j,
    ],
    ids=repr,
)
def test_usual_types_are_written(value: object) -> None:
    """Each with the module that its expression needs."""
    assert encode(again(value)) == encode(value)


def test_numbers_that_python_writes_no_digits_of_are_written() -> None:
    """Alone and in a set; Fractions too."""
    far = 10**5000 + 1
    for value in (far, -far, {far}, fractions.Fraction(1, far), {far: [far]}):
        assert encode(again(value)) == encode(value)


@pytest.mark.parametrize("fold", [0, 1])
def test_a_moment_of_an_input_keeps_its_zone(fold: int) -> None:
    """Half a year on, its offset is another."""
    zone = zoneinfo.ZoneInfo("Europe/Berlin")
    value = datetime.datetime(2024, 10, 27, 2, 30, fold=fold, tzinfo=zone)
    found = expression(decode(encode(value, aliases=True)))
    again = eval(found.text, {name: importlib.import_module(name) for name in found.modules})
    assert again.tzinfo == zone
    assert encode(again, aliases=True) == encode(value, aliases=True)


class Colour(enum.Enum):
    RED = 1


@dataclass
class Point:
    x: int
    colour: Colour = Colour.RED


def test_classes_of_the_users_are_named_by_their_module() -> None:
    """A member of an enum by its name, an object by its fields."""
    found = expression(decode(encode(Point(3))))
    assert found.modules == {__name__}
    assert found.text == f"{__name__}.Point(x=3, colour={__name__}.Colour['RED'])"


class Label(str):
    pass


class Weight(int):
    pass


@pytest.mark.parametrize("value", [Label("a'b"), Weight(3), [Label(), {"w": Weight(-1)}]], ids=repr)
def test_a_text_or_a_number_of_a_class_of_its_own_is_a_call_of_the_class(value) -> None:
    """Its document is the same."""
    found = expression(decode(encode(value)))
    assert found.modules == {__name__}
    again = eval(found.text.replace(f"{__name__}.", ""), {"Label": Label, "Weight": Weight})
    assert encode(again) == encode(value)


def test_an_object_is_given_its_fields_without_a_call_where_asked() -> None:
    """As an `__init__` of its own may take other arguments; frozen and slotted ones, too."""
    found = expression(decode(encode(Point(3))), by_fields=True)
    assert found.needs_made
    names = {"Point": Point, "Colour": Colour}
    exec(MADE, names)
    assert eval(found.text.replace(f"{__name__}.", ""), names) == Point(3)


@pytest.mark.parametrize("value", [lambda: 1, object, iter([1]), [[], print]])
def test_what_has_no_expression_is_said(value: object) -> None:
    """No test is written that means something else."""
    with pytest.raises(CannotWriteError):
        expression(decode(encode(value)))
