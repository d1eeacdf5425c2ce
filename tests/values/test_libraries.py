"""Values of libraries: equal exactly where equal, against neighbours that differ in one thing.

A library that is not installed here leaves its rows out, and says so.
"""

import contextlib
import datetime as dt
import decimal
import functools
import importlib
import io
import subprocess
import sys
import types
import weakref
import xml.etree.ElementTree as ET

import attrs
import msgspec
import numpy as np
import pandas as pd
import pydantic
import pydantic.v1
import pytest

from switchover.values import decode, encode, from_text, opener, register, to_text
from switchover.values.errors import OpenerError

from .test_kinds import reasons

D = pd.DataFrame
C = pd.Categorical


class Quantity(np.ndarray):
    """An array that bears attributes."""


class Measured(D):
    """A frame that bears attributes."""

    _metadata = ["unit"]

    @property
    def _constructor(self):
        return Measured


class Unit(pd.api.extensions.ExtensionDtype):
    """A dtype whose text leaves out what it bears."""

    name, type = "unit", float

    def __init__(self, unit="m"):
        self.unit = unit

    @classmethod
    def construct_array_type(cls):
        return Units


class Units(pd.api.extensions.ExtensionArray):
    """An array of numbers with a unit."""

    dtype = property(lambda self: Unit(self.unit))

    def __init__(self, numbers, unit):
        self.numbers, self.unit = np.asarray(numbers), unit

    def __len__(self):
        return len(self.numbers)

    def __getitem__(self, at):
        held = self.numbers[at]
        return held if np.isscalar(held) else Units(held, self.unit)

    def copy(self):
        return Units(self.numbers.copy(), self.unit)

    def isna(self):
        return np.isnan(self.numbers)


def text_of(text):
    def made():
        element = ET.Element("a")
        element.text = text
        return element

    return made


def bearing(make, **attributes):
    def made():
        value = make()
        for name, held in attributes.items():
            if name == "attrs":
                value.attrs.update(held)
            elif name == "columns_name":
                value.columns.name = held
            elif name == "shown":
                value.seek(held)
            else:
                setattr(value, name, held)
        return value

    return made


def quantity(number):
    return lambda: np.array([number]).view(Quantity)


@attrs.define
class Attrs:
    x: int
    y: int = attrs.field(default=0, eq=False)

    @functools.cached_property
    def twice(self):
        return 2 * self.x


@attrs.frozen(cache_hash=True)
class Hashed:
    x: int


class Struct(msgspec.Struct):
    x: int


class Model(pydantic.BaseModel):
    model_config = {"extra": "allow"}
    x: int = 1
    _hidden: int = pydantic.PrivateAttr(default=5)

    @functools.cached_property
    def twice(self):
        return 2 * self.x


class Old(pydantic.v1.BaseModel):
    x: int = 1
    _hidden: int = pydantic.v1.PrivateAttr(default=5)


def invalid(value):
    def made():
        with pytest.raises(pydantic.ValidationError) as caught:
            Model(x=value)
        return caught.value

    return made


def url(text):
    return lambda: pydantic.TypeAdapter(pydantic.AnyUrl).validate_python(text)


def s(value, dtype=None):
    return lambda: pd.Series(value, dtype=dtype)


def image(colour, mode="RGB"):
    return lambda: importlib.import_module("PIL.Image").new(mode, (2, 2), colour)


def animated(*colours):
    """A picture of each colour, one after the other."""

    def made():
        image, held = importlib.import_module("PIL.Image"), io.BytesIO()
        first, *more = (image.new("RGB", (2, 2), colour) for colour in colours)
        first.save(held, "GIF", save_all=True, append_images=more)
        return image.open(held)

    return made


def columned(*categories):
    index = lambda: pd.CategoricalIndex(["a"], categories=categories)  # noqa: E731
    return lambda: D([[1]], columns=index())


def arrowed(number, kind):
    """A series of one cell that Arrow holds as this type."""

    def made():
        arrow = importlib.import_module("pyarrow")
        name, _, unit = kind.rstrip("]").partition("[")
        cell = arrow.array([number], getattr(arrow, name)(unit))
        return pd.Series(pd.arrays.ArrowExtensionArray(cell))

    return made


def multi(*tuples, names=("x", "y")):
    return lambda: D({"a": [1, 2]}, index=pd.MultiIndex.from_tuples(tuples, names=names))


def sorted_(name, *args):
    return lambda: getattr(importlib.import_module("sortedcontainers"), name)(*args)


