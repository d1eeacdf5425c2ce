"""What one side changes for the whole process: seen by timing each side in one of its own. Pure."""

from __future__ import annotations

import math

from ..records import LatencyRecord
from . import student
from .decision import Spread, StoppingRule

__all__ = ["strays"]

FAR = math.log(1.1)
"""Log ratio that sides in processes of their own lie beyond the interval of one process at least,
to be another matter. **Source:** ours: twice what such launches were seen to differ by."""


def strays(found: LatencyRecord, pairs: Spread, *, rule: StoppingRule) -> bool:
    """Say whether a launch of sides apart contradicts the verdict of those that shared a process.

    All of its pairs lie on the other side of the budget, and far beyond the interval.
    """
    clock = found.clocks[found.clock]
    if pairs.freedom < 1 or clock.low is None or clock.high is None:
        return False
    half = student.quantile(rule.level, pairs.freedom) * pairs.error
    if found.verdict == "pass":
        return pairs.centre - half > max(rule.margin, math.log(clock.high) + FAR)
    if found.verdict == "fail":
        return pairs.centre + half < min(rule.margin, math.log(clock.low) - FAR)
    return False
