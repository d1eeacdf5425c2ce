"""Live values from trees: standard types always, other classes only where they are allowed."""

import datetime as dt
import decimal
import enum
import re
import typing
import uuid

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
    "partial", "count", "match", "hash", "md5", "shake", "blake", "hmac", "random", "context",
    "decimal context", "weakref", "local", "queue", "ctypes", "ctypes structure", "sqlite row",
    "struct_time", "stat", "alias", "Struct", "Template", "message", "cookie", "url", "element",
    "element tree", "NormalDist", "logger", "dialect", "mmap", "ChainMap", "UserDict", "UserList",
    "UserString", "object", "Array", "Stream", "slot declared again",
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
