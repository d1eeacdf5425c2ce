"""The decision rule: launch values in, a three-way verdict with its interval out. Pure."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..records import Clock, Estimate
from ..verdict import Verdict
from . import student

__all__ = [
    "LEAST",
    "LEAST_FOR_INTERVAL",
    "TOTAL_FROM",
    "Decision",
    "Spread",
    "StoppingRule",
    "judge",
]

TRIM = 0.2
"""Share trimmed from either end. **Source:** the usual choice, Wilcox, Introduction to Robust
Estimation (2012), 3.3. Simulated here: with a fifth of the launches eight times as noisy, +7.5 % is
found in half the launches; with normal noise it takes up to a fifth more of them."""

TOTAL_SHARE = 0.1
"""Of the error allowed to a fail, what the total may spend. **Source:** ours: the usual pair keeps
nearly all, so that it decides no later; a total that rare calls raise shows with little."""

HELD_AT: dict[Clock, float] = {"cpu": 0.25, "wall": 0.1}
"""One-sided error at which a total above the budget holds a pass back. **Source:** ours: too little
to fail by, too much to pass by; so a noisy total, whose bound lies low, holds nothing back. Wall
time needs more, for its total has the delays of everything that a call waits for."""

TOTAL_FROM = math.ceil(1 / TRIM)
"""Launches from which the total may fail a pair: the first number of which any are trimmed. With
fewer, one launch whose server got no core for a while is as good as a candidate's rare calls."""

BETWEEN = math.log(1.25)
"""What launches of one code may differ by, as a log ratio, where there are too few to see it.
**Source:** ours: ten times what they differ by in the proof's middle cells, and more than a core
was seen to be slower than another."""

LEAST_FOR_INTERVAL = 3
"""Launches from which their own spread gives an interval."""

LEAST = 4
"""Launches that are made even if the time is up: what the first look needs."""

WIDEST = math.log(1_000)
"""Half width, as a log ratio, from which an interval says nothing. **Source:** ours."""

_FAR = 10_000  # launches beyond which "more time would decide" is no advice


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppingRule:
    """When the interval decides.

    Attributes:
        budget: Share the candidate may cost more; 0.05 allows ratios below 1.05.
        level: Confidence of each end of the interval, over all looks together.
        both_ways: Ask for a ratio near 1: pass where the interval lies within the budget on both
            sides, fail where it lies beyond it on either. For a control against its own copy.
        family: Pairs judged in the same run; divides the error allowed to a fail (Bonferroni), so
            that a suite keeps its false alarms at 1 - level.

    Raises:
        ValueError: The budget is not above 0, or the level not within (0.5, 1).
    """

    budget: float = 0.05
    level: float = 0.99
    family: int = 1
    both_ways: bool = False

    def __post_init__(self) -> None:
        if not (self.budget > 0 and math.isfinite(self.budget)):
            raise ValueError(f"the budget must be a share above 0, such as 0.05, not {self.budget}")
        if not 0.5 < self.level < 1:
            raise ValueError(
                f"the level must lie between 0.5 and 1, such as 0.99, not {self.level}"
            )
        if self.family < 1:
            raise ValueError(f"a run judges at least one pair, not {self.family}")

    @property
    def margin(self) -> float:
        """The budget as a log ratio."""
        return math.log1p(self.budget)

    def verdict(self, low: float, high: float) -> Verdict:
        """Judge an interval of log ratios."""
        if low > self.margin or (self.both_ways and high < -self.margin):
            return "fail"
        if high < self.margin and (not self.both_ways or low > -self.margin):
            return "pass"
        return "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict and the interval it was read from; `centre`, `low`, `high` are log ratios.

    Attributes:
        estimate: Whether the usual pair decided or the total time.
        usual: The usual pair's centre, where it did not decide.
        of_pairs: Whether the interval is that of the pairs in one or two launches.
    """

    verdict: Verdict
    centre: float
    low: float
    high: float
    estimate: Estimate = "usual"
    usual: float | None = None
    of_pairs: bool = False

    @property
    def has_interval(self) -> bool:
        """Whether there was enough to have one."""
        return math.isfinite(self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A mean of log ratios over the pairs of one launch, its standard error, and its freedom."""

    centre: float
    error: float
    freedom: int


def looks() -> Iterator[int]:
    """Yield the launch counts at which the rule looks: 4, 6, 8, 12, 16, 24, 32, 48, ..."""
    for power in itertools.count(2):
        yield 2**power
        yield 3 * 2 ** (power - 1)


def spent(look: int) -> float:
    """Return the share of the allowed error that look number `look` = 1, 2, ... may spend.

    1 / (look (look + 1)): half at the first look, where most verdicts fall, and 1 in total over any
    number of looks, so the rule holds whenever it stops. **Source:** alpha spending, Lan & DeMets,
    Biometrika 70 (1983) 659-663, added up by Bonferroni, hence whatever the dependence of looks.
    """
    return 1 / (look * (look + 1))


