"""Values beside which others stand that are nearly the same: of the next type, or in one thing.

A family is a list of functions, each of which makes its value anew. No two of a family are equal.
"""

import array
import collections
import dataclasses
import datetime as dt
import enum
import io
import ipaddress
import math
import pathlib
import re
import struct
import types
import uuid
import zoneinfo
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from decimal import Decimal
from fractions import Fraction

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


class Text(str):
    __slots__ = ()


class Whole(int):
    pass


class Broken(float):
    pass


class Raw(bytes):
    pass


class Items(list):
    pass


class Fixed(tuple):
    __slots__ = ()


class Mapping(dict):
    pass


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Number(enum.IntEnum):
    ONE = 1


class Word(str, enum.Enum):
    A = "a"


class Bits(enum.Flag):
    A = 1
    B = 2


class Mask(enum.IntFlag):
    A = 1
    B = 2


Pair = collections.namedtuple("Pair", "a b")
OtherPair = collections.namedtuple("OtherPair", "a b")


@dataclasses.dataclass
class Record:
    a: int = 1
    b: int = 2


@dataclasses.dataclass(frozen=True)
class Frozen:
    a: int = 1
    b: int = 2


class Plain:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a, self.b = a, b


def nan(payload):
    return struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | payload))[0]


def at(*parts, **named):
    return dt.datetime(2024, *parts, **named)


def offset(**parts):
    return dt.timezone(dt.timedelta(**parts))


def error(*args, of=ValueError, cause=None, **attributes):
    made = of(*args)
    made.__cause__ = cause
    made.__dict__.update(attributes)
    return made