structured = [("a", "i4"), ("b", "f8")]
paris = "Europe/Paris"
ROWS = [
    ("generator", lambda: np.random.default_rng(1), lambda: np.random.default_rng(2)),
    ("random state", lambda: np.random.RandomState(1), lambda: np.random.RandomState(2)),
    ("bit generator", lambda: np.random.PCG64(1), lambda: np.random.PCG64(2)),
    ("array", lambda: np.array([1, 2]), lambda: np.array([1, 3]), lambda: np.array([1.0, 2.0]), lambda: np.array([[1, 2]]), lambda: [1, 2]),
    ("masked", lambda: np.ma.array([1, 2], mask=[0, 1]), lambda: np.ma.array([1, 2], mask=[0, 0]), lambda: np.ma.array([3, 2], mask=[0, 1]), lambda: np.ma.array([1, 2], mask=[0, 1], fill_value=7)),
    ("structured", lambda: np.array([(1, 2.0)], structured), lambda: np.array([(1, 3.0)], structured), lambda: np.array([(1, 2.0)], [("a", "i4"), ("c", "f8")])),
    ("record array", lambda: np.rec.array([(1, 2.0)], structured), lambda: np.rec.array([(1, 3.0)], structured), lambda: np.array([(1, 2.0)], structured)),
    ("record", lambda: np.rec.array([(1, 2.0)], structured)[0], lambda: np.rec.array([(1, 3.0)], structured)[0]),
    ("objects", lambda: np.array([1, "a", None], object), lambda: np.array([1, "b", None], object)),
    ("texts", lambda: np.array(["a", "bb"]), lambda: np.array(["a", "bc"]), lambda: np.array([b"a", b"bb"])),
    ("moments", lambda: np.array(["2024-01-01"], "M8[ns]"), lambda: np.array(["2024-01-01"], "M8[s]"), lambda: np.array(["2024-01-02"], "M8[ns]")),
    ("long double", lambda: np.array([1.5], np.longdouble), lambda: np.array([1.25], np.longdouble)),
    ("matrix", lambda: np.asmatrix([[1]]), lambda: np.asmatrix([[2]]), lambda: np.array([[1]])),
    ("array with unit", bearing(quantity(1), unit="m"), bearing(quantity(2), unit="m"), bearing(quantity(1), unit="k"), lambda: np.array([1])),
    ("scalar", lambda: np.float64(1), lambda: np.float64(2), lambda: 1.0, lambda: np.float32(1), lambda: np.array(1.0)),
    ("moment", lambda: np.datetime64("2024-01-01"), lambda: np.datetime64("2024-01-02"), lambda: np.datetime64("2024-01-01", "s")),
    ("no dimension", lambda: np.array(1), lambda: np.array([1]), lambda: np.array(2)),
    ("dtype", lambda: np.dtype("i4"), lambda: np.dtype("i8")),
    ("ufunc", lambda: np.add, lambda: np.subtract),
    ("array of units", lambda: Units([1.0], "m"), lambda: Units([1.0], "km"), lambda: Units([2.0], "m")),
    ("series of units", lambda: pd.Series(Units([1.0], "m")), lambda: pd.Series(Units([1.0], "km"))),
    ("dtype of units", lambda: Unit("m"), lambda: Unit("km")),
    ("Timestamp's unit", lambda: pd.Timestamp("2024").as_unit("s"), lambda: pd.Timestamp("2024").as_unit("ns")),
    ("Timedelta's unit", lambda: pd.Timedelta("1s").as_unit("s"), lambda: pd.Timedelta("1s").as_unit("ns")),
    ("element's text", text_of(None), text_of(""), text_of("a")),
    ("frame", lambda: D({"a": [1, 2]}), lambda: D({"a": [1, 3]}), lambda: D({"b": [1, 2]}), lambda: D({"a": [1.0, 2]}), lambda: D({"a": [1, 2]}, index=[1, 2])),
    ("columns' name", bearing(lambda: D({"a": [1]}), columns_name="x"), bearing(lambda: D({"a": [1]}), columns_name="y"), lambda: D({"a": [1]})),
    ("frame attrs", bearing(lambda: D({"a": [1]}), attrs={"k": 1}), bearing(lambda: D({"a": [1]}), attrs={"k": 2})),
    ("series attrs", bearing(s([1]), attrs={"k": 1}), bearing(s([1]), attrs={"k": 2})),
    ("frame flags", lambda: D({"a": [1]}).set_flags(allows_duplicate_labels=False), lambda: D({"a": [1]})),
    ("frame subclass", bearing(lambda: Measured({"a": [1]}), unit="m"), bearing(lambda: Measured({"a": [1]}), unit="k"), lambda: D({"a": [1]})),
    ("categorical", lambda: C(["a", "b"]), lambda: C(["a", "b"], categories=["b", "a"]), lambda: C(["a", "b"], ordered=True), lambda: C(["a", "b"], categories=["a", "b", "c"])),
    ("series of categories", s(C(["a", "b"])), s(C(["a", "b"], categories=["b", "a"])), s(C(["a", "b"], ordered=True)), s(["a", "b"])),
    ("series of texts", s(["x", None]), s(["x", "y"]), s(["x", ""]), s(["x", None], "object")),
    ("series with missing", s([1, None], "Int64"), s([1, 2], "Int64"), s([1, 0], "Int64")),
    ("series in a zone", lambda: pd.Series(pd.to_datetime(["2024-01-01"]).tz_localize("UTC")), lambda: pd.Series(pd.to_datetime(["2024-01-01"]).tz_localize("UTC").tz_convert(paris))),
    ("periods", lambda: pd.Series(pd.period_range("2024", "2025", freq="M")), lambda: pd.Series(pd.period_range("2023", "2024", freq="M"))),
    ("intervals", lambda: pd.Series(pd.interval_range(0, 3)), lambda: pd.Series(pd.interval_range(0, 3, closed="left")), lambda: pd.Series(pd.interval_range(1, 4))),
    ("sparse", s([0, 1], "Sparse[int]"), s([0, 2], "Sparse[int]"), s([0, 1])),
    ("levels", multi((1, "a"), (2, "b")), multi((1, "a"), (2, "c")), multi((1, "a"), (2, "b"), names=("x", "z"))),
    ("index", lambda: pd.Index([1, 2]), lambda: pd.Index([1, 3]), lambda: pd.Index([1, 2], name="x")),
    ("range index", lambda: pd.RangeIndex(3), lambda: pd.RangeIndex(4), lambda: pd.RangeIndex(3, name="x")),
    ("moments' index", lambda: pd.date_range("2024", periods=3), lambda: pd.date_range("2024", periods=3, freq="2D"), lambda: pd.DatetimeIndex(list(pd.date_range("2024", periods=3)))),
    ("Timestamp", lambda: pd.Timestamp("2024-01-01", tz="UTC"), lambda: pd.Timestamp("2024-01-01", tz="UTC").tz_convert(paris), lambda: pd.Timestamp("2024-01-01 00:00:00.000000001", tz="UTC"), lambda: dt.datetime(2024, 1, 1, tzinfo=dt.timezone.utc)),
    ("Timedelta", lambda: pd.Timedelta(1, "s"), lambda: pd.Timedelta("1s 1ns"), lambda: dt.timedelta(seconds=1)),
    ("Period", lambda: pd.Period("2024-01"), lambda: pd.Period("2024-02"), lambda: pd.Period("2024")),
    ("Interval", lambda: pd.Interval(0, 1), lambda: pd.Interval(0, 2), lambda: pd.Interval(0, 1, closed="left")),
    ("NaT", lambda: pd.NaT, lambda: pd.NA, lambda: None),
    ("offset", lambda: pd.offsets.MonthEnd(1), lambda: pd.offsets.MonthEnd(2), lambda: pd.offsets.MonthBegin(1)),
    ("DateOffset", lambda: pd.DateOffset(months=1), lambda: pd.DateOffset(months=2), lambda: pd.DateOffset(days=1)),
    ("category dtype", lambda: pd.CategoricalDtype(["a"]), lambda: pd.CategoricalDtype(["b"]), lambda: pd.CategoricalDtype(["a"], ordered=True)),
    ("equal names of columns", lambda: D([[1, 2]], columns=["a", "a"]), lambda: D([[1, 3]], columns=["a", "a"])),
    ("attrs", lambda: Attrs(1), lambda: Attrs(2)),
    ("msgspec", lambda: Struct(1), lambda: Struct(2), lambda: msgspec.UNSET),
    ("msgspec raw", lambda: msgspec.Raw(b"1"), lambda: msgspec.Raw(b"2")),
    ("pydantic", Model, lambda: Model(x=2), lambda: Model(y=1), bearing(Model, _hidden=6)),
    ("pydantic 1", Old, lambda: Old(x=2), bearing(Old, _hidden=6)),
    ("pydantic error", invalid("a"), invalid("b"), invalid(None)),
    ("pydantic URL", url("http://a"), url("http://b")),
    ("pydantic secret", lambda: pydantic.SecretStr("a"), lambda: pydantic.SecretStr("b")),
    ("categories of columns", columned("a", "b"), columned("a", "c"), columned("b", "a"), lambda: D([[1]], columns=["a"])),
    ("nanoseconds of Arrow", arrowed(1, "time64[ns]"), arrowed(2, "time64[ns]"), arrowed(None, "time64[ns]"), arrowed(1, "time64[us]")),
    ("moments of Arrow", arrowed(1, "timestamp[ns]"), arrowed(2, "timestamp[ns]"), arrowed(1, "timestamp[us]")),
    ("animation", animated("red", "blue"), animated("red", "green"), animated("red", "blue", "red"), animated("red")),
    ("a picture of an animation", bearing(animated("red", "blue"), shown=1), animated("red", "blue"), image("blue")),
    ("unpacked alias", lambda: next(iter(tuple[int, str])), lambda: next(iter(tuple[int, int])), lambda: tuple[int, str]),
    ("image", image("red"), image("blue"), image("red", "RGBA")),
    ("sorted dict", sorted_("SortedDict", {"a": 1}), sorted_("SortedDict", {"a": 2}), sorted_("SortedDict", len, {"a": 1})),
    ("sorted list", sorted_("SortedList", [1, 2]), sorted_("SortedList", [1, 3])),
    ("sorted set", sorted_("SortedSet", [1, 2]), sorted_("SortedSet", [1, 3])),
]  # fmt: skip


