"""Another value of the same type in place of a leaf."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from random import Random
from typing import Any, Final

from ..calls.identity import plain_text
from .around import Around
from .moments import dates, datetimes, spans, times
from .numbers import decimals, floats, integers
from .texts import binaries, texts

__all__ = ["can_change", "changed"]

_BY_TYPE: Final[dict[type, Callable[[Any, Around, Random], Any]]] = {
    bool: lambda value, _, __: not value,
    int: integers,
    float: floats,
    complex: lambda value, around, random: complex(
        floats(value.real, around, random), floats(value.imag, around, random)
    ),
    Decimal: decimals,
    Fraction: lambda value, around, random: Fraction(
        integers(value.numerator, around, random), integers(value.denominator, around, random) or 1
    ),
    str: texts,
    bytes: binaries,
    bytearray: lambda value, around, random: bytearray(binaries(bytes(value), around, random)),
    dt.date: dates,
    dt.datetime: datetimes,
    dt.time: times,
    dt.timedelta: spans,
    uuid.UUID: lambda _, __, random: uuid.UUID(int=random.choice((0, random.getrandbits(128)))),
}


def _way(value: Any) -> Callable[[Any, Around, Random], Any] | None:
    found = _BY_TYPE.get(type(value))
    if found is not None:
        return found
    if isinstance(value, enum.Enum):
        return lambda value, _, random: random.choice([*type(value).__members__.values()])
    if isinstance(value, PurePath):
        return lambda value, around, random: type(value)(
            texts(str(value), around, random).replace("\x00", "")
        )
    if type(value) in (set, frozenset):
        return _members
    return None


def _members(value: Any, around: Around, random: Random) -> Any:
    members = sorted(value, key=plain_text)
    kept = [one for one in members if random.random() < 0.7]
    if members and random.random() < 0.7:
        kept.append(changed(random.choice(members), around, random))
    return type(value)(kept)


def can_change(value: Any) -> bool:
    """Say whether `changed` knows what to do with a value."""
    return _way(value) is not None


def changed(value: Any, around: Around, random: Random) -> Any:
    """Give another value of the type; the value itself where the type is not known."""
    way = _way(value)
    return value if way is None else way(value, around, random)
