"""Student's t distribution for whole degrees of freedom, to machine precision."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

_NORMAL_FROM = 2_000  # degrees of freedom above which the finite series is longer than useful


def cdf(t: float, df: int) -> float:
    """Return P(T <= t) for T with `df` degrees of freedom.

    **Source:** Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 (odd `df`) and
    26.7.4 (even `df`): finite trigonometric series, exact for whole degrees of freedom.
    """
    return 0.5 + math.copysign(_central(abs(t), df) / 2, t)


@cache
def quantile(p: float, df: int) -> float:
    """Return the `p` quantile, 0 < p < 1, by bisection on `cdf`.

    From 2,000 degrees of freedom on it is the normal quantile with its first Cornish-Fisher term.
    **Source:** Abramowitz & Stegun 26.7.5; the next term is below 1e-5 there.
    """
    if not 0 < p < 1 or df < 1:
        raise ValueError(f"a quantile needs 0 < p < 1 and df >= 1, not p={p} and df={df}")
    if p < 0.5:
        return -quantile(1 - p, df)
    if df >= _NORMAL_FROM:
        return _nearly_normal(p, df)
    low, high = 0.0, 1.0
    while cdf(high, df) < p:
        low, high = high, 2 * high
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle, df) < p else (low, middle)
    return (low + high) / 2


def _central(t: float, df: int) -> float:
    """Return P(|T| <= t)."""
    theta = math.atan2(t, math.sqrt(df))
    cosine, odd = math.cos(theta), df % 2
    term, total = (cosine if odd else 1.0), 0.0
    for step in range(1, df // 2 + 1):
        total += term
        term *= cosine * cosine * (2 * step - 1 + odd) / (2 * step + odd)
    total *= math.sin(theta)
    return 2 / math.pi * (theta + total) if odd else total


def _nearly_normal(p: float, df: int) -> float:
    z = NormalDist().inv_cdf(p)
    return z + (z**3 + z) / (4 * df)
