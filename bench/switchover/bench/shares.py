"""How the time of a pair is shared out among what is measured of it. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

__all__ = ["PARTS", "Part", "bound_s", "kept_s", "more", "time_for"]

Part = Literal["latency", "memory", "leaks"]
PARTS: tuple[Part, ...] = ("latency", "memory", "leaks")

_KEPT: dict[Part, tuple[float, float]] = {"memory": (0.5, 3.0), "leaks": (0.9, 4.0)}
"""What is kept for a part whatever the ones before it take: a share of the time, and seconds."""


def bound_s(time_s: float) -> float:
    """Return the most seconds that all parts of a pair take together: 3 times the time and 10 s.

    The time is latency's own; a fail may be measured twice, the machine be tried, and memory and
    leaks follow. Ten seconds are for the processes that this starts.
    """
    return 3 * time_s + 10


def kept_s(parts: Sequence[Part], *, after: Part, time_s: float) -> float:
    """Return the seconds that are kept for the parts that follow one of them."""
    later = parts[parts.index(after) + 1 :] if after in parts else ()
    return sum(
        share * time_s + start_s for share, start_s in (_KEPT.get(p, (0.0, 0.0)) for p in later)
    )


def more(seconds: float, *, asked_s: float) -> str:
    """Name the option that gives a pair so many seconds: always more than the pair had."""
    return f"--time {max(math.ceil(seconds), math.floor(asked_s) + 1)}"


def time_for(part: Part, seconds: float) -> float:
    """Return the time of a pair that keeps so many seconds for a part."""
    share, start_s = _KEPT[part]
    return max(0.0, (seconds - start_s) / share)