def decide(
    usual: Sequence[float],
    total: Sequence[float],
    *,
    rule: StoppingRule,
    look: int,
    clock: Clock = "cpu",
) -> Decision:
    """Judge the launches' usual pairs and their total times together.

    The median over pairs is steady because it does not see rare calls, and for the same reason
    blind to a candidate that is slow in one call of twenty; the total sees that. A fail of either
    is a fail, and both together spend the error that one is allowed. A pass is the usual pair's,
    unless the total probably (`HELD_AT`) exceeds the budget. There may be fewer usual values than
    totals, for launches too vague to have one.
    """
    typical = judge(usual, rule=rule, look=look, share=1 - TOTAL_SHARE)
    whole = replace(
        judge(total, rule=rule, look=look, share=TOTAL_SHARE),
        estimate="total",
        usual=typical.centre,
    )
    if typical.verdict != "fail" and whole.verdict == "fail" and len(total) >= TOTAL_FROM:
        return whole
    if typical.verdict == "pass" and _exceeds(total, rule, HELD_AT[clock]):
        return replace(whole, verdict="inconclusive")
    return typical


def _exceeds(total: Sequence[float], rule: StoppingRule, error: float) -> bool:
    trimmed = trim(total)
    return trimmed.centre - trimmed.half_width(error) > rule.margin


def judge(
    values: Sequence[float], *, rule: StoppingRule, look: int, share: float = 1.0
) -> Decision:
    """Judge the launches' log ratios at look number `look`; a fail may spend `share` of its error.

    fail: the whole interval lies above the budget; pass: all of it below (non-inferiority);
    inconclusive: neither, or fewer than three launches.

    **Source:** the trimmed mean and its t interval, Tukey & McLaughlin, Sankhya A 25 (1963)
    331-352, and Yuen, Biometrika 61 (1974) 165-170; with fewer than five launches nothing is
    trimmed and it is Student's. **Assumption:** launches are independent and spread about evenly
    around their centre; a fifth of them on either side may be wild. Each launch is a process of
    its own, since what a process fixes (layout, hash seed, core) is the level with the most
    variance: Kalibera & Jones, ISMM 2013.
    """
    if len(values) < LEAST_FOR_INTERVAL:
        centre = statistics.fmean(values) if values else 0.0
        return Decision(verdict="inconclusive", centre=centre, low=-math.inf, high=math.inf)
    alpha = (1 - rule.level) * spent(look)
    trimmed = trim(values)
    low = trimmed.centre - trimmed.half_width(alpha * share / rule.family)
    high = trimmed.centre + trimmed.half_width(alpha)
    if high - low > 2 * WIDEST:
        return Decision(verdict="inconclusive", centre=trimmed.centre, low=-math.inf, high=math.inf)
    return Decision(verdict=rule.verdict(low, high), centre=trimmed.centre, low=low, high=high)


def judge_few(launches: Sequence[Spread], *, rule: StoppingRule) -> Decision:
    """Judge one or two launches by the pairs in them: enough for what is far from the budget.

    The interval is Student's over the pairs, a quarter of the allowed error for each end, and
    `BETWEEN` wider on both sides, for what other launches would have shown.

    **Assumption:** pairs of one launch are independent, and no launch is off by more than that.
    """
    known = [each for each in launches if each.freedom > 0]
    centre = statistics.fmean(each.centre for each in launches) if launches else 0.0
    if not known or len(known) < len(launches):
        return Decision(verdict="inconclusive", centre=centre, low=-math.inf, high=math.inf)
    error = math.hypot(*(each.error for each in known)) / len(known)
    freedom = sum(each.freedom for each in known)
    alpha = (1 - rule.level) / 4
    low = centre - student.quantile(1 - alpha / rule.family, freedom) * error - BETWEEN
    high = centre + student.quantile(1 - alpha, freedom) * error + BETWEEN
    if high - low > 2 * WIDEST:
        return Decision(verdict="inconclusive", centre=centre, low=-math.inf, high=math.inf)
    return Decision(
        verdict=rule.verdict(low, high), centre=centre, low=low, high=high, of_pairs=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    """A trimmed mean with its standard error and degrees of freedom.

    Attributes:
        spread: Standard error times the root of the count: what shrinks with more launches.
    """

    centre: float
    error: float
    freedom: int
    spread: float

    def half_width(self, alpha: float) -> float:
        """Return the one-sided half width at error `alpha`."""
        return student.quantile(1 - alpha, self.freedom) * self.error


def trim(values: Sequence[float]) -> Trimmed:
    """Trim a fifth of at least three values from either end, and winsorise for the error."""
    ordered, cut = sorted(values), int(TRIM * len(values))
    core = ordered[cut : len(ordered) - cut]
    clamped = [core[0]] * cut + core + [core[-1]] * cut
    middle = statistics.fmean(clamped)
    squares = math.fsum((value - middle) ** 2 for value in clamped)
    error = math.sqrt(squares / (len(core) * (len(core) - 1)))
    return Trimmed(
        centre=statistics.fmean(core),
        error=error,
        freedom=len(core) - 1,
        spread=error * math.sqrt(len(values)),
    )


def launches_to_decide(values: Sequence[float], *, rule: StoppingRule) -> int | None:
    """Return how many launches in all would probably decide, None where none would.

    Keeps today's mean and spread and asks for the first look whose half width is below the
    distance to the budget.
    """
    if len(values) < LEAST_FOR_INTERVAL:
        return next(looks())
    trimmed = trim(values)
    distance = abs(trimmed.centre - rule.margin)
    for look, count in enumerate(looks(), start=1):
        if count > _FAR:
            return None
        alpha = (1 - rule.level) * spent(look) / rule.family
        freedom = count - 2 * int(TRIM * count) - 1
        error = trimmed.spread / math.sqrt(count)
        if student.quantile(1 - alpha, freedom) * error < distance:
            return max(count, len(values))
    return None