def held(row):
    """A value equals its like, its tree and its text say so, and no neighbour does."""
    _, make, *others = row
    document = encode([make()])
    tree = decode(document)
    assert encode([make()]) == document
    assert reasons(tree) == []
    assert encode(tree) == document
    assert to_text(from_text(to_text(tree))) == to_text(tree)
    for other in others:
        assert encode([other()]) != document


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_value_equals_its_like_and_nothing_else(row):
    """Made anew it has the same document; a neighbour has another; and it is comparable."""
    held(row)


def polars():
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame
    yield "frame", lambda: frame({"a": [1, 2]}), lambda: frame({"a": [1, 3]}), lambda: frame({"b": [1, 2]}), lambda: frame({"a": [1.0, 2]})  # fmt: skip
    yield "series", lambda: pl.Series("x", [1]), lambda: pl.Series("y", [1]), lambda: pl.Series("x", [2])  # fmt: skip
    yield "nanoseconds", lambda: pl.Series([1], dtype=pl.Datetime("ns")), lambda: pl.Series([2], dtype=pl.Datetime("ns"))  # fmt: skip
    yield "nested", lambda: pl.Series([[1]], dtype=pl.List(pl.Datetime("ns"))), lambda: pl.Series([[2]], dtype=pl.List(pl.Datetime("ns")))  # fmt: skip
    beside = lambda kind: pl.Struct({"c": kind, "d": pl.Date})  # noqa: E731
    row = lambda word: [{"c": word, "d": dt.date(2024, 1, 1)}]  # noqa: E731
    mixed = lambda kind, word: lambda: pl.Series(row(word), dtype=beside(kind))  # noqa: E731
    yield "category beside a date", mixed(pl.Categorical, "a"), mixed(pl.Categorical, "b"), mixed(pl.String, "a")  # fmt: skip
    yield "enum beside a date", mixed(pl.Enum(["a", "b"]), "a"), mixed(pl.Enum(["a", "b"]), "b"), mixed(pl.Enum(["b", "a"]), "b")  # fmt: skip
    yield "array of times", lambda: pl.Series([[dt.time(1)]], dtype=pl.Array(pl.Time, 1)), lambda: pl.Series([[dt.time(2)]], dtype=pl.Array(pl.Time, 1))  # fmt: skip
    yield "enum", lambda: pl.Series(["a"], dtype=pl.Enum(["a", "b"])), lambda: pl.Series(["a"], dtype=pl.Enum(["b", "a"]))  # fmt: skip
    yield "decimal", lambda: pl.Series([decimal.Decimal("1.0")]), lambda: pl.Series([decimal.Decimal("1.1")])  # fmt: skip
    yield "lazy", lambda: frame({"a": [1]}).lazy(), lambda: frame({"a": [2]}).lazy(), lambda: frame({"a": [1]}).lazy().select("a")  # fmt: skip
    yield "expression", lambda: pl.col("a") + 1, lambda: pl.col("a") + 2
    assert encode(pl.concat([frame({"a": [1]}), frame({"a": [2]})], rechunk=False)) == encode(frame({"a": [1, 2]}))  # fmt: skip
    assert encode(frame({"a": [0, 1]})[1:]) == encode(frame({"a": [1]}))
    assert encode(frame({"a": [1]}).sort("a")) == encode(frame({"a": [1]}))


