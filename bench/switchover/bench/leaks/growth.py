"""Tell growth from noise: one series of readings in, a slope with its interval out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import floor, sqrt

__all__ = ["Growth", "growth"]

_Z = 2.326  # two-sided 98 %, so 1 % in each tail
_DOZEN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What a series of readings did per call, from first to last (`rise`), and whether it rose.

    `steps` is what each batch left behind.
    """

    per_call: float
    low: float
    high: float
    rise: int
    rose: bool
    steps: tuple[int, ...] = ()


def growth(
    calls: Sequence[int],
    readings: Sequence[int],
    *,
    floor_per_call: float,
    before: int | None = None,
) -> Growth:
    """Say whether the readings rise with the calls, and by how much per call.

    A series rises when its last third lies wholly above its first third and the lower bound of
    its slope reaches `floor_per_call`. A step (a module imported late) or a plateau (a cache that
    filled) fails the second condition, a wave fails the first. Of fewer than a dozen readings the
    slope itself has to reach it, for their bounds lie too far apart: such a rise is a suspicion.
    `before` is the reading before the first batch.

    Raises:
        ValueError: with fewer than six readings, or calls and readings of unlike length.

    **Source:** slope and interval after Theil (1950) and Sen, J. Am. Stat. Assoc. 63 (1968), with
    Kendall's variance; 98 % two-sided. Assumption: readings taken at increasing numbers of calls,
    with noise that does not depend on their order.
    """
    if len(calls) != len(readings) or len(readings) < 6:
        raise ValueError(
            f"growth needs at least six readings, one for each count of calls;"
            f" got {len(readings)} readings for {len(calls)} counts"
        )
    low, per_call, high = theil_sen(calls, readings)
    third = len(readings) // 3
    decides = low if len(readings) >= _DOZEN else per_call
    start = readings[0] if before is None else before
    apart = min(readings[-third:]) > max(readings[:third])
    return Growth(
        per_call=per_call,
        low=low,
        high=high,
        rise=readings[-1] - readings[0],
        rose=apart and decides >= floor_per_call,
        steps=tuple(b - a for a, b in pairwise((start, *readings))),
    )


def theil_sen(xs: Sequence[int], ys: Sequence[int]) -> tuple[float, float, float]:
    """Give the median of all pairwise slopes between the bounds of its 98 % interval."""
    slopes = sorted(
        (y2 - y1) / (x2 - x1)
        for (x1, y1), (x2, y2) in combinations(zip(xs, ys, strict=True), 2)
        if x2 != x1
    )
    if not slopes:
        raise ValueError("a slope needs readings at two different counts of calls")
    n = len(ys)
    spread = _Z * sqrt(n * (n - 1) * (2 * n + 5) / 18)
    lowest = max(0, floor((len(slopes) - spread) / 2))
    return slopes[lowest], _middle(slopes), slopes[len(slopes) - 1 - lowest]


def _middle(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
