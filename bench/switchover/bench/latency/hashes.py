"""A cost that hangs on how a process hashes texts: one launch in several has it. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from ..records import Clock
from . import student
from .assessment import Observed
from .decision import StoppingRule

__all__ = ["AGAIN", "is_odd", "middle", "odd", "ratio_of"]

AGAIN = (True, False, True, False, True)
"""Launches that tell what made one odd: with its seed, with the middle one's, and so on.

**Source:** ours: what disturbs one launch in ten by chance disturbs just these in one of 1,000, and
what disturbs all for a while disturbs the others too."""

FAR = math.log(1.1)
"""Log ratio by which a launch lies above the middle one at least, to be odd. **Source:** ours: half
of what launches of one code were ever seen to differ by."""


def odd(seen: Sequence[Observed], clock: Clock, *, rule: StoppingRule) -> Observed | None:
    """Give the launch that lies furthest above the budget and the others, by all of its pairs.

    None where there is none, or the launches are too few to have a middle.
    """
    if len(seen) < 3:
        return None
    found = max(seen, key=lambda each: each.summaries[clock].values["usual"])
    return found if is_odd(found, seen, clock, rule=rule) else None


def middle(seen: Sequence[Observed], clock: Clock) -> Observed:
    """Give the launch that lies in the middle."""
    ranked = sorted(seen, key=lambda each: each.summaries[clock].values["usual"])
    return ranked[(len(ranked) - 1) // 2]


def is_odd(launch: Observed, seen: Sequence[Observed], clock: Clock, *, rule: StoppingRule) -> bool:
    """Say whether all pairs of a launch lie above the budget, and those of the others do not."""
    pairs = launch.summaries[clock].pairs
    if pairs.freedom < 1:
        return False
    low = pairs.centre - student.quantile(rule.level, pairs.freedom) * pairs.error
    usual = middle(seen, clock).summaries[clock].values["usual"]
    return usual < rule.margin < low and low > usual + FAR


def ratio_of(launches: Sequence[Observed], clock: Clock) -> float:
    """Give the usual ratio in the mean over some launches."""
    return math.exp(statistics.fmean(each.summaries[clock].values["usual"] for each in launches))
