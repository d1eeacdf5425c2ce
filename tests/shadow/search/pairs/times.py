"""Days and hours: zones, months, weekends."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def local_day(moment: dt.datetime) -> str:
    return moment.astimezone(BERLIN).date().isoformat()


def local_day_new(moment: dt.datetime) -> str:
    return (moment.astimezone(dt.UTC) + dt.timedelta(hours=1)).date().isoformat()


def next_month(day: dt.date) -> dt.date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def next_month_new(day: dt.date) -> dt.date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return dt.date(
        year, month, min(day.day, 30 if month in (4, 6, 9, 11) else 28 if month == 2 else 31)
    )


def due(issued: str, days: int) -> str:
    day = dt.date.fromisoformat(issued) + dt.timedelta(days=days)
    while day.weekday() >= 5:
        day += dt.timedelta(days=1)
    return day.isoformat()


def due_new(issued: str, days: int) -> str:
    day = dt.date.fromisoformat(issued) + dt.timedelta(days=days)
    if day.weekday() == 6:
        day += dt.timedelta(days=1)
    elif day.weekday() == 5:
        day += dt.timedelta(days=3 if days > 30 else 2)
    return day.isoformat()


PAIRS = {
    "summer-time": (local_day, local_day_new, [((dt.datetime(2024, 1, 10, 12, tzinfo=dt.UTC),), {}), ((dt.datetime(2024, 7, 3, 9, 30, tzinfo=dt.UTC),), {})]),
    "leap-day": (next_month, next_month_new, [((dt.date(2023, 5, 14),), {}), ((dt.date(2022, 12, 31),), {})]),
    "weekend": (due, due_new, [(("2024-03-04", 14), {}), (("2024-05-06", 30), {})]),
}  # fmt: skip