def nested_moments(pa):
    """Moments that are finer than Python's, in all that may hold them."""
    holders = {
        "list": (pa.list_, lambda n: [n]),
        "large list": (pa.large_list, lambda n: [n, n]),
        "fixed list": (lambda kind: pa.list_(kind, 1), lambda n: [n]),
        "list of lists": (lambda kind: pa.list_(pa.list_(kind)), lambda n: [[n]]),
        "struct": (lambda kind: pa.struct([("a", kind), ("b", pa.int8())]), lambda n: {"a": n}),
        "map": (lambda kind: pa.map_(pa.date32(), kind), lambda n: [(1, n)]),
    }
    moments = pa.time64("ns"), pa.timestamp("ns", "UTC"), pa.duration("ns"), pa.time32("s")
    for name, (hold, cell) in holders.items():
        for moment in moments:

            def made(n, moment=moment, hold=hold, cell=cell):
                return lambda: pa.array([cell(n), None], hold(moment))

            yield f"{name} of {moment}", made(1), made(2), made(None)


def unions(pa):
    """Values of two types that look alike: of which one each is tells them apart."""

    def of(*codes):
        both = [pa.array([1, 2][: len(codes)])] * 2
        return lambda: pa.UnionArray.from_sparse(pa.array(codes, pa.int8()), both)

    yield "union", of(0, 0), of(0, 1), of(1, 1)
    yield "a value of a union", lambda: of(0)()[0], lambda: of(1)()[0]
    yield "in chunks", lambda: pa.chunked_array([of(0, 1)()]), lambda: pa.chunked_array([of(1, 1)()])  # fmt: skip
    assert encode(pa.chunked_array([of(0)(), of(0)()])) != encode(pa.chunked_array([of(0)()]))
    for within in (pa.StructArray.from_arrays([of(0)()], ["u"]), pa.table({"a": [1]})["a"]):
        assert bool(reasons(decode(encode(within)))) == pa.types.is_struct(within.type)


def pyarrow():
    pa = pytest.importorskip("pyarrow")
    table = lambda *values: lambda: pa.table({"a": list(values)})  # noqa: E731
    yield "table", table(1, 2), table(1, 3), table(1.0, 2.0), lambda: table(1, 2)().replace_schema_metadata({"k": "v"})  # fmt: skip
    yield "NaN", table(1.0, float("nan")), table(1.0, None)
    yield "array", lambda: pa.array([1, None]), lambda: pa.array([1, 2])
    yield "nanoseconds", lambda: pa.array([1], pa.timestamp("ns")), lambda: pa.array([2], pa.timestamp("ns"))  # fmt: skip
    yield from nested_moments(pa)
    yield from unions(pa)
    yield "dictionary", lambda: pa.array(["a"]).dictionary_encode(), lambda: pa.array(["b"]).dictionary_encode()  # fmt: skip
    yield "scalar", lambda: pa.scalar(1), lambda: pa.scalar(2), lambda: pa.scalar(1.0)
    yield "schema", lambda: pa.schema([("a", pa.int64())]), lambda: pa.schema([("a", pa.int32())])
    yield "buffer", lambda: pa.py_buffer(b"a"), lambda: pa.py_buffer(b"b")
    inner = lambda **more: lambda: pa.list_(pa.struct([pa.field("i", pa.int8(), **more)]))  # noqa: E731
    yield "type", inner(), inner(metadata={"k": "v"}), inner(metadata={"k": "w"}), inner(nullable=False)  # fmt: skip
    yield "cells", lambda: pa.array([], inner()()), lambda: pa.array([], inner(metadata={"k": "v"})())  # fmt: skip
    unit = type("Unit", (pa.ExtensionType,), {"__init__": lambda self, held: (setattr(self, "held", held), pa.ExtensionType.__init__(self, pa.int64(), "unit"))[1], "__arrow_ext_serialize__": lambda self: self.held})  # fmt: skip
    of = lambda held: lambda: pa.ExtensionArray.from_storage(unit(held), pa.array([1]))  # noqa: E731
    yield "extension", of(b"m"), of(b"km")
    assert encode(pa.concat_tables([table(1)(), table(2)()])) == encode(table(1, 2)())


