"""Allocation figures of both sides against the budget: a pure decision."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from ..latency.decision import StoppingRule
from ..latency.decision import judge as judge_ratios
from ..records import MemoryMetric
from ..verdict import Verdict
from .traced import Traced

__all__ = ["METRICS", "is_settled", "judge"]

METRICS = ("peak", "allocations", "allocated")
_LEAST_INEXACT = 4
_LEAST_ALIKE = 2  # launches, before which "alike" says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure:
    """How one metric is read: its unit, and the excess that is too small to matter."""

    unit: str
    floor: float


_MEASURES = {
    "peak": _Measure(unit="bytes", floor=256),
    "allocations": _Measure(unit="allocations", floor=4),
    "allocated": _Measure(unit="bytes", floor=256),
}


def judge(
    control: Sequence[Traced],
    candidate: Sequence[Traced],
    *,
    budget: float,
    gates: Collection[str] = METRICS,
    look: int = 1,
    names: Collection[str] = METRICS,
) -> tuple[MemoryMetric, ...]:
    """Judge each counted metric over the launches so far, the i-th of both sides together.

    Where all launches of a side counted alike the ratio is exact and compared as it is; one launch
    alone cannot show that, and has no interval. Where they did not, the interval over launches
    decides, as it does for latency. An excess of at most 256
    bytes or four allocations passes whatever the ratio.

    **Source:** the floors are what the interpreter's own free lists moved the figures of one and
    the same call by (three allocations, 330 bytes, before they were emptied for each trace).
    **Assumption:** of the interval, as in `switchover.bench.latency.decision.judge`.
    """
    inputs = min(len(each.peaks) for each in (*control, *candidate))
    return tuple(
        _metric(
            name,
            [_figure(name, each, inputs) for each in control],
            [_figure(name, each, inputs) for each in candidate],
            rule=StoppingRule(budget=budget),
            gated=name in gates,
            look=look,
        )
        for name in METRICS
        if name in names
    )


def is_settled(metrics: Sequence[MemoryMetric], launches: int) -> bool:
    """Say whether more launches could not change a gated verdict."""
    return all(
        not metric.gated
        or metric.exact
        or (metric.verdict != "inconclusive" and launches >= _LEAST_INEXACT)
        for metric in metrics
    )


def _figure(name: str, traced: Traced, inputs: int) -> float:
    if name == "peak":
        return float(max(traced.peaks[:inputs]))
    counts = traced.allocations if name == "allocations" else traced.allocated
    calls = traced.stands_for[:inputs]
    return fmean(counts[:inputs], calls if any(calls) else None)


def _metric(
    name: str,
    control: Sequence[float],
    candidate: Sequence[float],
    *,
    rule: StoppingRule,
    gated: bool,
    look: int,
) -> MemoryMetric:
    measure = _MEASURES[name]
    before, after = median(control), median(candidate)
    exact = len(set(control)) == 1 == len(set(candidate))
    verdict, ratio, low, high = _ratio(control, candidate, rule=rule, exact=exact, look=look)
    if exact and len(control) < _LEAST_ALIKE:
        exact, low, high = False, None, None
    within_floor = all(b - a <= measure.floor for a, b in zip(control, candidate, strict=True))
    return MemoryMetric(
        name=name,
        unit=measure.unit,
        verdict="pass" if within_floor else verdict,
        control=before,
        candidate=after,
        ratio=ratio,
        low=low,
        high=high,
        exact=exact,
        gated=gated,
    )


def _ratio(
    control: Sequence[float],
    candidate: Sequence[float],
    *,
    rule: StoppingRule,
    exact: bool,
    look: int,
) -> tuple[Verdict, float | None, float | None, float | None]:
    if min(control) <= 0 or min(candidate) <= 0:
        return _without_ratio(control, candidate)
    if exact:
        ratio = candidate[0] / control[0]
        return "pass" if ratio < 1 + rule.budget else "fail", ratio, ratio, ratio
    logs = [math.log(after / before) for before, after in zip(control, candidate, strict=True)]
    found = judge_ratios(logs, rule=rule, look=look)
    return found.verdict, math.exp(found.centre), *_ends(found.low, found.high)


def _without_ratio(
    control: Sequence[float], candidate: Sequence[float]
) -> tuple[Verdict, None, None, None]:
    """Judge beside a side that allocates nothing: more than nothing is over any budget."""
    return "pass" if max(candidate) <= max(control) else "fail", None, None, None


def _ends(low: float, high: float) -> tuple[float | None, float | None]:
    if not math.isfinite(low):
        return None, None
    return math.exp(low), math.exp(high)
