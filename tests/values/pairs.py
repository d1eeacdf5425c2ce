"""Values of every kind, each with neighbours that differ from it in one thing.

A row is a name, a function that makes the value anew, and functions that make values which are
not equal to it.
"""

import array
import collections
import contextvars
import csv
import ctypes
import dataclasses
import datetime as dt
import decimal
import email.message
import enum
import fractions
import functools
import hashlib
import hmac
import io
import ipaddress
import itertools
import logging
import mmap
import operator
import os
import pathlib
import pickle
import queue
import random
import re
import sqlite3
import statistics
import string
import struct
import threading
import time
import types
import urllib.parse
import uuid
import weakref
import xml.etree.ElementTree as ET
import zoneinfo
from http.cookies import SimpleCookie


def nested(wrap, depth, leaf):
    """Wrap something so many times."""
    for _ in range(depth):
        leaf = wrap(leaf)
    return leaf


class Plain:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Slotted:
    __slots__ = ("_hidden", "x")

    def __init__(self, x, hidden=None):
        self.x = x
        if hidden is not None:
            self._hidden = hidden


class SlottedAgain(Slotted):
    __slots__ = ("x",)

    def __init__(self, below, above):
        Slotted.x.__set__(self, below)
        self.x = above


class Sly:
    """Hides its state from copying."""

    def __init__(self, x):
        self.x = x

    def __reduce__(self):
        return (Sly, (0,))

    def __getstate__(self):
        return {}

    def __eq__(self, other):
        return True

    __hash__ = None


class SlyList(list):
    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __eq__(self, other):
        return True

    __hash__ = None


class SlyDict(dict):
    def items(self):
        return ()

    def keys(self):
        return ()

    def __iter__(self):
        return iter(())


class Proxied:
    """Stands for another by its class."""

    def __init__(self, x):
        self.x = x

    @property
    def __class__(self):
        return int


class Lazy:
    def __init__(self, x):
        self.x = x

    @functools.cached_property
    def twice(self):
        return self.x * 2


@dataclasses.dataclass
class Point:
    x: int
    y: int = dataclasses.field(default=0, compare=False)


@dataclasses.dataclass
class SlottedPoint:
    __slots__ = ("x",)
    x: int


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Number(enum.IntEnum):
    ONE = 1


class Perm(enum.Flag):
    R = 1
    W = 2
    X = 4


class Text(str):
    pass


class Frozen(frozenset):
    pass


class Meta(type):
    pass


class Module(types.ModuleType):
    pass


class Reference(weakref.ref):
    pass


class ApiError(Exception):
    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


class SaysMore(Exception):
    def __init__(self, hidden):
        super().__init__()
        self._hidden = hidden

    def __str__(self):
        return f"hidden {self._hidden}"


Pair = collections.namedtuple("Pair", "a b")
Riap = collections.namedtuple("Riap", "a b")
UTC = dt.timezone.utc
Variable = contextvars.ContextVar("Variable", default=1)


def bearing(make, **attributes):
    """Make what makes a value that bears attributes beside what it is."""

    def made():
        value = make()
        for name, held in attributes.items():
            setattr(value, name, held)
        return value

    return made


def subclass(base):
    made = type(f"My{base.__name__}", (base,), {"__module__": __name__})
    return globals().setdefault(made.__name__, made)


Money, Day, Moment, Span, Big, Array, Stream, Id, Ratio, Time, Zone, Cells, Deque, Default = map(
    subclass,
    (
        decimal.Decimal, dt.date, dt.datetime, dt.timedelta, int, array.array, io.BytesIO,
        uuid.UUID, fractions.Fraction, dt.time, zoneinfo.ZoneInfo, bytearray, collections.deque,
        collections.defaultdict,
    ),
)  # fmt: skip


def raised(error, cause=None, note=None):
    def made():
        try:
            try:
                raise error() from (None if cause is None else cause())
            except Exception as caught:
                if note is not None:
                    caught.__notes__ = [note]
                raise
        except Exception as caught:
            return caught

    return made


def adder(n):
    return lambda: lambda x: x + n


def row(sql):
    def made():
        connection = sqlite3.connect(":memory:")
        connection.row_factory = sqlite3.Row
        try:
            return connection.execute(sql).fetchone()
        finally:
            connection.close()

    return made


def match(pattern, text):
    return lambda: re.search(pattern, text)


