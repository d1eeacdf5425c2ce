"""Makes an input as small as it can be while it still shows what it showed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, Final, TypeVar

from ..calls.documents import document
from ..calls.identity import identity, plain_key
from ..calls.places import Attribute, Call, Path, folded, put, walk, without
from ..knowledge.domain import Domain

__all__ = ["shrunk", "size"]

MOST_CALLS: Final = 600
BATCH: Final = 24
MOST_WHOLE: Final = 10**300
"""Beyond it no digits are looked at: Python writes no text of a number with thousands."""

T = TypeVar("T", dt.date, dt.datetime)

Still = Callable[[Sequence[Call]], Sequence[bool]]
"""Says of each call whether it still shows it."""


def shrunk(call: Call, domain: Domain, still: Still, *, most: int = MOST_CALLS) -> tuple[Call, int]:
    """Give the smallest call that was found, and how many were tried for it."""
    tried, improved = 0, True
    seen = {_identity(call)}
    while improved and tried < most:
        improved = False
        # made as they are tried: of a large input there are thousands, and the first may do
        fresh = _smaller(call, domain, seen)
        while batch := [*islice(fresh, BATCH)]:
            tried += len(batch)
            kept = [one for one, holds in zip(batch, still(batch), strict=True) if holds]
            if kept:
                call, improved = min(kept, key=size), True
                break
            if tried >= most:
                break
    return call, tried


def _smaller(call: Call, domain: Domain, seen: set[object]) -> Iterator[Call]:
    """Give what is smaller than a call, each once."""
    best = size(call)
    for simpler in _simpler(call, domain):
        if size(simpler) < best and (known := _identity(simpler)) not in seen:
            seen.add(known)
            yield simpler


def _identity(call: Call) -> object:
    """Give what tells a call from others; something of its own where it has no document."""
    try:
        return identity(call) or object()
    except OverflowError:
        return object()


def size(call: Call) -> tuple[int, int, float]:
    """Give what makes one input smaller than another: places, then letters, then magnitudes."""
    places = letters = 0
    magnitude = 0.0
    for path, value in walk(call):
        places += 1 if len(path) > 1 else 0
        kind = type(value)
        if kind in (str, bytes):
            letters += len(value)
            magnitude += sum(min(ord(c) if kind is str else c, 500) for c in value[:200]) / 1e3
        elif kind in (int, float, Decimal, bool):
            letters += _written(value) - (10 if kind is Decimal else 0)
            magnitude += _magnitude(value)
        elif isinstance(value, dt.date | dt.time | dt.timedelta):
            magnitude += _days(value)
    return places, letters, magnitude


def _written(value: float | Decimal) -> int:
    """Give how many letters a number is written in; of one that has no text, about how many."""
    if type(value) is int and abs(value) >= MOST_WHOLE:
        return int(value.bit_length() * math.log10(2)) + 1 + (value < 0)
    return len(repr(value))


def _magnitude(value: Any) -> float:
    try:
        return min(abs(float(value)), 1e300) + (0.5 if value < 0 else 0) if value == value else 1e9  # noqa: PLR0124 - nan is not itself
    except (OverflowError, ValueError):
        return 1e300


def _days(value: Any) -> float:
    if isinstance(value, dt.datetime):
        return value.toordinal() + len(value.isoformat()) / 100
    if isinstance(value, dt.date):
        return abs(value.toordinal() - dt.date(2000, 1, 1).toordinal())
    return len(str(value))


def _simpler(call: Call, domain: Domain) -> Iterator[Call]:
    for argument in domain.droppable(call):
        yield without(call, argument)
    yield from _together(call, domain)
    for path, value in walk(call):
        if path and isinstance(path[-1], Attribute) and value is None:
            continue
        for new in _simpler_inside(value, folded(path, call), domain):
            yield put(call, path, new)
        for new in _simpler_value(value, folded(path, call), domain):
            yield put(call, path, new)


def _simpler_inside(value: Any, place: Path, domain: Domain) -> Iterator[Any]:
    """Make what lies in a document simpler, where a text is one, and write it as it was written."""
    found = document(value)
    if found is None:
        return
    for (made,), _ in _simpler(((found.value,), {}), domain.inside(place)):
        try:
            yield found.write(made)
        except Exception:  # noqa: BLE001, S112 - what the notation cannot hold is not written
            continue


def _together(call: Call, domain: Domain) -> Iterator[Call]:
    """Make leaves that are equal simpler together: what differs may be that they are."""
    alike: dict[tuple[type, str], list[Any]] = {}
    for path, value in walk(call):
        if type(value) is str or type(value) in _WAYS:
            alike.setdefault(plain_key(value), []).append((path, value))
    for found in alike.values():
        if 1 < len(found) < 50:
            path, value = found[0]
            for new in _simpler_value(value, folded(path, call), domain):
                made: Any = call
                for each, _ in found:
                    made = put(made, each, new)
                yield made


def _simpler_value(value: Any, place: Any, domain: Domain) -> Iterator[Any]:
    kind = type(value)
    if kind is list:
        yield from _shorter(value)
    elif kind is dict:
        is_map = domain.is_map(place, value)
        for key in list(value)[:12]:
            if is_map or domain.may_lack(place, key):
                yield {k: v for k, v in value.items() if k != key}
    elif kind is str:
        yield from _simpler_text(value)
    else:
        way = _WAYS.get(kind)
        if way is not None:
            yield from way(value)


def _shorter(value: Any) -> Iterator[Any]:
    length = len(value)
    if length:
        yield value[:0]
        yield value[: length // 2]
        yield value[length // 2 :]
    for parts in (4, 8, 16):
        size_ = length // parts
        for start in range(0, length - size_ + 1, size_) if size_ else ():
            yield value[:start] + value[start + size_ :]
    if length > 4 and isinstance(value, list):
        yield [value[0]] * length
    for gone in range(min(length, 12)):
        yield value[:gone] + value[gone + 1 :]


def _simpler_text(value: str) -> Iterator[str]:
    yield from _shorter(value)
    for spot, letter in enumerate(value[:12]):
        for plain in ("a", "0", " "):
            if letter != plain and letter.isalpha() == plain.isalpha():
                yield value[:spot] + plain + value[spot + 1 :]


def _integers(value: int) -> Iterator[int]:
    yield from (0, 1, -value if value < 0 else 2, value // 2, value // 10)
    sign = -1 if value < 0 else 1
    yield from (value - sign, value - 10 * sign, value - value % 10, value - value % 100)
    if abs(value) < MOST_WHOLE:
        yield sign * (abs(value) % 10 ** (len(str(abs(value))) - 1))  # without its first digit


def _floats(value: float) -> Iterator[float]:
    yield from (0.0, 1.0, -value, 0.5)
    if value == value and abs(value) < 1e15:  # noqa: PLR0124 - nan is not itself
        yield from (float(int(value)), round(value, 1), round(value, 2), value % 1, value / 2)


def _decimals(value: Decimal) -> Iterator[Decimal]:
    yield from (Decimal(0), Decimal(1), -value)
    if value.is_finite() and abs(value) < 10**12:
        yield from (Decimal(int(value)), round(value, 1), round(value, 2), value % 1)


def _dates(value: dt.date) -> Iterator[dt.date]:
    yield dt.date(2000, 1, 1)
    yield from _replaced(value, ({"month": 1}, {"day": 1}, {"year": 2000}, {"year": 2001}))


def _datetimes(value: dt.datetime) -> Iterator[dt.datetime]:
    ways: tuple[dict[str, Any], ...] = (
        *({"hour": 0}, {"minute": 0}, {"second": 0}, {"microsecond": 0}, {"fold": 0}),
        *({"month": 1}, {"day": 1}, {"year": 2000}),
    )
    yield from _replaced(value, ways)


def _replaced(value: T, ways: Iterable[dict[str, Any]]) -> Iterator[T]:
    """Give a day or a moment with a part of it replaced, where that day is there."""
    for change in ways:
        try:
            yield value.replace(**change)
        except ValueError:
            continue


_WAYS: Final[dict[type, Callable[[Any], Iterator[Any]]]] = {
    int: _integers,
    float: _floats,
    Decimal: _decimals,
    bool: lambda _: iter((False,)),
    bytes: _shorter,
    dt.date: _dates,
    dt.datetime: _datetimes,
}