def lxml():
    etree = pytest.importorskip("lxml.etree")
    read = lambda text: lambda: etree.fromstring(text)  # noqa: E731
    yield "element", read("<a b='c'>t<d/></a>"), read("<a b='d'>t<d/></a>"), read("<a b='c'>u<d/></a>"), read("<a b='c'>t<d/>v</a>"), read("<a b='c'>t<!--x--></a>")  # fmt: skip
    yield "namespaces", read("<a xmlns:x='u'/>"), read("<a xmlns:x='v'/>")
    yield "comments", read("<a><!--x--><?p y?></a>"), read("<a><!--y--><?p y?></a>"), read("<a><!--x--><?p z?></a>")  # fmt: skip
    yield "texts", lambda: etree.fromstring("<a>x</a>").xpath("//text()"), lambda: etree.fromstring("<a>y</a>").xpath("//text()")  # fmt: skip
    objects = importlib.import_module("lxml.objectify")
    made = lambda text: lambda: objects.fromstring(text)  # noqa: E731
    yield "objects", made("<a><b>1</b><b>2</b></a>"), made("<a><b>1</b><b>3</b></a>"), made("<a><b>1</b></a>")  # fmt: skip
    tree = lambda text: lambda: etree.fromstring(text).getroottree()  # noqa: E731
    yield "tree", tree("<!--x--><a/><?p y?>"), tree("<!--z--><a/><?p y?>"), tree("<!--x--><a/><?p z?>"), tree("<!--x--><a/>")  # fmt: skip
    entity = "<!DOCTYPE a [<!ENTITY x '{}'>]><a/>"
    yield "entities", tree(entity.format(1)), tree(entity.format(2)), tree("<!DOCTYPE a><a/>")


def sqlalchemy():
    sa = pytest.importorskip("sqlalchemy")
    orm = importlib.import_module("sqlalchemy.orm")
    engine = sa.create_engine("sqlite://")
    base = orm.declarative_base()
    user = type("User", (base,), {"__tablename__": "u", "id": sa.Column(sa.Integer, primary_key=True), "name": sa.Column(sa.String)})  # fmt: skip
    row = lambda sql: lambda: orm.Session(engine).execute(sa.text(sql)).fetchone()  # noqa: E731
    yield "row", row("select 1 a, 2 b"), row("select 1 a, 3 b"), row("select 1 a, 2 c")
    yield "instance", lambda: user(id=1, name="a"), lambda: user(id=1, name="b")
    yield "statement", lambda: sa.select(user).where(user.id == 1), lambda: sa.select(user).where(user.id == 2)  # fmt: skip
    engine.dispose()
    column = lambda *args, **more: lambda: sa.Column("a", *args, **more)  # noqa: E731
    yield "column", column(sa.Integer), column(sa.BigInteger), column(sa.Integer, nullable=False), column(sa.Integer, sa.ForeignKey("u.id")), column(sa.Integer, server_default="1"), column(sa.Integer, default=2)  # fmt: skip
    table = lambda *parts: lambda: sa.Table("t", sa.MetaData(), *[part() for part in parts])  # noqa: E731
    yield "table", table(column(sa.Integer)), table(column(sa.String)), table(), table(column(sa.Integer), lambda: sa.UniqueConstraint("a")), table(column(sa.Integer, index=True))  # fmt: skip
    yield "tables", lambda: table(column(sa.Integer))().metadata, lambda: table()().metadata
    one = lambda: sa.select(table(column(sa.Integer))().c.a)  # noqa: E731
    yield "lock", lambda: one().with_for_update(), lambda: one().with_for_update(skip_locked=True)
    yield "options", one, lambda: one().execution_options(x=1), lambda: sa.select(table(column(sa.String))().c.a)  # fmt: skip
    yield "bound", lambda: sa.literal(1, sa.Integer), lambda: sa.literal(1, sa.BigInteger)
    yield "attribute", lambda: user.id, lambda: user.name


def protobuf():
    pb = pytest.importorskip("google.protobuf.descriptor_pb2")
    structs = importlib.import_module("google.protobuf.struct_pb2")
    wrapped = importlib.import_module("google.protobuf.wrappers_pb2")
    anything = importlib.import_module("google.protobuf.any_pb2")

    def struct(held):
        message = structs.Struct()
        message.update(held)
        return message

    yield "fields", lambda: pb.FieldDescriptorProto(name="a", number=1), lambda: pb.FieldDescriptorProto(name="a", number=2), lambda: pb.FieldDescriptorProto(name="a"), lambda: pb.EnumValueDescriptorProto(name="a", number=1)  # fmt: skip
    yield "presence", pb.FieldOptions, lambda: pb.FieldOptions(packed=False), lambda: pb.FieldOptions(packed=True)  # fmt: skip
    yield "presence of a part", pb.FieldDescriptorProto, lambda: pb.FieldDescriptorProto(options={})
    yield "repeated", lambda: pb.FileDescriptorProto(dependency=["a", "b"]), lambda: pb.FileDescriptorProto(dependency=["b", "a"]), lambda: pb.FileDescriptorProto(dependency=["a"])  # fmt: skip
    yield "nested", lambda: struct({"a": [1, {"b": None}]}), lambda: struct({"a": [1, {"b": False}]}), lambda: struct({"a": [1, {}]})  # fmt: skip
    yield "floats", lambda: wrapped.DoubleValue(value=float("nan")), lambda: wrapped.DoubleValue(value=1.5), wrapped.DoubleValue  # fmt: skip
    yield "sign of zero", lambda: wrapped.DoubleValue(value=-0.0), wrapped.DoubleValue
    yield "any", lambda: anything.Any(type_url="u", value=b"a"), lambda: anything.Any(type_url="v", value=b"a")  # fmt: skip
    # Number 1000 is in no schema; a group (wire type 3) holds fields of its own.
    unknown = lambda data: lambda: wrapped.Int32Value.FromString(data)  # noqa: E731
    yield "unknown", unknown(b"\xc0\x3e\x01"), unknown(b"\xc0\x3e\x02"), unknown(b"")
    group = lambda last: unknown(b"\xc3\x3e\x08" + last + b"\xc4\x3e")  # noqa: E731
    yield "unknown group", group(b"\x01"), group(b"\x02")
    file = pb.FileDescriptorProto(name="extended.proto", syntax="proto2")
    extended = file.message_type.add(name="Extended")
    extended.extension_range.add(start=10, end=20)
    extended.field.add(name="x", number=1, type=5, label=1)
    file.extension.add(name="x", number=10, type=5, label=1, extendee=".Extended")
    pool = importlib.import_module("google.protobuf.descriptor_pool").DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    factory = importlib.import_module("google.protobuf.message_factory")
    made = factory.GetMessageClass(pool.FindMessageTypeByName("Extended")).FromString
    # An extension without a package is called as a field may be.
    yield "extension", lambda: made(b"\x08\x01\x50\x01"), lambda: made(b"\x08\x02\x50\x01"), lambda: made(b"\x08\x01\x50\x02"), lambda: made(b"\x08\x01")  # fmt: skip
    yield "containers", lambda: pb.FileDescriptorProto(dependency=["a"]).dependency, lambda: pb.FileDescriptorProto(dependency=["b"]).dependency  # fmt: skip
    yield "messages", lambda: structs.ListValue(values=[structs.Value(bool_value=True)]).values, lambda: structs.ListValue(values=[structs.Value(bool_value=False)]).values  # fmt: skip
    yield "maps", lambda: struct({"a": 1}).fields, lambda: struct({"a": 2}).fields, lambda: struct({"b": 1}).fields  # fmt: skip
    assert encode(struct({"a": 1, "b": 2})) == encode(structs.Struct.FromString(struct({"a": 1, "b": 2}).SerializeToString()))  # fmt: skip
    assert encode(pb.FieldOptions.FromString(b"")) == encode(pb.FieldOptions())