def weakly(target, *called, of=weakref.ref, **attributes):
    def made():
        kept.append(target())
        return of(kept[-1], *called)

    return bearing(made, **attributes) if attributes else made


def varying(default, value):
    def made():
        variable = contextvars.ContextVar("v", default=default)
        variable.set(value)
        return variable

    return made


kept: list = []


def in_context(value):
    def made():
        context = contextvars.Context()
        context.run(Variable.set, value)
        return context

    return made


def zone_of(seconds):
    """One that was read from a file, and bears a name that says nothing."""
    counts = struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    content = b"TZif" + bytes(16) + counts + struct.pack(">lBB4s", seconds, 0, 0, b"ABC")
    return lambda: zoneinfo.ZoneInfo.from_file(io.BytesIO(content), key="UTC")


def mapped(content):
    def made():
        held = mmap.mmap(-1, len(content))
        held[:] = content
        return held

    return made


def queued(*items, taken=0, **how):
    def made():
        held = queue.Queue(**how)
        for item in items:
            held.put(item)
        for _ in range(taken):
            held.get()
        return held

    return made


def message(subject):
    def made():
        made = email.message.EmailMessage()
        made["Subject"] = subject
        return made

    return made


class Structure(ctypes.Structure):
    _fields_ = (("a", ctypes.c_int), ("b", ctypes.c_double))


def at(year, **parts):
    return lambda: dt.datetime(year, 5, 1, 12, **parts)


def d(text):
    return lambda: decimal.Decimal(text)


