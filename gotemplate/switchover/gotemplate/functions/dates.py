"""Sprig's functions on times; the time of ``now`` is that of the engine's clock.

Source: sprig 3.2.3 (date.go).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from .._call import Registry
from .._errors import TemplateRuntimeError
from .._kinds import wrap64
from .._literals import parse_int
from .._moments import parse_time
from .._scope import Scope
from .._times import (
    duration_text,
    format_time,
    from_unix,
    in_zone,
    parse_duration,
    zero_time,
    zone_named,
)

__all__ = ["DATES"]

DATES = Registry()
_UNITS = (
    ("y", 365 * 86400),
    ("mo", 30 * 86400),
    ("d", 86400),
    ("h", 3600),
    ("m", 60),
    ("s", 1),
)


@DATES.function("now", contextual=True)
def now(scope: Scope) -> datetime:
    """Give the time of the engine's clock."""
    return scope.clock()


def _moment(scope: Scope, value: Any) -> datetime:
    """Give a time as it is, a whole number as seconds after 1970, anything else as now."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return from_unix(int(value))
    return scope.clock()


@DATES.function("date", "string", "any", contextual=True)
def date(scope: Scope, layout: str, value: Any) -> str:
    return date_in_zone(scope, layout, value, "Local")


@DATES.function("dateInZone date_in_zone", "string", "any", "string", contextual=True)
def date_in_zone(scope: Scope, layout: str, value: Any, zone: str) -> str:
    moment = in_zone(_moment(scope, value), zone_named(zone, scope.zone))
    return format_time(layout, moment)


@DATES.function("htmlDate", "any", contextual=True)
def html_date(scope: Scope, value: Any) -> str:
    return date_in_zone(scope, "2006-01-02", value, "Local")


@DATES.function("htmlDateInZone", "any", "string", contextual=True)
def html_date_in_zone(scope: Scope, value: Any, zone: str) -> str:
    return date_in_zone(scope, "2006-01-02", value, zone)


@DATES.function("mustDateModify must_date_modify", "string", "time")
def must_date_modify(text: str, moment: datetime) -> datetime:
    return _moved(moment, parse_duration(text))


@DATES.function("dateModify date_modify", "string", "time")
def date_modify(text: str, moment: datetime) -> datetime:
    """Give the time moved by a duration such as ``-1h30m``; by nothing if that is no duration."""
    try:
        nanoseconds = parse_duration(text)
    except ValueError:
        return moment
    return _moved(moment, nanoseconds)


def _moved(moment: datetime, nanoseconds: int) -> datetime:
    micro = abs(nanoseconds) // 1000
    try:
        return moment + timedelta(microseconds=micro if nanoseconds >= 0 else -micro)
    except OverflowError:
        raise TemplateRuntimeError("the time leaves the years 1 to 9999") from None


@DATES.function("ago", "any", contextual=True)
def ago(scope: Scope, value: Any) -> str:
    """How long ago a time was, in whole seconds."""
    passed = scope.clock() - _moment(scope, value)
    half_up = (passed + timedelta(milliseconds=500)) // timedelta(seconds=1)
    return duration_text(half_up * 10**9)


@DATES.function("duration", "any")
def duration(value: Any) -> str:
    """Seconds as a duration; only a text or an int64 counts, anything else is 0."""
    seconds = 0
    if isinstance(value, str):
        seconds = parse_int(value, base=10) or 0
        seconds = max(min(seconds, 2**63 - 1), -(2**63))
    elif type(value) is int:
        seconds = value
    return duration_text(wrap64(seconds * 10**9))


@DATES.function("durationRound", "any", contextual=True)
def duration_round(scope: Scope, value: Any) -> str:
    """Give the largest unit of a duration: ``2h``, ``3mo``."""
    size = abs(_nanoseconds(scope, value))
    for name, seconds in _UNITS:
        if size > seconds * 10**9:
            return f"{size // (seconds * 10**9)}{name}"
    return "0s"


def _nanoseconds(scope: Scope, value: Any) -> int:
    if isinstance(value, str):
        try:
            return parse_duration(value)
        except ValueError:
            return 0
    if isinstance(value, datetime):
        return (scope.clock() - value) // timedelta(microseconds=1) * 1000
    return value if type(value) is int else 0


@DATES.function("mustToDate", "string", "string", contextual=True)
def must_to_date(scope: Scope, layout: str, text: str) -> datetime:
    return parse_time(layout, text, scope.zone)


@DATES.function("toDate", "string", "string", contextual=True)
def to_date(scope: Scope, layout: str, text: str) -> datetime:
    """Give the time a text names in a layout, or Go's zero time."""
    try:
        return parse_time(layout, text, scope.zone)
    except ValueError:
        return zero_time()


@DATES.function("unixEpoch", "time")
def unix_epoch(moment: datetime) -> str:
    return str((moment - from_unix(0)) // timedelta(seconds=1))
