"""A value that is made again is the one that was recorded, whatever its class does when one is made."""

import collections
import dataclasses
import datetime as dt
import enum
import typing
import zoneinfo

import attrs
import msgspec
import pydantic
import pytest

from switchover.values import RebuildError, decode, encode, from_text, rebuild, to_text


@dataclasses.dataclass
class Doubled:
    x: int
    tags: list = dataclasses.field(default_factory=list)

    def __post_init__(self):
        self.x *= 2
        self.tags = [*self.tags, "made"]


@dataclasses.dataclass(frozen=True)
class FrozenDoubled:
    x: int
    half: int = dataclasses.field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "x", self.x * 2)
        object.__setattr__(self, "half", self.x // 2)


@dataclasses.dataclass
class SlottedDoubled:
    __slots__ = ("x",)
    x: int

    def __post_init__(self):
        self.x *= 2


@dataclasses.dataclass
class Counted(Doubled):
    seen: typing.Any = None


@attrs.define
class Converted:
    x: int = attrs.field(converter=lambda x: x * 2)
    _hidden: list = attrs.field(factory=list, converter=lambda held: [*held, 0])


@attrs.frozen
class FrozenConverted:
    x: int = attrs.field(converter=lambda x: x * 2)


class Validated(pydantic.BaseModel):
    x: int
    names: list = []
    when: typing.Optional[dt.date] = None
    days: typing.List[dt.date] = []  # noqa: UP006 - pydantic reads it, on Python 3.9 as well

    @pydantic.field_validator("x")
    @classmethod
    def doubled(cls, x):
        return x * 2

    @pydantic.field_validator("names")
    @classmethod
    def longer(cls, names):
        return [*names, "more"]


class FrozenValidated(pydantic.BaseModel, frozen=True):
    x: int = pydantic.Field(alias="ex")

    @pydantic.field_validator("x")
    @classmethod
    def doubled(cls, x):
        return x * 2


class Struct(msgspec.Struct):
    x: int

    def __post_init__(self):
        self.x *= 2


class FrozenStruct(msgspec.Struct, frozen=True):
    x: int

    def __post_init__(self):
        msgspec.structs.force_setattr(self, "x", self.x * 2)


class Tripled(collections.namedtuple("Tripled", "a b")):
    __slots__ = ()

    def __new__(cls, a, b=0):
        return super().__new__(cls, a * 3, b)


class Refusing(ValueError):
    def __init__(self, code, *, detail):
        super().__init__(f"refused {code}")
        self.code, self.detail = code, detail


class Colour(enum.Enum):
    RED = 1
    CRIMSON = 1  # noqa: PIE796 - a second name
    DEEP = (1, 2)


class Bits(enum.Flag):
    A = 1
    B = 2


class Day(dt.date):
    pass


class Hour(dt.time):
    pass


class Moment(dt.datetime):
    pass


def bearing(made, **held):
    vars(made).update(held)
    return made


BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def allowed(name):
    module, _, path = name.rpartition(".")
    return globals().get(path) if module == __name__ else None


def again(value):
    return rebuild(decode(encode(value)), allowed)


@pytest.mark.parametrize(
    "value",
    [
        Doubled(1), Doubled(1, ["a"]), FrozenDoubled(2), SlottedDoubled(2), Counted(1, [], {"k": Doubled(3)}),
        Converted(1, [5]), FrozenConverted(2), Validated(x=1, names=["a"]), FrozenValidated(ex=2),
        Validated(x=1, when=dt.date(2024, 1, 1), days=[dt.date(2024, 1, 2)]),
        Struct(2), FrozenStruct(2), Tripled(1, 2), Tripled("ab", None), Refusing(3, detail=[1]),
        Colour.RED, Colour.CRIMSON, Colour.DEEP, Bits.A | Bits.B, Bits(0),
        [Doubled(1), {"k": (Converted(1), Struct(5))}],
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_a_class_does_is_not_done_twice(value):
    """Neither by `__post_init__`, a converter, a validator, nor a `__new__`: input is what was recorded."""
    document = encode(value)
    made = again(value)
    assert type(made) is type(value)
    assert encode(made) == document
    assert encode(again(made)) == document
    assert encode(rebuild(from_text(to_text(decode(document))), allowed)) == encode(made)


@pytest.mark.parametrize(
    "value",
    [
        Hour(12, tzinfo=BERLIN), Hour(12, fold=1, tzinfo=BERLIN), Hour(12, tzinfo=dt.timezone.utc),
        Moment(2024, 10, 27, 2, 30, fold=1, tzinfo=BERLIN), bearing(Moment(2024, 1, 1), unit="s"),
        bearing(Day(2024, 1, 1), fold=2, tzinfo="none", unit="d"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_moment_of_a_class_of_its_own_keeps_its_fold_and_zone(value):
    """As one of the standard types does; what else it bears stays an attribute."""
    document = encode(value)
    assert encode(again(value)) == document
    assert type(again(value)) is type(value)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_moment_and_a_span_of_pandas_keep_how_fine_they_count(unit):
    """To the nanosecond; of a zone the offset stays."""
    pandas = pytest.importorskip("pandas")
    known = {"pandas.Timestamp": pandas.Timestamp, "pandas.Timedelta": pandas.Timedelta}
    fine = pandas.Timedelta(5, unit).as_unit(unit)
    moment = pandas.Timestamp("2024-10-27 02:30:00").as_unit(unit) + fine
    there = moment.tz_localize("Europe/Berlin", ambiguous=False)
    for value in (moment, there, there.replace(fold=1), fine, -fine):
        document = encode(value)
        assert encode(rebuild(decode(document), known)) == document


def written(kind, **fields):
    return {"$object": {"type": f"{__name__}.{kind}", "fields": fields}}


@pytest.mark.parametrize(
    ("kind", "fields", "held"),
    [
        ("Validated", {"x": 1, "when": "2024-01-31"}, dt.date(2024, 1, 31)),
        ("Validated", {"x": 1, "when": None}, None),
        ("Validated", {"x": 1, "when": {"$date": "2024-01-31"}}, dt.date(2024, 1, 31)),
    ],
)
def test_what_a_person_wrote_is_converted(kind, fields, held):
    """A text becomes the date that the class makes of it: there its own type was never recorded."""
    import json

    made = rebuild(from_text(json.dumps(written(kind, **fields))), allowed)
    assert made.when == held


def test_a_list_that_a_person_wrote_is_converted_as_a_whole():
    """Its items bear another type than what the class made of them."""
    import json

    made = rebuild(from_text(json.dumps(written("Validated", x=1, days=["2024-01-02"]))), allowed)
    assert made.days == [dt.date(2024, 1, 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"$enum": ["MODULE.Colour.RED", 5]}', "has another value by now"),
        ('{"$enum": ["MODULE.Colour.RED", true]}', "has another value by now"),
        ('{"$enum": ["MODULE.Colour.RED", 1.0]}', "has another value by now"),
        ('{"$enum": ["MODULE.Colour.GREEN", 1]}', "GREEN"),
        ('{"$enum": ["MODULE.Missing.RED", 1]}', "not among those"),
        ('{"$object": {"type": "MODULE.Doubled", "fields": {}}}', "missing"),
        ('{"$object": {"type": "MODULE.Tripled", "fields": {"a": 1}}}', "b"),
        ('{"$object": {"type": "MODULE.Doubled", "items": [1]}}', "missing"),
        ('{"$object": {"type": "memoryview", "base": {"$bytes": "abc"}, "fields": {"format": "i", "shape": {"$tuple": [1]}}}}', "memoryview"),
        ('{"$object": {"type": "datetime.time", "base": "25:00"}}', "datetime.time"),
        ('{"$object": {"type": "datetime.datetime", "base": "2024-01-01", "fields": {"year": 5, "odd": 1}}}', "datetime"),
    ],
)  # fmt: skip
def test_what_is_not_that_value_is_refused(text, said):
    """Rather than something near it."""
    with pytest.raises(RebuildError, match=said):
        rebuild(from_text(text.replace("MODULE", __name__)), allowed)


def test_the_name_of_a_member_alone_will_do():
    """As a person writes it: the value is then whatever the class has by now."""
    assert rebuild(from_text(f'{{"$enum": "{__name__}.Colour.DEEP"}}'), allowed) is Colour.DEEP
