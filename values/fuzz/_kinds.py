"""Makes values of every kind from a seed: the same seed gives an equal value, made anew.

With `turn` given, the choice of that number is another one: a neighbour that differs in one thing,
or in none, which the oracle has to say.
"""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import functools
import io
import ipaddress
import operator
import pathlib
import random
import re
import types
import uuid
import xml.etree.ElementTree as ET
from typing import Any, Callable

__all__ = ["Maker"]


class Plain:
    """An object that is its attributes."""


class Slotted:
    """An object that is its slots."""

    __slots__ = ("x", "y")


class Money(decimal.Decimal):
    """A Decimal that may bear attributes."""


class Text(str):
    """A text that may bear attributes."""


class Rows(list[Any]):
    """A list that may bear attributes, and iterates over nothing."""

    def __iter__(self) -> Any:
        return iter(())


class Colour(enum.Enum):
    RED = 1
    BLUE = "1"


class Perm(enum.Flag):
    R = 1
    W = 2


class ApiError(Exception):
    """An error that may bear attributes."""


@dataclasses.dataclass
class Point:
    x: Any
    y: Any = dataclasses.field(default=None, compare=False)


Pair = collections.namedtuple("Pair", "a b")
ZONES = (None, dt.timezone.utc, dt.timezone(dt.timedelta(hours=2)))
TEXTS = ("", "a", "b", "é", "e\u0301", "\ud800", "1", "$x", "0x7f0011223344", "line\nline", "𝕏")
FUNCTIONS = (len, max, dict, list, str.upper, int)
MOST_DEEP = 4


class Maker:
    """Draws one value after the other from a seed."""

    def __init__(self, seed: int, turn: int | None = None) -> None:
        self._random = random.Random(seed)
        self._turn = turn
        self.drawn = 0

    def draw(self, count: int) -> int:
        """Draw a number below `count`; another one where it is the turn."""
        number = self._random.randrange(count)
        if self.drawn == self._turn:
            number = (number + 1) % count
        self.drawn += 1
        return number

    def few(self, count: int) -> int:
        """Draw how many there are: never another one."""
        return self._random.randrange(count)

    def one_of(self, choices: Any) -> Any:
        return choices[self.draw(len(choices))]

    def value(self, depth: int = 0) -> Any:
        if depth < MOST_DEEP and self._random.random() < 0.55:
            return self.one_of(_DEEP)(self, depth + 1)
        return self.one_of(_FLAT)(self)

    def values(self, depth: int) -> list[Any]:
        return [self.value(depth) for _ in range(self._random.randrange(4))]

    def key(self) -> Any:
        return self.one_of(_KEYS)(self)

    def draw_keys(self) -> list[Any]:
        drawn = [self.key() for _ in range(self.few(4))]
        return list({_hashable(key): key for key in drawn}.values())

    def bearing(self, made: Any, depth: int = MOST_DEEP) -> Any:
        for name in ("unit", "note")[: self._random.randrange(3)]:
            object.__setattr__(made, name, self.value(depth))
        return made


def _hashable(key: Any) -> Any:
    """Keys that are equal by `==` would fall together."""
    return key if key == key else "nan"  # noqa: PLR0124


def _float(m: Maker) -> float:
    return m.one_of((0.0, -0.0, 1.0, 0.1 + 0.2, 0.3, float("nan"), float("inf"), 5e-324, 1e300))


def _int(m: Maker) -> int:
    return m.one_of((0, 1, 2, -1, 255, 256, 65536, 2**31, -(2**31) - 1, 2**63, 2**70, -(2**70)))


def _text(m: Maker) -> str:
    return "".join(m.one_of(TEXTS) for _ in range(1 + m.few(2)))


def _bytes(m: Maker) -> bytes:
    return m.one_of((b"", b"a", b"\x00", b"\x91h\x00", b"a" * 300))


def _decimal(m: Maker) -> Any:
    text = m.one_of(("1.0", "1.00", "1", "NaN", "sNaN", "1E+3", "-0", "Infinity"))
    return m.one_of((decimal.Decimal, Money))(text)


def _money(m: Maker) -> Any:
    return m.bearing(Money(m.one_of(("1", "2", "1.0"))))


def _datetime(m: Maker) -> dt.datetime:
    made = dt.datetime(2024, 10, 27, m.draw(3), 0, 0, m.draw(2), tzinfo=m.one_of(ZONES))
    return made.replace(fold=m.draw(2))


def _time(m: Maker) -> dt.time:
    return dt.time(m.draw(3), fold=m.draw(2), tzinfo=m.one_of(ZONES))


def _path(m: Maker) -> Any:
    return m.one_of((pathlib.PurePosixPath, pathlib.PureWindowsPath))(m.one_of(("a", "a/b", "b")))


def _closure(m: Maker) -> Any:
    held = m.one_of((1, 1.0, True, "a"))
    return lambda other: (other, held)