STANDARD = [
    ("int", lambda: 1, lambda: True, lambda: 1.0, lambda: "1", lambda: 2, lambda: Big(1)),
    ("int subclass", lambda: Big(1), lambda: Big(2), bearing(lambda: Big(1), unit="m")),
    ("float", lambda: 0.0, lambda: -0.0, lambda: 0, lambda: 5e-324),
    ("complex", lambda: complex(0.0, 0.0), lambda: complex(0.0, -0.0), lambda: 0.0),
    ("text", lambda: "é", lambda: "e\u0301", lambda: "é".encode(), lambda: Text("é")),
    ("bytes", lambda: b"a", lambda: bytearray(b"a"), lambda: memoryview(b"a"), lambda: "a"),
    ("bytearray subclass", lambda: Cells(b"a"), lambda: Cells(b"b"), lambda: bytearray(b"a")),
    ("buffer", lambda: pickle.PickleBuffer(b"a"), lambda: pickle.PickleBuffer(b"b"), lambda: b"a"),
    ("tuple", lambda: (1, 2), lambda: [1, 2], lambda: (2, 1), lambda: Pair(1, 2), lambda: (1,)),
    ("set", lambda: {1}, lambda: frozenset({1}), lambda: {True}, lambda: {1: None}.keys()),
    ("frozenset subclass", lambda: Frozen({1}), lambda: Frozen({2}), lambda: frozenset({1})),
    ("dict", lambda: {"a": 1}, lambda: {"a": 1.0}, dict, lambda: Plain(a=1)),
    ("dict keys", lambda: {1: "x"}, lambda: {True: "x"}, lambda: {"1": "x"}, lambda: {1.0: "x"}),
    ("Decimal", d("1.0"), d("1.00"), lambda: 1.0, d("1"), lambda: Money("1.0")),
    ("Decimal NaN", d("NaN"), d("sNaN"), d("-NaN"), lambda: float("nan")),
    ("Money", bearing(lambda: Money("1"), currency="EUR"), bearing(lambda: Money("2"), currency="EUR"),
     bearing(lambda: Money("1"), currency="USD"), lambda: Money("1")),
    ("Fraction", lambda: fractions.Fraction(1, 2), lambda: 0.5, lambda: fractions.Fraction(1, 3)),
    ("Ratio", bearing(lambda: Ratio(1, 2), of="x"), bearing(lambda: Ratio(1, 3), of="x"), lambda: Ratio(1, 2)),
    ("datetime", at(2024), at(2025), at(2024, tzinfo=UTC), at(2024, fold=1), lambda: dt.date(2024, 5, 1)),
    ("datetime zone", at(2024, tzinfo=UTC), at(2024, tzinfo=dt.timezone(dt.timedelta(hours=2)))),
    ("Moment", bearing(lambda: Moment(2024, 5, 1), note="x"), bearing(lambda: Moment(2024, 5, 2), note="x"),
     lambda: Moment(2024, 5, 1), at(2024)),
    ("date", lambda: dt.date(2024, 5, 1), lambda: dt.date(2024, 5, 2), lambda: "2024-05-01"),
    ("Day", bearing(lambda: Day(2024, 5, 1), holiday=True), bearing(lambda: Day(2024, 5, 2), holiday=True)),
    ("time", lambda: dt.time(1, 2), lambda: dt.time(1, 3), lambda: dt.time(1, 2, fold=1)),
    ("Time", bearing(lambda: Time(1, 2), x=1), bearing(lambda: Time(1, 3), x=1), lambda: Time(1, 2)),
    ("timedelta", lambda: dt.timedelta(1), lambda: dt.timedelta(1, 0, 1), lambda: dt.timedelta(-1)),
    ("Span", bearing(lambda: Span(1), x=1), bearing(lambda: Span(2), x=1), lambda: Span(1)),
    ("timezone", lambda: UTC, lambda: dt.timezone(dt.timedelta(hours=1)), lambda: dt.timezone(dt.timedelta(0), "x")),
    ("ZoneInfo", lambda: zoneinfo.ZoneInfo("Europe/Paris"), lambda: zoneinfo.ZoneInfo("Europe/Berlin")),
    ("UUID", lambda: uuid.UUID(int=1), lambda: uuid.UUID(int=2), lambda: str(uuid.UUID(int=1)), lambda: uuid.UUID(int=1, is_safe=uuid.SafeUUID.safe)),
    ("path", lambda: pathlib.PurePosixPath("a"), lambda: pathlib.PurePosixPath("b"), lambda: "a", lambda: pathlib.PureWindowsPath("a")),
    ("address", lambda: ipaddress.ip_address("1.1.1.1"), lambda: ipaddress.ip_address("1.1.1.2"), lambda: ipaddress.ip_interface("1.1.1.1")),
    ("network", lambda: ipaddress.ip_network("1.0.0.0/8"), lambda: ipaddress.ip_network("1.0.0.0/9")),
    ("enum", lambda: Colour.RED, lambda: Colour.BLUE, lambda: 1, lambda: Number.ONE),
    ("flag", lambda: Perm.R | Perm.W, lambda: Perm.R, lambda: Perm.R | Perm.W | Perm.X, lambda: 3),
    ("object", lambda: Plain(x=1), lambda: Plain(x=2), lambda: Plain(y=1), lambda: Plain(x=1, y=None)),
    ("slots", lambda: Slotted(1), lambda: Slotted(2), lambda: Slotted(1, 5)),
    ("slot declared again", lambda: SlottedAgain(1, 2), lambda: SlottedAgain(3, 2), lambda: SlottedAgain(1, 3)),
    ("sly object", lambda: Sly(1), lambda: Sly(2)),
    ("sly list", lambda: SlyList([1]), lambda: SlyList([2]), lambda: SlyList(), lambda: [1]),
    ("sly dict", lambda: SlyDict(a=1), lambda: SlyDict(a=2), lambda: SlyDict()),
    ("proxied", lambda: Proxied(1), lambda: Proxied(2)),
    ("dataclass", lambda: Point(1), lambda: Point(2), lambda: SlottedPoint(1)),
    ("dataclass with slots", lambda: SlottedPoint(1), lambda: SlottedPoint(2)),
    ("named tuple", lambda: Pair(1, 2), lambda: Pair(1, 3), lambda: Riap(1, 2), lambda: (1, 2)),
    ("deque", lambda: collections.deque([1], 3), lambda: collections.deque([1]), lambda: collections.deque([1], 4), lambda: collections.deque([2], 3)),
    ("Deque", bearing(lambda: Deque([1]), x=1), bearing(lambda: Deque([2]), x=1), lambda: Deque([1])),
    ("defaultdict", lambda: collections.defaultdict(list), lambda: collections.defaultdict(dict), lambda: collections.defaultdict(list, a=1)),
    ("OrderedDict", lambda: collections.OrderedDict(a=1, b=2), lambda: collections.OrderedDict(b=2, a=1), lambda: {"a": 1, "b": 2}),
    ("Counter", lambda: collections.Counter("aab"), lambda: collections.Counter("ab")),
    ("ChainMap", lambda: collections.ChainMap({1: 2}, {}), lambda: collections.ChainMap({}, {1: 2})),
    ("UserDict", lambda: collections.UserDict(a=1), lambda: collections.UserDict(a=2), bearing(lambda: collections.UserDict(a=1), x=1)),
    ("UserList", lambda: collections.UserList([1]), lambda: collections.UserList([2])),
    ("UserString", lambda: collections.UserString("a"), lambda: collections.UserString("b")),
    ("array", lambda: array.array("i", [1]), lambda: array.array("l", [1]), lambda: array.array("i", [2])),
    ("Array", bearing(lambda: Array("i", [1]), unit="m"), bearing(lambda: Array("i", [2]), unit="m"), lambda: Array("i", [1])),
    ("memoryview", lambda: memoryview(b"ab"), lambda: memoryview(b"ac"), lambda: memoryview(array.array("h", [25185]))),
    ("BytesIO", lambda: io.BytesIO(b"a"), lambda: io.BytesIO(b"b"), lambda: io.StringIO("a")),
    ("Stream", bearing(lambda: Stream(b"a"), name="n"), bearing(lambda: Stream(b"b"), name="n"), bearing(lambda: Stream(b"a"), name="m")),
    ("StringIO", lambda: io.StringIO("a"), lambda: io.StringIO("b")),
    ("mmap", mapped(b"a"), mapped(b"b")),
    ("match", match("(a)", "ab"), match("(a)", "ac"), match("(b)", "ab"), match("a", "ab")),
    ("pattern", lambda: re.compile("a"), lambda: re.compile("b"), lambda: re.compile("a", re.IGNORECASE)),
    ("hash", lambda: hashlib.sha256(b"a"), lambda: hashlib.sha256(b"b"), lambda: hashlib.sha512(b"a")),
    ("md5", lambda: hashlib.md5(b"a"), lambda: hashlib.md5(b"b")),
    ("shake", lambda: hashlib.shake_128(b"a"), lambda: hashlib.shake_128(b"b")),
    ("blake", lambda: hashlib.blake2b(b"a"), lambda: hashlib.blake2b(b"a", digest_size=32), lambda: hashlib.blake2b(b"b")),
    ("hmac", lambda: hmac.new(b"k", b"m", "sha256"), lambda: hmac.new(b"k", b"n", "sha256")),
    ("random", lambda: random.Random(1), lambda: random.Random(2)),
    ("partial", lambda: functools.partial(int, base=2), lambda: functools.partial(int, base=3)),
    ("itemgetter", lambda: operator.itemgetter(1), lambda: operator.itemgetter(2), lambda: operator.itemgetter(1, 2)),
    ("attrgetter", lambda: operator.attrgetter("a"), lambda: operator.attrgetter("b")),
    ("methodcaller", lambda: operator.methodcaller("a", 1), lambda: operator.methodcaller("a", 2)),
    ("count", lambda: itertools.count(3), lambda: itertools.count(4), lambda: itertools.count(3, 2)),
    ("closure", adder(1), adder(2)),
    ("default", lambda: (lambda x=1: x), lambda: (lambda x=2: x)),
    ("code", lambda: (lambda: 1), lambda: (lambda: 2), lambda: (lambda: None)),
    ("method", lambda: Plain(x=1).__init__, lambda: Plain(x=2).__init__),
    ("bound built-in", lambda: [1].append, lambda: [2].append, lambda: [1].pop),
    ("class", lambda: dict, lambda: list, lambda: type),
    ("class made on the way", lambda: type("T", (), {"x": 1}), lambda: type("T", (), {"x": 2})),
    ("module", lambda: os, lambda: re, lambda: "os"),
    ("module made on the way", bearing(lambda: types.ModuleType("m"), x=1), bearing(lambda: types.ModuleType("m"), x=2)),
    ("keys", lambda: {1: 2}.keys(), lambda: {2: 2}.keys()),
    ("values", lambda: {1: 2}.values(), lambda: {1: 3}.values(), lambda: {}.values()),
    ("items", lambda: {1: 2}.items(), lambda: {1: 3}.items()),
    ("mappingproxy", lambda: types.MappingProxyType({1: 2}), lambda: types.MappingProxyType({1: 3}), lambda: {1: 2},
     lambda: types.MappingProxyType(collections.OrderedDict({1: 2}))),
    ("namespace", lambda: types.SimpleNamespace(a=1), lambda: types.SimpleNamespace(a=2)),
    ("context", in_context(1), in_context(2)),
    ("decimal context", lambda: decimal.Context(prec=5), lambda: decimal.Context(prec=6), lambda: decimal.Context(prec=5, traps=[])),
    ("context variable", lambda: contextvars.ContextVar("v"), lambda: contextvars.ContextVar("w"), lambda: contextvars.ContextVar("v", default=1),
     lambda: contextvars.ContextVar("v", default=None), varying(1, 3), varying(2, 3), varying(1, 4)),
    ("weakref", weakly(lambda: Plain(x=1)), weakly(lambda: Plain(x=2)), weakly(lambda: Plain(x=1), len), weakly(lambda: Plain(x=1), of=Reference)),
    ("weakref subclass", weakly(lambda: Plain(x=1), of=Reference), weakly(lambda: Plain(x=2), of=Reference), weakly(lambda: Plain(x=1), of=Reference, unit="m")),
    ("property", lambda: property(len), lambda: property(max), lambda: property(len, doc="d"), lambda: property(len, len)),
    ("name of a function", lambda: (lambda: 1), bearing(lambda: (lambda: 1), __name__="a"), bearing(lambda: (lambda: 1), __doc__="a"), bearing(lambda: (lambda: 1), __annotations__={"return": int})),
    ("parts that bear a name of ours", lambda: type("T", (int,), {"bases": 1}), lambda: type("T", (str,), {"bases": 1}), lambda: type("T", (int,), {"bases": 2})),
    ("class of a metaclass", lambda: Meta("T", (), {}), lambda: type("T", (), {}), lambda: Meta("T", (), {"x": 1})),
    ("module subclass", lambda: Module("m"), lambda: types.ModuleType("m"), bearing(lambda: Module("m"), x=1)),
    ("local", bearing(threading.local, x=1), bearing(threading.local, x=2)),
    ("queue", queued(1), queued(2), queued(1, 1), queued(1, 1, taken=1), queued(1, maxsize=2)),
    ("ctypes", lambda: ctypes.c_int(1), lambda: ctypes.c_int(2), lambda: ctypes.c_long(1)),
    ("ctypes structure", lambda: Structure(1, 2), lambda: Structure(1, 3)),
    ("sqlite row", row("select 1 a, 2 b"), row("select 1 a, 3 b"), row("select 1 a, 2 c"), row("select 2 b, 1 a"), row("select 1 a, 2 a")),
    ("struct_time", lambda: time.gmtime(0), lambda: time.gmtime(1)),
    ("stat", lambda: os.stat_result((*range(10), 1.5)), lambda: os.stat_result((*range(10), 2.5))),
    ("range", lambda: range(1, 10, 2), lambda: range(1, 10, 3), lambda: range(10)),
    ("slice", lambda: slice(1, 2), lambda: slice(1, 3)),
    ("alias", lambda: list[int], lambda: list[str], lambda: dict[int, int]),
    ("Struct", lambda: struct.Struct("<I"), lambda: struct.Struct("<H")),
    ("Template", lambda: string.Template("$a"), lambda: string.Template("$b")),
    ("message", message("a"), message("b")),
    ("cookie", lambda: SimpleCookie("a=b"), lambda: SimpleCookie("a=c")),
    ("url", lambda: urllib.parse.urlparse("http://a/b"), lambda: urllib.parse.urlparse("http://a/c")),
    ("element", lambda: ET.fromstring("<a b='c'>t<d/>u</a>"), lambda: ET.fromstring("<a b='c'>t<d/>v</a>"),
     lambda: ET.fromstring("<a b='x'>t<d/>u</a>"), lambda: ET.fromstring("<a b='c'>t<e/>u</a>"), lambda: ET.fromstring("<a b='c'>s<d/>u</a>")),
    ("element tree", lambda: ET.ElementTree(ET.fromstring("<a/>")), lambda: ET.ElementTree(ET.fromstring("<b/>"))),
    ("NormalDist", lambda: statistics.NormalDist(0, 1), lambda: statistics.NormalDist(0, 2)),
    ("logger", lambda: logging.getLogger("a"), lambda: logging.getLogger("b")),
    ("dialect", lambda: csv.get_dialect("excel"), lambda: csv.get_dialect("excel-tab")),
    ("error", raised(lambda: ValueError("a")), raised(lambda: ValueError("b")), raised(lambda: TypeError("a")), lambda: "a"),
    ("error attribute", raised(lambda: ApiError("a", 404)), raised(lambda: ApiError("a", 500))),
    ("error cause", raised(lambda: ValueError("a"), cause=lambda: KeyError("x")), raised(lambda: ValueError("a"), cause=lambda: KeyError("y")), raised(lambda: ValueError("a"))),
    ("error note", raised(lambda: ValueError("a"), note="n"), raised(lambda: ValueError("a"), note="m"), raised(lambda: ValueError("a"))),
    ("error text", raised(lambda: SaysMore(1)), raised(lambda: SaysMore(2))),
    ("long error", raised(lambda: ValueError("a" * 5000 + "b")), raised(lambda: ValueError("a" * 5000 + "c"))),
    ("OSError", raised(lambda: OSError(2, "no", "f")), raised(lambda: OSError(2, "no", "g")), raised(lambda: OSError(2, "no")), raised(lambda: OSError(2, "no", "f", None, "h"))),
    ("number in an error", lambda: ValueError("code 0x80004005"), lambda: ValueError("code 0x80070057"), lambda: ValueError("code at 0x80004005"), lambda: ValueError("code at 0x80070057"),
     lambda: ValueError("<code 0x80004005>"), lambda: ValueError("a < b at 0x80004005"), lambda: ValueError("a < b at 0x80070057")),
    ("StopIteration", lambda: StopIteration(1), lambda: StopIteration(2)),
    ("AttributeError", lambda: AttributeError("a", *()), lambda: AttributeError("b")),
    ("UnicodeDecodeError", lambda: UnicodeDecodeError("utf8", b"a", 0, 1, "r"), lambda: UnicodeDecodeError("utf8", b"b", 0, 1, "r")),
    ("SyntaxError", lambda: SyntaxError("a", ("f", 1, 2, "t")), lambda: SyntaxError("a", ("f", 2, 2, "t"))),
]  # fmt: skip

