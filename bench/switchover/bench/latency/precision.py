"""How well one launch knows its own ratio, and which launches know it well enough. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["LEAST_PAIRS", "quantile", "standard_error", "telling"]

TIMES_CALM = 4.0
"""A launch is left out of the usual ratio where its standard error is this many times that of the
calm quarter. **Source:** ours; a launch four times as vague has a sixteenth of the weight that
inverse variances would give it (Cochran, Biometrics 10, 1954), so little is lost."""

ALWAYS_KEPT = 0.005
"""Standard error up to which a launch is kept whatever the others' is: a tenth of the usual budget,
and about what differs between launches anyway."""

LEAST_PAIRS = 4
"""Pairs from which a launch can tell its error: two alone lie close together by chance, in one
launch of five so close or so far that it would be four times as calm or as vague as it is."""

_MEDIAN_BY_QUARTILES = 1.2533 / 1.349


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile by linear interpolation between order statistics.

    **Source:** Hyndman & Fan, The American Statistician 50 (1996), definition 7.
    """
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def standard_error(values: Sequence[float]) -> float:
    """Estimate the standard error of the median of values, from their quartiles.

    **Source:** sqrt(pi / 2) times that of the mean, with the deviation read from the distance of
    the quartiles, 1.349 deviations: Kendall & Stuart, The Advanced Theory of Statistics 1, 10.10.
    **Assumption:** near its middle the distribution is about normal; its tails do not matter.
    """
    ordered = sorted(values)
    width = quantile(ordered, 0.75) - quantile(ordered, 0.25)
    return _MEDIAN_BY_QUARTILES * width / math.sqrt(len(ordered))


def telling(errors: Sequence[float | None]) -> list[bool]:
    """Say of each launch whether it knows its ratio about as well as the calm ones do.

    What disturbs a launch (a busy neighbour on its core, a server that does not get one) scatters
    the samples of both sides, so its own error says so, whichever way its ratio is off. Leaving it
    out by that error, which does not see the direction, makes neither verdict likelier; keeping it
    would let a third of the launches drown the others. **Assumption:** where the control scatters
    in some launches, the candidate is no slower there than elsewhere; the total, which keeps every
    launch, is there for one that is. A launch that cannot tell its error (None) is kept.
    """
    known = sorted(error for error in errors if error is not None)
    most = max(ALWAYS_KEPT, TIMES_CALM * quantile(known, 0.25)) if known else math.inf
    return [error is None or error <= most for error in errors]
