"""Durations as workflows write them: `1h30m`, `30 seconds`, `1 day 2 hours`."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["parse_duration"]

SHORT: Final = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "μs": 1e-6,
    "ms": 1e-3,
    "s": 1,
    "m": 60,
    "h": 3600,
}
WORDS: Final = {
    "millisecond": 1e-3,
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
}
LONGEST_S: Final = (2**63 - 1) / 1e9  # Go keeps a duration in 64 bits of nanoseconds

_SHORT = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_WORDS = re.compile(
    r"\s*(\d+(?:\.\d+)?)\s+(millisecond|second|minute|hour|day|week)s?(?=\s|$)", re.ASCII
)


def parse_duration(text: str) -> float:
    """Read a duration in seconds.

    Two ways of writing are known: Go's (`1h30m`, `500ms`, `-1.5s`, `0`) and words (`10 minutes`,
    `1 day 2 hours`). Raises ValueError for anything else, and beyond 292 years.
    """
    stripped = text.strip()
    sign = -1.0 if stripped.startswith("-") else 1.0
    body = stripped[1:] if stripped[:1] in ("+", "-") else stripped
    seconds = 0.0 if body == "0" else _sum(_SHORT, SHORT, body)
    if seconds is None and sign > 0:
        seconds = _sum(_WORDS, WORDS, stripped)
    if seconds is None:
        raise ValueError(f"{text!r} is no duration; write 30s, 1h30m or 10 minutes")
    if seconds > LONGEST_S:
        raise ValueError(f"{text!r} is longer than 292 years")
    return sign * seconds


def _sum(pattern: re.Pattern[str], units: dict[str, float], text: str) -> float | None:
    total, end = 0.0, 0
    while match := pattern.match(text, end):
        total, end = total + float(match[1]) * units[match[2]], match.end()
    return total if text and end == len(text) else None
