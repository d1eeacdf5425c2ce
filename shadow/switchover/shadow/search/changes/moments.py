"""Other days and times in place of one: ends of months, leap days, hours that clocks skip."""

from __future__ import annotations

import calendar
import datetime as dt
from random import Random
from typing import Final

from .around import Around

__all__ = ["dates", "datetimes", "spans", "times"]

_DAYS: Final = ((1, 1), (12, 31), (2, 28), (3, 1), (4, 30), (6, 30), (1, 31), (10, 31), (7, 4))
_LEAP: Final = (2000, 2020, 2024, 2028)
_CLOCK: Final = (
    (0, 0, 0),
    (23, 59, 59),
    (12, 0, 0),
    (1, 30, 0),
    (2, 30, 0),
    (22, 30, 0),
    (23, 0, 0),
)
_OFFSETS: Final = (-12, -5, 1, 2, 5.5, 14)


def dates(value: dt.date, _: Around, random: Random) -> dt.date:
    """Give another day, within some years of it."""
    kind = random.randrange(6)
    try:
        if kind == 0:
            return value + dt.timedelta(days=random.choice((1, -1, 2, 6, 7, -7, 30, 365)))
        if kind == 1:
            return value.replace(day=calendar.monthrange(value.year, value.month)[1])
        if kind == 2:
            month, day = random.choice(_DAYS)
            return value.replace(month=month, day=day)
        if kind == 3:
            year = random.choice(_LEAP)
            return value.replace(year=year, **random.choice(_AROUND_LEAP))
        if kind == 4:
            month = random.randrange(1, 13)
            last = calendar.monthrange(value.year, month)[1]
            return value.replace(month=month, day=random.choice((1, last - 1, last)))
        return value + dt.timedelta(days=random.randrange(-800, 800))
    except (OverflowError, ValueError):
        return value


_AROUND_LEAP: Final[tuple[dict[str, int], ...]] = (
    {"month": 2, "day": 29},
    {"month": 1, "day": 29},
    {"month": 1, "day": 31},
    {"month": 3, "day": 1},
)  # fmt: skip


def datetimes(value: dt.datetime, around: Around, random: Random) -> dt.datetime:
    """Give another moment; one with a zone keeps one."""
    kind = random.randrange(6)
    try:
        if kind == 0:
            hour, minute, second = random.choice(_CLOCK)
            return value.replace(hour=hour, minute=minute, second=second)
        if kind == 1:
            return value + dt.timedelta(seconds=random.choice((1, -1, 60, 3600, -3600, 86_400)))
        if kind == 2:
            return _at_change(value, random)
        if kind == 3 and value.tzinfo is not None:
            zone = dt.timezone(dt.timedelta(hours=random.choice(_OFFSETS)))
            return value.replace(tzinfo=random.choice((zone, dt.UTC)))
        if kind == 4:
            return value.replace(microsecond=random.choice((0, 1, 500_000, 999_999)))
        made = dates(value.date(), around, random)
        clock = random.choice(
            (value.timetz(), dt.time(*random.choice(_CLOCK), tzinfo=value.tzinfo))
        )
        return dt.datetime.combine(made, clock)
    except (OverflowError, ValueError):
        return value


def _at_change(value: dt.datetime, random: Random) -> dt.datetime:
    """Give a moment around those at which European and American clocks change."""
    month, week = random.choice(((3, -1), (10, -1), (3, 1), (11, 0)))
    sundays = [week_[6] for week_ in calendar.monthcalendar(value.year, month) if week_[6]]
    hour, fold = random.randrange(4), random.randrange(2)
    return value.replace(month=month, day=sundays[week], hour=hour, minute=30, fold=fold)


def times(value: dt.time, _: Around, random: Random) -> dt.time:
    """Give another time of day."""
    hour, minute, second = random.choice((*_CLOCK, (random.randrange(24), 15, 0)))
    return value.replace(hour=hour, minute=minute, second=second)


def spans(value: dt.timedelta, _: Around, random: Random) -> dt.timedelta:
    """Give another duration."""
    ways = (
        -value,
        value * 2,
        value / 2,
        dt.timedelta(),
        dt.timedelta(days=random.randrange(-40, 400)),
    )
    return random.choice((*ways, value + dt.timedelta(seconds=random.choice((1, -1, 3600)))))
