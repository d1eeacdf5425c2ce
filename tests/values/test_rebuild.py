"""Live values from trees: standard types always, other classes only where they are allowed."""

import collections
import datetime as dt
import decimal
import enum
import functools
import io
import random
import re
import types
import typing
import uuid
import weakref

import attrs
import msgspec
import pydantic
import pytest

from switchover.values import (
    Node,
    RebuildError,
    decode,
    encode,
    from_text,
    loaded_class,
    rebuild,
    to_text,
)

from . import pairs

NOT_MADE = {
    "buffer", "zone", "code", "closure", "default", "method", "bound built-in", "module",
    "module made on the way", "class made on the way", "itemgetter", "attrgetter", "methodcaller",
    "partial", "count", "match", "hash", "md5", "shake", "blake", "hmac", "context",
    "decimal context", "weakref", "local", "queue", "ctypes", "ctypes structure", "sqlite row",
    "struct_time", "stat", "alias", "Struct", "Template", "message", "cookie", "url", "element",
    "element tree", "NormalDist", "logger", "dialect", "mmap", "ChainMap", "UserDict", "UserList",
    "UserString", "object", "Array", "Stream", "slot declared again", "context variable",
    "weakref subclass", "property", "name of a function", "parts that bear a name of ours",
    "class of a metaclass", "module subclass",
}  # fmt: skip
"""Types without a way back; an error says so."""


def allowed(name: str) -> type | None:
    module, _, path = name.rpartition(".")
    return getattr(pairs, path, None) if module == pairs.__name__ else None


@pytest.mark.parametrize(
    "row", [row for row in pairs.STANDARD if row[0] not in NOT_MADE], ids=lambda row: row[0]
)
def test_a_value_is_made_again(row):
    """It has the document of the first."""
    document = encode([row[1]()])
    assert encode(rebuild(decode(document), allowed)) == document


KINDS = [(row[0], make) for row in pairs.STANDARD for make in row[1:]]


class Ordered(collections.OrderedDict):
    pass


class Namespace(types.SimpleNamespace):
    pass


class Chained(collections.ChainMap):
    pass


class Defaults(collections.defaultdict):
    pass


class Own(random.Random):
    pass


BEARING = [
    (make, is_made)
    for make, is_made in (
        (lambda: collections.OrderedDict(b=1, a=2), True),
        (lambda: Ordered(b=1, a=2), True),
        (lambda: collections.Counter("aab"), True),
        (lambda: Defaults(int, a=1), True),
        (lambda: types.SimpleNamespace(a=1), True),
        (lambda: Namespace(a=1), True),
        (lambda: Chained({"a": 1}), True),
        (lambda: io.BytesIO(b"ab"), True),
        (lambda: io.StringIO("ab\n", newline="\r\n"), True),
        (lambda: random.Random(7), True),
        (lambda: Own(7), False),
        (lambda: ValueError("a", 1), True),
        (lambda: pairs.Money("1.50"), True),
        (lambda: pairs.Ratio(1, 3), True),
        (lambda: pairs.Moment(2024, 5, 1, fold=1), True),
        (lambda: pairs.Time(1, 2, fold=1), True),
        (lambda: pairs.Deque([1], 3), True),
        (lambda: pairs.Cells(b"a"), True),
        (lambda: pairs.Stream(b"a"), False),
        (lambda: pairs.Array("i", [1]), False),
        (lambda: collections.UserDict(a=1), False),
        (lambda: weakref.WeakValueDictionary(), False),
        (lambda: functools.partial(int, "1"), False),
    )
]


def text_of(value):
    return to_text(decode(encode(value)))


def made_again(value):
    """What a reader of its text makes of it, with every class that is loaded; None if nothing."""
    try:
        return rebuild(from_text(text_of(value)), loaded_class)
    except RebuildError:
        return None


@pytest.mark.parametrize(
    ("kind", "make"), KINDS, ids=[f"{n} {at}" for at, (n, _) in enumerate(KINDS)]
)
def test_a_value_is_made_as_it_was_or_not_at_all(kind, make):
    """Whatever class is allowed: one that cannot be made of its parts is refused."""
    made = made_again([make()])
    assert made is None or text_of(made) == text_of([make()])


@pytest.mark.parametrize(("make", "is_made"), BEARING, ids=range(len(BEARING)))
def test_what_a_value_bears_beside_what_it_is_is_made_again(make, is_made):
    """Attributes of one that takes any, closed or not; or the whole is refused."""
    values = [make(), pairs.bearing(make, name="n", tags=["x"])()]
    values += [value for value in map(closed, (make(), pairs.bearing(make, name="n")())) if value]
    for value in values:
        made = made_again(value)
        assert (made is not None) == is_made
        assert made is None or (type(made), text_of(made)) == (type(value), text_of(value))


def closed(value):
    if not hasattr(value, "close"):
        return None
    value.close()
    return value