ONES = [
    lambda: 1, lambda: 1.0, lambda: True, lambda: 1 + 0j, lambda: Decimal(1), lambda: Decimal("1.0"),
    lambda: Fraction(1), lambda: Whole(1), lambda: Broken(1), lambda: "1", lambda: b"1",
    lambda: Colour.RED, lambda: Colour.BLUE, lambda: Number.ONE, lambda: Bits.A, lambda: Mask.A,
    lambda: Bits.A | Bits.B, lambda: Mask.A | Mask.B, lambda: Mask(8), lambda: [1], lambda: (1,),
    lambda: {1}, lambda: frozenset({1}), lambda: {1: 1}, lambda: {1.0: 1}, lambda: {True: 1},
    lambda: {1: True}, lambda: {1.0}, lambda: {True}, lambda: range(1), lambda: -1, lambda: 257,
    lambda: 2**63, lambda: 2**64, lambda: 2**5000, lambda: -(2**5000), lambda: Decimal("1E+2"),
    lambda: Decimal(100), lambda: 100, lambda: Fraction(1, 3), lambda: 1 / 3,
]  # fmt: skip
ZEROS = [
    lambda: 0, lambda: 0.0, lambda: -0.0, lambda: False, lambda: None, lambda: Decimal(0),
    lambda: Decimal("-0"), lambda: Decimal("0E+3"), lambda: Decimal("0.00"), lambda: 0j,
    lambda: complex(0, -0.0), lambda: complex(-0.0, 0), lambda: Fraction(0), lambda: Bits(0),
    lambda: Mask(0), lambda: dt.timedelta(0), lambda: "", lambda: b"", lambda: ..., lambda: [None],
    lambda: NotImplemented, lambda: math.inf, lambda: -math.inf, lambda: nan(0), lambda: [0.0],
    lambda: [-0.0], lambda: Decimal("NaN"), lambda: Decimal("-NaN"), lambda: Decimal("sNaN"),
    lambda: Decimal("NaN1"), lambda: Decimal("Infinity"), lambda: 5e-324, lambda: -5e-324,
]  # fmt: skip
EMPTY = [
    list, lambda: (), dict, set, lambda: frozenset(), deque, lambda: deque(maxlen=1),
    OrderedDict, defaultdict, lambda: defaultdict(int), lambda: defaultdict(list), Counter, Items,
    Fixed, Mapping, Text, Raw, str, bytes, bytearray, lambda: memoryview(b""), lambda: {}.keys(),
    lambda: {}.values(), lambda: {}.items(), lambda: types.MappingProxyType({}),
    lambda: types.MappingProxyType(OrderedDict()), types.SimpleNamespace, lambda: array.array("i"),
    lambda: array.array("b"), lambda: range(0), UserList, UserDict, ChainMap, Plain, lambda: [[]],
    lambda: [()], lambda: {"": None}, io.StringIO, io.BytesIO, lambda: iter([]), lambda: iter(()),
]  # fmt: skip
ONE_TWO = [
    lambda: [1, 2], lambda: [2, 1], lambda: (1, 2), lambda: {1, 2}, lambda: frozenset({1, 2}),
    lambda: deque([1, 2]), lambda: deque([1, 2], 2), lambda: deque([1, 2], 3),
    lambda: Items([1, 2]), lambda: Fixed((1, 2)), lambda: Pair(1, 2), lambda: OtherPair(1, 2),
    lambda: array.array("i", [1, 2]), lambda: array.array("q", [1, 2]),
    lambda: array.array("d", [1, 2]), lambda: memoryview(array.array("i", [1, 2])),
    lambda: memoryview(array.array("i", [1, 2])).cast("B"), lambda: range(1, 3),
    lambda: UserList([1, 2]), lambda: iter([1, 2]), lambda: slice(1, 2), lambda: [1, 2, None],
    lambda: [[1, 2]], lambda: [1, [2]], lambda: bytes([1, 2]), lambda: bytearray([1, 2]),
    lambda: "\1\2", lambda: {1: 2}, lambda: complex(1, 2), lambda: Fraction(1, 2),
]  # fmt: skip
MAPPED = [
    lambda: {"a": 1, "b": 2}, lambda: {"a": 1, "b": 3}, lambda: {"a": 1}, lambda: Record(),
    lambda: OrderedDict(a=1, b=2), lambda: OrderedDict(b=2, a=1), lambda: Counter(a=1, b=2),
    lambda: defaultdict(None, a=1, b=2), lambda: defaultdict(int, a=1, b=2), Frozen,
    lambda: Mapping(a=1, b=2), lambda: Plain(a=1, b=2), lambda: Slotted(1, 2), lambda: Pair(1, 2),
    lambda: types.SimpleNamespace(a=1, b=2), lambda: types.MappingProxyType({"a": 1, "b": 2}),
    lambda: types.MappingProxyType(OrderedDict(a=1, b=2)),
    lambda: types.MappingProxyType(OrderedDict(b=2, a=1)), lambda: {"a": 1, "b": 2}.items(),
    lambda: {"a": 1}.keys(), lambda: {"a": 1, "b": 2}.values(),
    lambda: UserDict(a=1, b=2), lambda: ChainMap({"a": 1, "b": 2}), lambda: [("a", 1), ("b", 2)],
    lambda: ChainMap({"a": 1}, {"b": 2}), lambda: {b"a": 1, b"b": 2}, lambda: {("a",): 1, "b": 2},
    lambda: Plain(a=1, b=2, c=None), lambda: {"a": True, "b": 2}, lambda: {"a": 1.0, "b": 2},
]  # fmt: skip
TEXTS = [
    lambda: "a", lambda: b"a", lambda: bytearray(b"a"), lambda: memoryview(b"a"), lambda: Text("a"),
    lambda: Raw(b"a"), lambda: Word.A, lambda: array.array("b", b"a"), lambda: ["a"], lambda: "A",
    lambda: array.array("B", b"a"), lambda: collections.UserString("a"), lambda: "a\0", lambda: "é",
    lambda: "e\u0301", lambda: "\ud800", lambda: "\udc80", lambda: "\U0001f600", lambda: "a ",
    lambda: "\ud83d\ude00", lambda: "\ude00\ud83d", lambda: "\ud83d", lambda: "x\ud83d\ude00\n",
    lambda: ["\ud83d", "\ude00"], lambda: pathlib.PurePosixPath("a"), lambda: "K", lambda: "\u212a",
    lambda: pathlib.PureWindowsPath("a"), lambda: pathlib.PureWindowsPath("\ud83d\ude00"),
    lambda: re.compile("a"), lambda: re.compile(b"a"), lambda: re.compile("a", re.IGNORECASE),
    lambda: re.compile("a", re.ASCII), lambda: io.StringIO("a"), lambda: io.BytesIO(b"a"),
    lambda: {"\ud83d\ude00": 1}, lambda: {"\U0001f600": 1}, lambda: {"$text": ["a"]},
    lambda: {"$text": ["\ud83d", "\ude00"]}, lambda: uuid.UUID(int=10), lambda: "$a", lambda: {"$a": 1},
]  # fmt: skip
MOMENTS = [
    lambda: dt.date(2024, 1, 1), lambda: at(1, 1), lambda: at(1, 1, fold=1), lambda: at(1, 1, 1),
    lambda: at(1, 1, tzinfo=dt.timezone.utc), lambda: at(1, 1, 1, tzinfo=offset(hours=1)),
    lambda: at(1, 1, tzinfo=offset(hours=-1)), lambda: at(1, 1, tzinfo=offset(seconds=1)),
    lambda: at(1, 1, microsecond=1), lambda: at(10, 27, 2, 30, tzinfo=BERLIN), lambda: dt.time(12),
    lambda: at(10, 27, 2, 30, tzinfo=BERLIN, fold=1), lambda: dt.time(12, fold=1),
    lambda: dt.time(12, tzinfo=BERLIN), lambda: dt.time(12, tzinfo=zoneinfo.ZoneInfo("Asia/Tokyo")),
    lambda: dt.time(12, tzinfo=dt.timezone.utc), lambda: dt.time(12, tzinfo=BERLIN, fold=1),
    lambda: dt.time(12, 0, 0, 1), lambda: dt.timedelta(1), lambda: dt.timedelta(-1), lambda: BERLIN,
    lambda: dt.timedelta(microseconds=-1), lambda: dt.timezone.utc, lambda: offset(hours=1),
    lambda: dt.timezone(dt.timedelta(0), "X"), lambda: zoneinfo.ZoneInfo("UTC"), lambda: "2024-01-01",
    lambda: dt.datetime.min, lambda: dt.datetime.max, lambda: dt.timedelta.max, lambda: 86400.0,
]  # fmt: skip
ERRORS = [
    lambda: error("x"), lambda: error("x", "y"), lambda: error(), lambda: error(Text("x")),
    lambda: error("x", of=KeyError), lambda: error("x", of=LookupError), lambda: error(("x",)),
    lambda: error("x", cause=KeyError(1)), lambda: error("x", cause=KeyError(2)), lambda: "x",
    lambda: error("x", code=1), lambda: error("x", __notes__=["n"]), lambda: error(1), lambda: ("x",),
    lambda: OSError(2, "x"), lambda: OSError(2, "x", "f"), lambda: OSError(2, "x", "g"),
    lambda: OSError(13, "x", "f"), lambda: StopIteration(1), lambda: SystemExit(1), lambda: ValueError,
    lambda: UnicodeDecodeError("utf-8", b"a", 0, 1, "r"), lambda: error("x", of=Exception),
    lambda: UnicodeDecodeError("utf-8", b"b", 0, 1, "r"), lambda: ImportError("x", name="m"),
    lambda: ImportError("x", name="n"), lambda: ImportError("x"), lambda: error(True), lambda: error(1.0),
]  # fmt: skip
ADDRESSES = [
    lambda: ipaddress.ip_address("1.2.3.4"), lambda: ipaddress.ip_interface("1.2.3.4/32"),
    lambda: ipaddress.ip_interface("1.2.3.4/24"), lambda: ipaddress.ip_network("1.2.3.4/32"),
    lambda: ipaddress.ip_network("1.2.3.0/24"), lambda: ipaddress.ip_network("1.2.3.0/25"),
    lambda: ipaddress.ip_address("::102:304"), lambda: ipaddress.ip_address("::ffff:1.2.3.4"),
    lambda: "1.2.3.4", lambda: 16909060, lambda: uuid.UUID(int=1), lambda: uuid.UUID(int=1).bytes,
    lambda: uuid.UUID(int=1).hex, lambda: int, lambda: float, lambda: len, lambda: max,
]  # fmt: skip
FAMILIES = {
    "ones": ONES, "zeros": ZEROS, "empty": EMPTY, "one and two": ONE_TWO, "mapped": MAPPED,
    "texts": TEXTS, "moments": MOMENTS, "errors": ERRORS, "addresses": ADDRESSES,
}  # fmt: skip
ALL = [make for family in FAMILIES.values() for make in family]