def regex():
    found = pytest.importorskip("regex")
    made = lambda *args, **more: lambda: found.compile(*args, **more)  # noqa: E731
    yield "pattern", made("a"), made("b"), made("a", found.I)
    yield "lists", made(r"\L<w>", w=["a"]), made(r"\L<w>", w=["b"])
    match = lambda *args, **more: lambda: found.fullmatch(*args, **more)  # noqa: E731
    # What a group took on its way is asked for by `captures`, which `re` cannot tell.
    yield "captures", match("(a|b)*c", "abc"), match("(?:a|(b))*c", "abc"), match("(a|b)*c", "bbc")
    yield "spans", match("((?:a|b))*b?", "ab"), match("((?:ab|a|b))*b?", "ab")
    yield "partial", match("ab", "a", partial=True), match("a", "a", partial=True)
    yield "fuzzy", match("(?:ab){e<=2}", "axb"), match("(?:ab){e<=2}", "xab"), match("(?:ab){e<=2}", "ab")  # fmt: skip


def gmpy2():
    of = pytest.importorskip("gmpy2")
    yield "integer", lambda: of.mpz(2**70), lambda: of.mpz(2**70 + 1), lambda: of.xmpz(2**70), lambda: 2**70  # fmt: skip
    yield "fraction", lambda: of.mpq(1, 3), lambda: of.mpq(2, 3), lambda: of.mpq(1, 2)
    yield "float", lambda: of.mpfr("0.1", 100), lambda: of.mpfr("0.1", 101), lambda: of.next_above(of.mpfr("0.1", 100))  # fmt: skip
    yield "zero", lambda: of.mpfr("0"), lambda: of.mpfr("-0"), lambda: of.mpfr("nan"), lambda: of.mpfr("inf"), lambda: of.mpfr("-inf")  # fmt: skip
    yield "complex", lambda: of.mpc(1, 2), lambda: of.mpc(1, 3), lambda: of.mpc("1+2j", (60, 53)), lambda: of.mpc(1, -0.0)  # fmt: skip
    yield "context", of.context, lambda: of.context(precision=60), lambda: of.context(trap_inexact=True)  # fmt: skip
    for digits in range(1, 200):
        number = of.sqrt(of.mpfr(digits, 113))
        assert encode(number) != encode(of.next_below(number))
        assert of.mpfr(str(number), number.precision) == number, "its text is the number"


def shapely():
    of = pytest.importorskip("shapely")
    read = lambda text: lambda: of.from_wkt(text)  # noqa: E731
    yield "point", read("POINT (1 2)"), read("POINT (1 3)"), read("POINT Z (1 2 3)"), read("POINT EMPTY"), read("MULTIPOINT (1 2)")  # fmt: skip
    yield "line", read("LINESTRING (0 0, 1 1)"), read("LINESTRING (1 1, 0 0)"), read("LINESTRING (0 0, 0.5 0.5, 1 1)"), lambda: of.LinearRing([(0, 0), (1, 1), (1, 0)])  # fmt: skip
    yield "ring", lambda: of.LinearRing([(0, 0), (1, 1), (1, 0)]), read("LINESTRING (0 0, 1 1, 1 0, 0 0)")  # fmt: skip
    holed = "POLYGON ((0 0, 9 0, 9 9, 0 0), ({}))"
    yield "polygon", read(holed.format("2 1, 3 1, 3 2, 2 1")), read(holed.format("2 1, 4 1, 4 2, 2 1")), read("POLYGON ((0 0, 9 0, 9 9, 0 0))"), read("POLYGON EMPTY")  # fmt: skip
    yield "collection", read("GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))"), read("GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1), POINT (1 2))"), read("GEOMETRYCOLLECTION EMPTY")  # fmt: skip
    yield "reference", read("POINT (1 2)"), lambda: of.set_srid(of.Point(1, 2), 4326)
    yield "sign", lambda: of.Point(0.0, 1), lambda: of.Point(-0.0, 1)
    prepared = of.Point(1, 2)
    of.prepare(prepared)
    assert encode(prepared) == encode(of.Point(1, 2))