def test_a_source_of_randomness_goes_on_as_the_one_that_was_recorded():
    """Whatever it has given before."""
    source = random.Random(3)
    source.gauss(0, 1), source.random()
    made = made_again(source)
    assert [made.gauss(0, 1) for _ in range(3)] == [source.gauss(0, 1) for _ in range(3)]
    assert made.random() == source.random()


def test_a_class_that_is_not_allowed_is_not_made():
    """Nothing of it is imported or called; the error names it."""
    with pytest.raises(RebuildError, match=r"pairs\.Plain is not among those"):
        rebuild(decode(encode(pairs.Plain(x=1))))
    with pytest.raises(RebuildError, match="eval is not among"):
        rebuild(from_text('{"$object": {"type": "eval", "base": "1"}}'))
    with pytest.raises(RebuildError, match="builtin_function"):
        rebuild(decode(encode(len)))


def test_an_opaque_value_is_not_made():
    """The error says why it is opaque."""
    with pytest.raises(RebuildError, match="keeps state in C"):
        rebuild(decode(encode([(y for y in ())])))


@attrs.define
class Attrs:
    x: int
    _y: int = 0


class Struct(msgspec.Struct):
    x: int


class Model(pydantic.BaseModel):
    x: int = pydantic.Field(alias="ex")
    at: dt.date | None = None
    _hidden: int = pydantic.PrivateAttr(default=0)


class Kind(enum.StrEnum):
    A = "a"


class Named(typing.NamedTuple):
    a: int
    b: Kind


@pytest.mark.parametrize(
    "value",
    [Attrs(1, 2), Struct(1), Model(ex=1, at=dt.date(2024, 1, 1)), Named(1, Kind.A)],
    ids=lambda value: type(value).__name__,
)
def test_models_of_libraries_are_made_again(value):
    """attrs, msgspec, pydantic, named tuples and enums, through the text as well."""
    known = {
        f"{cls.__module__}.{cls.__qualname__}": cls for cls in (Attrs, Struct, Model, Kind, Named)
    }
    made = rebuild(from_text(to_text(decode(encode(value)))), known)
    assert made == value
    assert encode(made) == encode(value)


def test_a_cycle_is_not_made():
    """It ends with an error, not without an end."""
    ring: list = []
    ring.append(ring)
    with pytest.raises(RebuildError, match="part of itself"):
        rebuild(decode(encode(ring)))


def test_parts_that_a_class_does_not_take_are_an_error():
    """With the class and what it said."""
    tree = from_text('{"$object": {"type": "p.Point", "fields": {"z": 1}}}')
    with pytest.raises(RebuildError, match=r"p\.Point cannot be made of these parts"):
        rebuild(tree, {"p.Point": pairs.Point})


class Outer:
    class Inner:
        pass


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("decimal.Decimal", __import__("decimal").Decimal),
        (f"{__name__}.Outer.Inner", Outer.Inner),
        (f"{__name__}.Outer.Other", None),
        (f"{__name__}.allowed", None),
        ("never_loaded.Thing", None),
        ("int", None),
        ("__class__", None),
        ("", None),
    ],
)
def test_a_class_is_found_where_its_module_is_loaded(name, found):
    """By the name that documents have, within classes as well; nothing is imported for it."""
    assert loaded_class(name) is found


COLLIDING = 2**61 - 1
"""Numbers that it divides have one hash."""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"$dict": [[{"$object": {"type": "collections.deque", "items": []}}, 1]]}', "unhashable"),
        ('{"$set": [{"$decimal": "sNaN"}]}', "signaling NaN"),
        ('{"$dict": [[{"$decimal": "1.0"}, "a"], [{"$decimal": "1.00"}, "b"]]}', "one and the same"),
        ('{"$frozenset": [1, {"$decimal": "1"}]}', "one and the same"),
        (
            to_text(decode(encode({decimal.Decimal(n * COLLIDING) for n in range(1, 1200)}))),
            "more than 1000 keys collide",
        ),
        ("[" * 600 + '{"$decimal": "1"}' + "]" * 600, "nested too deeply"),
    ],
    ids=["no hash", "raises", "a value lost", "a member lost", "colliding", "deep"],
)  # fmt: skip
def test_what_cannot_be_made_without_loss_or_in_time_is_an_error(text, said):
    """A tree tells keys apart that live values do not: none of them is dropped without a word."""
    with pytest.raises(RebuildError, match=said):
        rebuild(from_text(text))


def test_keys_that_live_values_tell_apart_are_made_again():
    """Whatever they are made of."""
    value = {
        decimal.Decimal(1): "a",
        (dt.date(2024, 1, 1), 2): "b",
        frozenset({uuid.UUID(int=1)}): 3,
    }
    assert rebuild(from_text(to_text(decode(encode(value))))) == value


def test_a_pattern_that_prints_when_it_is_made_is_not_made(capsys):
    """What is read stays silent."""
    with pytest.raises(RebuildError, match="DEBUG"):
        rebuild(Node("re.Pattern", {"flags": 32 | re.DEBUG}, "a+"))
    assert capsys.readouterr().out == ""