def _match(m: Maker) -> Any:
    return re.search(m.one_of(("(a)", "a", "(b)")), m.one_of(("ab", "abb", "bab")))


def _array(m: Maker) -> Any:
    return array.array(m.one_of("bBhil"), [m.draw(3) for _ in range(m.few(4))])


def _stream(m: Maker) -> Any:
    made = io.BytesIO(_bytes(m))
    made.seek(m.draw(2))
    return made


_FLAT: tuple[Callable[[Maker], Any], ...] = (
    lambda _: None,
    lambda m: m.one_of((True, False, 1, 0)),
    _int, _int, _float, _float, _text, _text, _bytes,
    lambda m: complex(_float(m), _float(m)),
    lambda m: bytearray(_bytes(m)),
    _decimal, _money, _datetime, _time, _path, _closure, _match, _array, _stream,
    lambda m: fractions.Fraction(m.draw(3), 1 + m.draw(3)),
    lambda m: dt.date(2024, 1, 1 + m.draw(3)),
    lambda m: dt.timedelta(m.draw(3) - 1, m.draw(3), m.draw(3)),
    lambda m: m.one_of(ZONES[1:]),
    lambda m: uuid.UUID(int=m.draw(3)),
    lambda m: m.one_of((Colour.RED, Colour.BLUE, Perm.R, Perm.R | Perm.W, Perm(0))),
    lambda m: range(m.draw(3), 10, 1 + m.draw(3)),
    lambda m: slice(m.draw(3), None),
    lambda m: m.one_of(FUNCTIONS),
    lambda m: m.one_of((..., NotImplemented, object())),
    lambda m: operator.itemgetter(m.draw(3)),
    lambda m: functools.partial(int, base=2 + m.draw(3)),
    lambda m: re.compile(m.one_of(("a", "b")), m.one_of((0, re.IGNORECASE))),
    lambda m: ipaddress.ip_address(m.draw(3)),
    lambda m: memoryview(_bytes(m)),
    lambda m: m.bearing(Text(_text(m))),
)  # fmt: skip

_KEYS: tuple[Callable[[Maker], Any], ...] = (
    _text, _text, _text, _int, _bytes,
    lambda m: m.one_of((True, False, None, 0.5)),
    lambda m: (_int(m), _text(m)),
    lambda m: frozenset({_int(m)}),
    lambda m: m.one_of((Colour.RED, Colour.BLUE)),
    lambda m: decimal.Decimal(m.one_of(("1.5", "2.5"))),
    lambda m: dt.date(2024, 1, 1 + m.draw(3)),
)  # fmt: skip


def _dict(m: Maker, depth: int) -> dict[Any, Any]:
    made = {key: m.value(depth) for key in m.draw_keys()}
    return dict(reversed(made.items())) if m.draw(2) else made


def _plain(m: Maker, depth: int) -> Any:
    return m.bearing(Plain(), depth)


def _slotted(m: Maker, depth: int) -> Any:
    made = Slotted()
    for name in ("x", "y")[: m.few(3)]:
        setattr(made, name, m.value(depth))
    return made


def _error(m: Maker, depth: int) -> Any:
    made = m.one_of((ValueError, KeyError, ApiError))(*m.values(depth))
    return m.bearing(made, depth)


def _element(m: Maker, _: int) -> Any:
    made = ET.Element(m.one_of("ab"), {"k": m.one_of("vw")})
    made.text = m.one_of((None, "t"))
    for _n in range(m.few(3)):
        ET.SubElement(made, m.one_of("cd")).tail = m.one_of((None, "u"))
    return made


def _deque(m: Maker, depth: int) -> Any:
    return collections.deque(m.values(depth), m.one_of((None, 5, 6)))


def _default(m: Maker, depth: int) -> Any:
    return collections.defaultdict(m.one_of((list, dict, None)), _dict(m, depth))


def _shared(m: Maker, depth: int) -> Any:
    held = m.values(depth)
    return [held, held] if m.draw(2) else [held, list(held)]


_DEEP: tuple[Callable[[Maker, int], Any], ...] = (
    lambda m, d: m.values(d),
    lambda m, d: tuple(m.values(d)),
    _dict, _dict, _plain, _slotted, _error, _element, _deque, _default, _shared,
    lambda m, _: set(m.draw_keys()),
    lambda m, _: frozenset(m.draw_keys()),
    lambda m, d: collections.OrderedDict(_dict(m, d)),
    lambda m, d: Pair(m.value(d), m.value(d)),
    lambda m, d: Point(m.value(d), m.value(d)),
    lambda m, d: m.bearing(Rows(m.values(d)), d),
    lambda m, d: types.SimpleNamespace(a=m.value(d)),
    lambda m, d: types.MappingProxyType(_dict(m, d)),
    lambda m, d: _dict(m, d).values(),
    lambda m, d: _dict(m, d).keys(),
    lambda m, d: _dict(m, d).items(),
    lambda m, d: [m.value(d)] * 20,
)  # fmt: skip