def symbols():
    sympy = pytest.importorskip("sympy")
    x, y = sympy.symbols("x y")
    positive = sympy.Symbol("y", positive=True)

    def asked():
        made = x**2 + 2 * y
        assert hash(made)
        assert made.is_positive is None
        return made

    yield "expression", lambda: x**2 + 2 * y, lambda: x**2 + 3 * y, lambda: x**2 + 2 * positive
    yield "symbol", lambda: sympy.Symbol("y"), lambda: positive, lambda: sympy.Symbol("x")
    yield "function", lambda: sympy.sin(x), lambda: sympy.cos(x), lambda: sympy.sin(y)
    assert encode(asked()) == encode(2 * y + x**2)


def persistent():
    of = pytest.importorskip("pyrsistent")
    frozen = pytest.importorskip("frozenlist").FrozenList
    yield "map", lambda: of.m(a=1, b=2), lambda: of.m(a=1), lambda: of.m(a=1, b=3)
    yield "set", lambda: of.s(1, 2), lambda: of.s(1, 3)
    yield "queue", lambda: of.dq(1, 2), lambda: of.dq(2, 1), lambda: of.pdeque([1, 2], maxlen=2)
    yield "vector", lambda: of.v(1, 2), lambda: of.v(2, 1)
    yield "list", lambda: frozen([1]), lambda: frozen([2]), lambda: (made := frozen([1]), made.freeze())[0]  # fmt: skip
    assert encode(of.dq(1, 2, 3).popleft()) == encode(of.dq(2, 3))
    many = range(50)
    one, other = of.pmap(dict.fromkeys(many)), of.pmap(dict.fromkeys(reversed(many)))
    assert decode(encode(one)).entries == decode(encode(other)).entries == dict.fromkeys(many)
    kind = type("Point", (of.PRecord,), {"x": of.field(), "y": of.field()})
    assert decode(encode(kind(y=2, x=1))).entries == {"x": 1, "y": 2}


def requirements():
    versions = pytest.importorskip("packaging.version")
    specifiers = importlib.import_module("packaging.specifiers")
    made = lambda text: lambda: versions.Version(text)  # noqa: E731
    yield "version", made("1.0"), made("1.0.0"), made("1.0a1"), made("1.0+x"), made("1!1.0")
    of = lambda text, **more: lambda: specifiers.SpecifierSet(text, **more)  # noqa: E731
    yield "specifiers", of(">=1"), of(">=2"), of(">1"), of(">=1", prereleases=True), of(">=1,<2")
    asked = made("1.0")()
    assert hash(asked)
    assert asked < made("2")()
    assert encode(asked) == encode(made("1.0")())
    both = [decode(encode(of(text)())) for text in (">=1,<2", "<2,>=1")]
    assert [sorted(one.base for one in each.members) for each in both] == [["<2", ">=1"]] * 2


def small():
    bitarray = pytest.importorskip("bitarray").bitarray
    multidict = pytest.importorskip("multidict").MultiDict
    graphs = pytest.importorskip("networkx")
    pendulum = pytest.importorskip("pendulum")
    yield "bits", lambda: bitarray("101"), lambda: bitarray("100"), lambda: bitarray("1010")
    yield "many", lambda: multidict([("a", 1), ("a", 2)]), lambda: multidict([("a", 2), ("a", 1)])
    yield "graph", lambda: graphs.path_graph(3), lambda: graphs.path_graph(4), lambda: graphs.path_graph(3, graphs.DiGraph)  # fmt: skip
    yield "moment", lambda: pendulum.datetime(2024, 1, 1), lambda: pendulum.datetime(2024, 1, 2)
    read = graphs.path_graph(3)
    assert read.adj
    assert read.edges
    assert encode(read) == encode(graphs.path_graph(3))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "rows",
    [
        polars,
        pyarrow,
        lxml,
        sqlalchemy,
        protobuf,
        regex,
        gmpy2,
        shapely,
        symbols,
        persistent,
        requirements,
        small,
    ],
)
def test_values_of_libraries_that_may_be_here(rows):
    """As above, where the library is installed."""
    for row in rows():
        held(row)


def subclasses():
    """Give what makes a value of a subclass that has room for more, by the class it stands on."""
    sorted_ones = importlib.import_module("sortedcontainers")
    frames = sys.modules.get("polars") or pd
    with_room = {}
    for base, args in (
        (types.SimpleNamespace, ()),
        (sorted_ones.SortedList, ([1],)),
        (sorted_ones.SortedDict, ({"a": 1},)),
        (sorted_ones.SortedSet, ([1],)),
        (weakref.WeakValueDictionary, ()),
        (weakref.WeakSet, ()),
        (frames.DataFrame, ({"a": [1]},)),
        (frames.Series, ([1],)),
        (pd.offsets.DateOffset, (1,)),
        (np.ndarray, (0,)),
        (pd.Index, ([1],)),
    ):
        body = {"__slots__": ("more",)} if base is types.SimpleNamespace else {}
        with_room[base.__name__] = (type(f"My{base.__name__}", (base,), body), args)
    return with_room


@pytest.mark.filterwarnings("ignore")
def test_what_a_subclass_adds_counts_whatever_opens_its_base():
    """An opener accounts for its own package's classes: not for what somebody's subclass bears."""
    for name, (cls, args) in subclasses().items():
        documents = []
        for more in (1, 1, 2):
            value = cls(*args)
            object.__setattr__(value, "more", more)
            documents.append(encode([value]))
            assert reasons(decode(documents[-1])) == [], name
        assert documents[0] == documents[1] != documents[2], name


def test_a_ufunc_made_on_the_way_is_not_comparable():
    """What it computes is hidden, so that two of one name are no match."""
    made = [np.frompyfunc(lambda x, n=n: x + n, 1, 1) for n in (1, 2)]
    assert all(reasons(decode(encode([one]))) for one in made)
    assert encode(made[:1]) != encode(made[1:])


