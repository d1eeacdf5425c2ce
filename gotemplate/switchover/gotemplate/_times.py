"""Go's times and durations: printing, layouts such as ``2006-01-02``.

A time is an aware ``datetime``; what Go keeps below a microsecond is lost.
Source: Go's time package (format.go, time.go), version 1.19.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from ._kinds import wrap64

__all__ = [
    "DAYS",
    "LAYOUT",
    "MONTHS",
    "duration_text",
    "format_time",
    "from_unix",
    "in_zone",
    "parse_duration",
    "time_text",
    "zero_time",
    "zone_named",
]

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
LAYOUT = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|Z07:00:00|Z070000|Z07:00|Z0700|Z07"
    r"|-07:00:00|-070000|-07:00|-0700|-07|002|__2|01|02|03|04|05|06|15|PM|pm"
    r"|[.,]0+(?![0-9])|[.,]9+(?![0-9])|_2006|_2|1|2|3|4|5"
)
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9}
_UNITS |= {"m": 60 * 10**9, "h": 3600 * 10**9}
_PART = re.compile(r"([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)")
_ZERO = datetime(1, 1, 1, tzinfo=UTC)


def zero_time() -> datetime:
    """Go's zero time: the first of January of the year 1, in UTC."""
    return _ZERO


def zone_named(name: str, local: tzinfo) -> tzinfo:
    """Give the zone of that name; like Go's ``date``, an unknown one is UTC."""
    if name in {"", "UTC"}:
        return UTC
    if name == "Local":
        return local
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def from_unix(seconds: int) -> datetime:
    """Give the time that many seconds after 1970; Raises ValueError outside the years 1 to 9999."""
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        raise ValueError(f"{seconds} seconds after 1970 is outside the years 1 to 9999") from None


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def time_text(moment: datetime) -> str:
    """Give the text of a time as Go's ``%v`` prints it."""
    return format_time("2006-01-02 15:04:05.999999999 -0700 MST", moment)


def format_time(layout: str, moment: datetime) -> str:
    """Write a time in a Go layout."""
    return LAYOUT.sub(lambda found: _field(found, moment), layout)


def _field(found: re.Match[str], t: datetime) -> str:
    token = found.group()
    if token[0] in ".,":
        return _fraction(found, t)
    if "07" in token:
        return _offset(token, t)
    return _simple(token, t)


def _simple(token: str, t: datetime) -> str:
    hour12 = t.hour % 12 or 12
    values = {
        "January": MONTHS[t.month - 1],
        "Jan": MONTHS[t.month - 1][:3],
        "1": str(t.month),
        "01": f"{t.month:02d}",
        "Monday": DAYS[t.weekday()],
        "Mon": DAYS[t.weekday()][:3],
        "2": str(t.day),
        "_2": f"{t.day:2d}",
        "02": f"{t.day:02d}",
        "__2": f"{t.timetuple().tm_yday:3d}",
        "002": f"{t.timetuple().tm_yday:03d}",
        "15": f"{t.hour:02d}",
        "3": str(hour12),
        "03": f"{hour12:02d}",
        "4": str(t.minute),
        "04": f"{t.minute:02d}",
        "5": str(t.second),
        "05": f"{t.second:02d}",
        "2006": f"{t.year:04d}",
        "_2006": f"_{t.year:04d}",
        "06": f"{t.year % 100:02d}",
        "PM": "PM" if t.hour >= 12 else "AM",
        "pm": "pm" if t.hour >= 12 else "am",
    }
    return values[token] if token in values else _zone_name(t)


def _zone_name(t: datetime) -> str:
    name = t.tzname() or ""
    unnamed = not name or (name.startswith("UTC") and name != "UTC")
    return _offset("-0700", t) if unnamed else name


def _offset(token: str, t: datetime) -> str:
    seconds = round((t.utcoffset() or timedelta()).total_seconds())
    if token[0] == "Z" and not seconds:
        return "Z"
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    parts = [f"{hours:02d}", f"{rest // 60:02d}", f"{rest % 60:02d}"]
    separator = ":" if ":" in token else ""
    count = (len(token) - 1 - token.count(":")) // 2
    return sign + separator.join(parts[:count])


def _fraction(found: re.Match[str], t: datetime) -> str:
    token = found.group()
    digits = f"{t.microsecond:06d}000"[: len(token) - 1].ljust(len(token) - 1, "0")
    if token[1] == "9":
        digits = digits.rstrip("0")
    return token[0] + digits if digits else ""


def parse_duration(text: str) -> int:
    """Read a Go duration such as ``1h15m30.5s`` in nanoseconds; Raises ValueError."""
    rest = text[1:] if text[:1] in {"+", "-"} else text
    if rest == "0":
        return 0
    total, position = 0, 0
    while position < len(rest):
        found = _PART.match(rest, position)
        if not found or not (found[1] or found[2]):
            raise ValueError(f"invalid duration {text!r}: write it like 1h15m30s")
        unit = _UNITS[found[3]]
        fraction = found[2] or ""
        total += int(found[1] or 0) * unit + int(fraction or 0) * unit // 10 ** len(fraction)
        position = found.end()
    if not rest or total > 2**63 - 1:
        raise ValueError(f"invalid duration {text!r}: write it like 1h15m30s")
    return -total if text[0] == "-" else total


def duration_text(nanoseconds: int) -> str:
    """Give the text of a duration as Go prints it: ``1h15m30.5s``, ``1.5ms``, ``0s``."""
    value = wrap64(nanoseconds)
    sign, size = ("-", -value) if value < 0 else ("", value)
    if not size:
        return "0s"
    if size < 10**9:
        unit, scale = next(
            (unit, scale)
            for unit, scale in (("ns", 1), ("µs", 10**3), ("ms", 10**6))
            if size < scale * 1000
        )
        return f"{sign}{_trimmed(size, scale)}{unit}"
    minutes, seconds = divmod(size, 60 * 10**9)
    hours, minutes = divmod(minutes, 60)
    text = f"{_trimmed(seconds, 10**9)}s"
    if hours:
        return f"{sign}{hours}h{minutes}m{text}"
    return f"{sign}{minutes}m{text}" if minutes else sign + text


def _trimmed(value: int, scale: int) -> str:
    whole, rest = divmod(value, scale)
    if not rest:
        return str(whole)
    return f"{whole}.{str(rest).rjust(len(str(scale)) - 1, '0').rstrip('0')}"
