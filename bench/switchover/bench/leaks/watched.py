"""What one side did while it was watched: the value that travels back from its launch."""

from __future__ import annotations

import msgspec

from ..records import LeakSeries
from .steady import LEAST

__all__ = ["WARM", "SideSeries", "fits"]

WARM = 2
"""Calls before the first reading at least, however slow they are."""


class SideSeries(msgspec.Struct, frozen=True, kw_only=True):
    """One side's series by signal, with what a judgement needs to know beside them.

    Attributes:
        calls, warm_calls: Calls made between readings, and before the first of them.
        raised, first_error: How many of all calls raised, and what the first of them said.
        missing: Why a signal has no series here.
        caches: Bounded caches and deques whose filling explains a "cached" course.
        call_s, read_s: Seconds of a call, and of a reading after a batch of them.
    """

    calls: int
    warm_calls: int = 0
    raised: int = 0
    first_error: str = ""
    series: dict[str, LeakSeries]
    missing: dict[str, str] = {}
    caches: tuple[str, ...] = ()
    call_s: float = 0.0
    read_s: float = 0.0


def fits(call_s: float, time_s: float) -> bool:
    """Tell whether the fewest calls fit into the time of a side, with those before a reading."""
    return (LEAST + WARM) * call_s <= time_s