def test_a_context_manager_that_was_not_entered_is_not_comparable():
    """Its body has not run: two of them are neither alike nor different."""

    @contextlib.contextmanager
    def opened(number):
        yield number

    (reason,) = reasons(decode(encode([opened(1)])))
    assert "has not run" in str(reason)


def test_a_part_of_a_library_that_is_loaded_later_is_known_then():
    """The first statement is opened before the mapper is imported; the mapped one after it."""
    pytest.importorskip("sqlalchemy")
    code = """if True:
        import sys, sqlalchemy as sa
        from switchover.values import encode
        encode(sa.text("1"))
        assert "sqlalchemy.orm.mapper" not in sys.modules
        from sqlalchemy import orm
        base = orm.declarative_base()
        kind = type("U", (base,), {"__tablename__": "u", "id": sa.Column(sa.Integer, primary_key=True)})
        before = encode(sa.select(kind))
        str(sa.select(kind).where(kind.id == 1).compile())
        assert encode(sa.select(kind)) == before
    """
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


class Hashing:
    """Keeps its hash, counts who asked, and is frozen once it was hashed."""

    def __init__(self, held):
        self.held, self._hash, self._frozen, self.asked = held, None, False, 0

    def __eq__(self, other):
        return self is other

    def __hash__(self):
        self._frozen, self.asked = True, self.asked + 1
        if self._hash is None:
            self._hash = hash(self.held)
        return self._hash


class Frozen(dict):
    """Keeps its hash past a `__setattr__` of its own."""

    _hash = -1

    def __setattr__(self, name, value):
        raise AttributeError(name)

    def __hash__(self):
        if self._hash == -1:
            object.__setattr__(self, "_hash", hash(tuple(self)))
        return self._hash


class Sealed:
    """Makes what it holds ready to be hashed, and marks that past a `__setattr__` of its own."""

    def __init__(self, *items):
        self._items, self._sealed = list(items), False

    def __eq__(self, other):
        return self is other

    def __hash__(self):
        if not self._sealed:
            object.__setattr__(self, "_sealed", True)
            self._items = tuple(self._items)
        return hash(self._items)


def test_a_hash_that_a_value_keeps_is_no_part_of_it():
    """It follows from the rest, and is another in every process; what else is set on the way counts."""
    asked = Frozen(a=1)
    assert hash(asked) == asked.__dict__["_hash"]
    assert encode(asked) == encode(Frozen(a=1)) != encode(Frozen(a=2))
    hashed = Hashing("a")
    assert hash(hashed)
    assert decode(encode(hashed)).fields == {"held": "a", "_frozen": True, "asked": 1}
    sealed = Sealed(1)
    assert decode(encode(sealed)).fields == {"_items": [1], "_sealed": False}
    assert hash(sealed)
    assert decode(encode(sealed)).fields == {"_items": (1,), "_sealed": True}
    assert encode(Sealed(1)) == encode(Sealed(1)) != encode(Sealed(2))


def test_what_was_read_or_set_makes_no_difference():
    """Cached properties, cached hashes, which fields were set, order and padding in memory."""
    read, model, hashed = Attrs(1), Model(), Hashed(1)
    assert read.twice == model.twice * 1 == 2
    assert hash(hashed)
    assert encode(read) == encode(Attrs(1, 5))
    assert encode(model) == encode(Model(x=1))
    assert encode(hashed) == encode(Hashed(1))
    assert encode(Old()) == encode(Old(x=1))
    rows = np.array([[1, 2], [3, 4]])
    assert encode(np.asfortranarray(rows)) == encode(rows) == encode(np.array(rows[::1]))
    assert encode(np.ma.array([1, 2], mask=[0, 1])) == encode(np.ma.array([1, 5], mask=[0, 1]))
    frame = D({"a": [1], "b": [2]})
    later = D({"a": [1]})
    later["b"] = [2]
    assert encode(frame) == encode(later)


class Hidden(msgspec.Struct):
    """Opened by a function of the test."""

    x: int


def open_hidden(value):
    return ("hidden", value.x % 10)


def test_an_opener_of_your_own_says_what_counts():
    """Of a class and its subclasses, before everything that is known of them."""

    @opener(Struct)
    def last_digit(value):
        return value.x % 10

    assert encode(Struct(1)) == encode(Struct(11)) != encode(Struct(2))
    with pytest.raises(OpenerError, match="has an opener already"):
        opener(Struct)(lambda value: value)
    with pytest.raises(OpenerError, match="needs a class"):
        opener("Struct")


def test_an_opener_is_registered_by_name():
    """Neither module is imported until a value is met."""
    register(f"{__name__}:Hidden", f"{__name__}:open_hidden")
    assert encode(Hidden(1)) == encode(Hidden(11)) != encode(Hidden(2))
    register("nosuch.module:Type", "nosuch.module:function")
    assert "nosuch" not in sys.modules
    with pytest.raises(OpenerError, match="has an opener already"):
        register(f"{__name__}:Hidden", "another:function")
    with pytest.raises(OpenerError, match="no import string"):
        register("Hidden", "a:b")


@pytest.mark.parametrize(
    "items",
    [["a", None, "b"], ["", "a", ""], [], ["x\0y", "z"], ["ü\U0001f600", "é"], [None, None]],
    ids=repr,
)
def test_a_column_of_texts_is_the_same_however_it_is_held(items):
    """By Arrow, in one piece, in several or as a slice, or by Python."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    nan = float("nan")
    held = pandas.Series(items, dtype=pandas.StringDtype("pyarrow", na_value=nan))
    python = pandas.Series(items, dtype=pandas.StringDtype("python", na_value=nan))
    longer = pandas.concat([held, pandas.Series(["q"], dtype=held.dtype)], ignore_index=True)
    other = pandas.Series([*items, "more"], dtype=held.dtype)
    assert encode(held) == encode(python) == encode(longer[: len(items)])
    assert encode(held) != encode(other)
