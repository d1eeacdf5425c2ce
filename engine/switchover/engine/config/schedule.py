"""Cron expressions and the other parts of a schedule, checked without running any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from ..durations import parse_duration
from .workflow import Schedule

__all__ = ["OVERLAP_POLICIES", "check_cron", "schedule_faults"]

OVERLAP_POLICIES: Final = ("skip", "allow", "buffer_one", "cancel_other")
DESCRIPTORS: Final = frozenset(
    {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}
)
MONTHS: Final = {
    name: number + 1
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    )
}
DAYS: Final = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}

# Name, lowest and highest value, and the names that stand for values, of each field.
FIELDS: Final[tuple[tuple[str, int, int, dict[str, int]], ...]] = (
    ("second", 0, 59, {}),
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of month", 1, 31, {}),
    ("month", 1, 12, MONTHS),
    ("day of week", 0, 7, DAYS),
)

_RANGE = re.compile(r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d{1,9}))?", re.ASCII)


def check_cron(expression: str) -> None:
    """Raise ValueError unless the text is a cron expression.

    Allowed are five fields, six with seconds first, `@daily` and its like, and `@every 1h30m`.
    """
    text = expression.strip().lower()
    if text in DESCRIPTORS:
        return
    if text.startswith("@every "):
        if parse_duration(text.removeprefix("@every ")) <= 0:
            raise ValueError("@every needs a duration above 0s")
        return
    parts = text.split()
    if len(parts) not in (5, 6):
        raise ValueError(f"a cron expression has 5 or 6 fields, not {len(parts)}")
    for part, field in zip(parts, FIELDS[-len(parts) :], strict=True):
        for item in part.split(","):
            _check_item(item, *field)


def schedule_faults(schedule: Schedule) -> Iterator[tuple[str, str]]:
    """Give the fields of a schedule that cannot be used, each with the reason."""
    checks = (
        ("cron", schedule.cron, check_cron, True),
        ("timezone", schedule.timezone, _check_zone, False),
        ("jitter", schedule.jitter, _check_jitter, False),
        ("overlap_policy", schedule.overlap_policy, _check_policy, False),
        ("start_at", schedule.start_at, _check_time, False),
        ("end_at", schedule.end_at, _check_time, False),
    )
    for name, text, check, is_required in checks:
        if not text and not is_required:
            continue
        try:
            check(text)
        except ValueError as error:
            yield name, str(error)
    yield from _span_faults(schedule)


def _span_faults(schedule: Schedule) -> Iterator[tuple[str, str]]:
    """Give a span of time that is over before it begins; what is no time is said elsewhere."""
    if not (schedule.start_at and schedule.end_at):
        return
    try:
        start, end = (_check_time(text) for text in (schedule.start_at, schedule.end_at))
    except ValueError:
        return
    if start >= end:
        yield "end_at", f"it must lie after start_at, which is {schedule.start_at!r}"


def _check_item(item: str, name: str, low: int, high: int, words: dict[str, int]) -> None:
    match = _RANGE.fullmatch(item)
    if match is None:
        raise ValueError(f"{item!r} is no {name}")
    start, end, step = match.groups()
    values = [_value(text, name, low, high, words) for text in (start, end) if text]
    if values != sorted(values) or (end and start in "*?"):
        raise ValueError(f"{item!r} is no range of {name}")
    if step is not None and int(step) == 0:
        raise ValueError(f"{item!r} has a step of zero")


def _value(text: str, name: str, low: int, high: int, words: dict[str, int]) -> int:
    if text in "*?":
        return low
    value = words.get(text)
    if value is None and text.isdecimal() and len(text) < 10:
        value = int(text)
    if value is None or not low <= value <= high:
        raise ValueError(f"{text!r} is no {name}; allowed are {low} to {high}")
    return value


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f"{name!r} is no time zone; write Europe/Paris or UTC") from error


def _check_policy(name: str) -> None:
    if name not in OVERLAP_POLICIES:
        raise ValueError(f"{name!r} is no policy; allowed are {', '.join(OVERLAP_POLICIES)}")


def _check_time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone; write 2030-01-31T08:00:00Z")
    return time


def _check_jitter(text: str) -> None:
    if parse_duration(text) < 0:
        raise ValueError(f"{text!r} is negative; a jitter is a duration from 0s on")
