"""Attributes that bear the name of another part of a value: both count, and neither hides the other."""

import builtins
import collections
import datetime as dt
import decimal
import functools
import io
import random
import types

import pandas as pd
import pytest

from switchover.values import decode, encode, from_text, rebuild, to_text


class Slotted:
    __slots__ = ("__dict__", "x")


class Row(collections.namedtuple("Row", "a b")):
    pass


class Space(types.SimpleNamespace):
    __slots__ = ("x",)


Deque, Dict, Moment, Stream, Dice, Frame, Series = (
    type(f"My{base.__name__}", (base,), {"__module__": __name__})
    for base in (
        collections.deque, collections.defaultdict, dt.datetime, io.BytesIO, random.Random, pd.DataFrame, pd.Series,
    )
)  # fmt: skip


def one(a):
    return a


def other(a):
    return -a


def called(function, defaults=None, keywords=None):
    """A function of one name and module, whatever its code is."""
    made = types.FunctionType(function.__code__, {}, "same", defaults)
    made.__kwdefaults__, made.__qualname__ = keywords, "same"
    return made


def slotted(x):
    made = Slotted()
    made.x = x
    return made


def spaced(x):
    made = Space()
    Space.x.__set__(made, x)
    return made


TAKEN = {
    "a slot": ("x", lambda: slotted(1), lambda: slotted(2)),
    "a field of a row": ("a", lambda: Row(1, 2), lambda: Row(2, 2)),
    "a slot of a namespace": ("x", lambda: spaced(1), lambda: spaced(2)),
    "how long a deque is": ("maxlen", lambda: Deque([1], 3), lambda: Deque([1], 4)),
    "a factory": ("default_factory", lambda: Dict(list), lambda: Dict(set)),
    "the fold of a moment": ("fold", lambda: Moment(2024, 1, 1, fold=1), lambda: Moment(2024, 1, 1)),
    "where a stream is": ("position", lambda: Stream(b"a"), lambda: bearing(Stream(b"a"), None, seek=1)),
    "the state of a generator": ("state", lambda: Dice(1), lambda: Dice(2)),
    "the cells of a frame": ("data", lambda: Frame({"a": [1]}), lambda: Frame({"a": [2]})),
    "the cells of a plain frame": ("data", lambda: pd.DataFrame({"a": [1]}), lambda: pd.DataFrame({"a": [2]})),
    "the labels of a frame": ("columns", lambda: Frame({"a": [1]}), lambda: Frame({"b": [1]})),
    "the cells of a series": ("values", lambda: Series([1]), lambda: Series([2])),
    "what a partial calls": ("function", lambda: functools.partial(int, "1"), lambda: functools.partial(float, "1")),
    "the code of a function": ("code", lambda: called(one), lambda: called(other)),
    "the defaults of a function": ("defaults", lambda: called(one, (1,)), lambda: called(one, (2,))),
    "its keywords' defaults": ("kwdefaults", lambda: called(one, None, {"a": 1}), lambda: called(one, None, {"a": 2})),
}  # fmt: skip


def bearing(value, name, held=None, seek=None):
    """Let a value bear an attribute, past whatever its class makes of the name."""
    if seek is not None:
        value.seek(seek)
    if name is not None:
        vars(value)[name] = held
    return value


@pytest.mark.parametrize(("name", "make", "another"), TAKEN.values(), ids=TAKEN)
def test_an_attribute_does_not_hide_the_part_whose_name_it_bears(name, make, another):
    """Values that differ in the part differ, whatever the attribute is; and so do those that differ in it."""
    with_it = [encode([bearing(each(), name, 5)]) for each in (make, another)]
    assert with_it[0] != with_it[1]
    assert encode([bearing(make(), name, 5)]) == with_it[0]
    assert encode([bearing(make(), name, 6)]) != with_it[0]
    assert encode([make()]) != with_it[0]
    tree = decode(with_it[0])
    assert encode(from_text(to_text(tree))) == encode(from_text(to_text(decode(with_it[0]))))
    assert f"__dict__.{name}" in (tree[0].fields or {}) or name in tree[0].fields


class Refused(Exception):
    """As many are written: it keeps its message, and says more than that."""

    said = "refused: "

    def __init__(self, message, code=400):
        super().__init__(message)
        self.message, self.code = message, code

    def __str__(self):
        return f"{self.said}{self.message}"


class Kept(ValueError):
    """It keeps what errors have of their own under other meanings."""

    def __init__(self, message):
        super().__init__(message)
        self.message, self.exceptions, self.errno = message, [KeyError("k")], 7


group = getattr(builtins, "ExceptionGroup", ValueError)


def test_two_texts_of_one_message_differ():
    """Where one version of a class says it in other words, its attributes and arguments being alike."""
    reworded = type("Refused", (Refused,), {"said": "not taken: ", "__module__": __name__})
    assert str(Refused("a")) != str(reworded("a"))
    assert encode(Refused("a")) != encode(reworded("a"))
    assert decode(encode(reworded("a"))).fields["message"] == "not taken: a"


@pytest.mark.parametrize(
    "error",
    [Refused("a", 404), Kept("b"), group("g", [Kept("c"), ValueError(1)]), OSError(2, "no", "f")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_an_error_is_made_again_with_all_that_it_bears(error):
    """Its message, its members and its code, whatever these mean in other classes."""
    known = {f"{__name__}.{cls.__name__}": cls for cls in (Refused, Kept)}
    made = rebuild(decode(encode(error)), known)
    assert encode(made) == encode(error)
    assert str(made) == str(error)
    assert vars(made).keys() == vars(error).keys()
    assert getattr(made, "message", None) == getattr(error, "message", None)


def test_a_row_that_bears_a_name_twice_is_made_again():
    """Each of the two at its place."""
    row = bearing(Row(1, decimal.Decimal(2)), "a", [3])
    made = rebuild(decode(encode(row)), {f"{__name__}.Row": Row})
    assert (made.a, made.b, vars(made)) == (1, 2, {"a": [3]})


@pytest.mark.parametrize(
    ("make", "data"),
    [
        (collections.UserDict, collections.Counter(a=1)), (collections.UserDict, collections.OrderedDict(a=1)),
        (collections.UserList, collections.deque([1])), (collections.UserList, Row(1, 2)),
        (types.MappingProxyType, collections.Counter(a=1)), (types.MappingProxyType, collections.ChainMap({"a": 1})),
    ],
    ids=lambda part: getattr(part, "__name__", type(part).__name__),
)  # fmt: skip
def test_what_wraps_another_container_is_that_container_wrapped(make, data):
    """A Counter in a view is a Counter: it equals no dict of the same entries there."""
    plain = list(data) if make is collections.UserList else dict(data)

    def wrapped(held):
        if make is types.MappingProxyType:
            return make(held)
        made = make()
        made.data = held
        return made

    assert encode([wrapped(data)]) == encode([wrapped(data)])
    assert encode([wrapped(data)]) != encode([wrapped(plain)])


def test_a_view_of_another_mapping_is_made_again():
    """As a view of that mapping."""
    view = types.MappingProxyType(collections.Counter(a=2))
    made = rebuild(decode(encode(view)))
    assert encode(made) == encode(view)
    assert made["b"] == 0
