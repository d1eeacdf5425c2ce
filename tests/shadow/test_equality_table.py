"""Every row of docs/equality.md is true."""

import csv
import datetime as dt
import enum
import functools
import hashlib
import io
import ipaddress
import itertools
import operator
import random
import re
import sqlite3
import sys
import threading
import time
import types
import zlib
from argparse import Namespace
from array import array
from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque, namedtuple
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PurePosixPath
from uuid import UUID
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import attrs
import msgspec
import pydantic
import pytest

from switchover.shadow import NotComparableError, compare

DOCUMENT = Path(__file__).parents[2] / "docs" / "equality.md"
ROW = re.compile(r"^\| `(.+)` \| `(.+)` \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))


class Colour(enum.Enum):
    RED = 1


class Number(enum.IntEnum):
    ONE = 1


@dataclass
class Point:
    x: int
    y: int


@dataclass
class Twin:
    x: int
    y: int


@attrs.define
class Attrs:
    x: int


class Model(pydantic.BaseModel):
    x: int


class Struct(msgspec.Struct):
    x: int


class Plain:
    def __init__(self, x):
        self.x = x


class Slotted:
    __slots__ = ("x",)

    def __init__(self, x):
        self.x = x


class AlwaysEqual(Plain):
    def __eq__(self, other):
        return True

    __hash__ = None


class NeverEqual(Plain):
    def __eq__(self, other):
        raise RuntimeError("do not ask")

    __hash__ = None


class Money(Decimal):
    def __new__(cls, amount, currency):
        money = super().__new__(cls, amount)
        money.currency = currency
        return money


class OtherMoney(Money):
    pass


def adder(n):
    return lambda x: x + n


NAMES = {
    "BytesIO": io.BytesIO,
    "ChainMap": ChainMap,
    "Counter": Counter,
    "Lock": threading.Lock,
    "MappingProxyType": types.MappingProxyType,
    "Namespace": Namespace,
    "PurePosixPath": PurePosixPath,
    "StringIO": io.StringIO,
    "UserDict": UserDict,
    "count": itertools.count,
    "gmtime": time.gmtime,
    "ip_address": ipaddress.ip_address,
    "partial": functools.partial,
    "time": dt.time,
    "ET": ElementTree,
    "Money": Money,
    "OtherMoney": OtherMoney,
    "OSError": OSError,
    "Random": random.Random,
    "adder": adder,
    "array": array,
    "defaultdict": defaultdict,
    "deque": deque,
    "hashlib": hashlib,
    "itemgetter": operator.itemgetter,
    "re": re,
    "OrderedDict": OrderedDict,
    "Decimal": Decimal,
    "Fraction": Fraction,
    "datetime": dt.datetime,
    "date": dt.date,
    "timedelta": dt.timedelta,
    "UTC": dt.UTC,
    "timezone": dt.timezone,
    "ZoneInfo": ZoneInfo,
    "Path": Path,
    "UUID": UUID,
    "Colour": Colour,
    "Number": Number,
    "Point": Point,
    "Twin": Twin,
    "Attrs": Attrs,
    "Pair": namedtuple("Pair", "a b"),
    "Model": Model,
    "Struct": Struct,
    "Plain": Plain,
    "Slotted": Slotted,
    "AlwaysEqual": AlwaysEqual,
    "NeverEqual": NeverEqual,
}


@pytest.fixture(scope="module", autouse=True)
def libraries():
    """What rows name of pandas is imported late: tests before these fork a process without it."""
    import numpy as np
    import pandas as pd

    NAMES.update(np=np, pd=pd)


def found(control, candidate):
    differences = compare(control, candidate)
    return ", ".join(f"`{one.path} {one.kind.value}`" for one in differences) or "equal"


def test_the_table_is_read():
    """The document holds its table, so that no row is lost to a change of layout."""
    assert len(ROWS) > 125


@pytest.mark.parametrize(("control", "candidate", "expected"), ROWS)
def test_row(control, candidate, expected):
    """What the row says is what compare finds, also one level down."""
    a, b = eval(control, NAMES), eval(candidate, NAMES)
    assert found(a, b) == expected
    inner = expected.replace("`$", "`$.inner[0]")
    assert found({"inner": [a]}, {"inner": [b]}) == inner


@pytest.mark.parametrize(("control", "candidate", "expected"), ROWS)
def test_row_backwards(control, candidate, expected):
    """Equality does not depend on which side is the control."""
    a, b = eval(control, NAMES), eval(candidate, NAMES)
    assert bool(compare(b, a)) == (expected != "equal")


def test_what_nothing_can_open_is_never_equal():
    """What the page lists of the standard library, and what it says of iterators and locks."""
    held, advanced = threading.Lock(), iter([1, 2])
    held.acquire()
    next(advanced)
    with sqlite3.connect(":memory:") as connection, DOCUMENT.open() as file:
        for value in (
            (one for one in ()), file, connection, connection.cursor(), zlib.compressobj(),
            csv.reader(()), sys._getframe(), super(Plain, Plain(1)),
        ):  # fmt: skip
            with pytest.raises(NotComparableError):
                compare(value, value)
    connection.close()
    assert found(threading.Lock(), held) == "`$.locked changed`"
    assert compare(iter([2]), advanced)
    assert found(Slotted.__new__(Slotted), Slotted(None)) == "`$.x extra`"
    assert found(float("nan"), -float("nan")) == "equal"


@pytest.mark.parametrize("text", sorted({text for row in ROWS for text in row[:2]}))
def test_a_value_equals_its_own_copy(text):
    """Two values made by the same expression are equal."""
    assert compare(eval(text, NAMES), eval(text, NAMES)) == ()
