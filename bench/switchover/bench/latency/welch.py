"""Welch's interval: the difference of two unpaired means of unequal spread. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from . import student

__all__ = ["interval"]


def interval(
    ours: Sequence[float], theirs: Sequence[float], *, alpha: float
) -> tuple[float, float, float]:
    """Return (centre, low, high) of mean(ours) - mean(theirs), each end at one-sided error `alpha`.

    **Source:** Welch, Biometrika 34 (1947) 28-35, degrees of freedom rounded down. **Assumption:**
    values are independent and near normal within each run, and nothing drifted between the runs.
    """
    shares = [statistics.variance(values) / len(values) for values in (ours, theirs)]
    error = sum(shares)
    centre = statistics.fmean(ours) - statistics.fmean(theirs)
    if error == 0:
        return centre, centre, centre
    freedom = 1 / sum(
        (share / error) ** 2 / (len(values) - 1)  # divided first: a square may underflow
        for share, values in zip(shares, (ours, theirs), strict=True)
    )
    half = student.quantile(1 - alpha, max(1, int(freedom))) * math.sqrt(error)
    return centre, centre - half, centre + half