SAME = [
    ("NaN", lambda: float("nan"), lambda: -float("nan")),
    ("cached property", lambda: Lazy(1), lambda: _read(Lazy(1), "twice")),
    ("a field that is not compared", lambda: Point(1, 2), lambda: Point(1, 3)),
    ("zone of another name", at(2024, tzinfo=UTC), at(2024, tzinfo=zoneinfo.ZoneInfo("UTC"))),
    ("caches of a path", lambda: pathlib.PurePosixPath("a/b"), lambda: _called(pathlib.PurePosixPath("a/b"), "__hash__")),
    ("address in an error", lambda: ValueError("<A object at 0x7f001122aabb>"), lambda: ValueError("<A object at 0x7f001122ccdd>")),
    ("addresses in an error", raised(lambda: ValueError(f"no {(lambda: 0)} of {{'a': {object()}}}")), raised(lambda: (object(), ValueError(f"no {(lambda: 0)} of {{'a': {object()}}}"))[1])),
    ("address in an error's own text", lambda: SaysMore(object()), lambda: SaysMore(object())),
    ("traceback", raised(lambda: ValueError("a")), lambda: ValueError("a")),
    ("object()", object, object),
    ("lock", threading.Lock, threading.Lock),
    ("system's randomness", random.SystemRandom, random.SystemRandom),
    ("line of a function", lambda: (lambda x: x + 1),
     lambda: (lambda x: x + 1)),
    ("a cached function", lambda: functools.lru_cache(_twice), lambda: _read_cache(functools.lru_cache(_twice))),
]  # fmt: skip


def _twice(x):
    return 2 * x


def _read(value, name):
    getattr(value, name)
    return value


def _called(value, name):
    getattr(value, name)()
    return value


def _read_cache(function):
    function(1)
    return function


OPAQUE = [
    ("generator", lambda: (x for x in [])),
    ("file", lambda: pathlib.Path(os.devnull).open()),  # noqa: SIM115
    ("connection", lambda: sqlite3.connect(":memory:")),
    ("compressor", lambda: __import__("zlib").compressobj()),
    ("zone read from a file", zone_of(3600)),
    ("frame", lambda: __import__("sys")._getframe()),
    ("pointer", lambda: ctypes.pointer(ctypes.c_int(4))),
]
