"""Measure several pairs in one run: the self-check first, and one error rate for all of them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import msgspec

from switchover.bench import latency
from switchover.bench.corpus import draw
from switchover.bench.environment import Watch
from switchover.bench.errors import LaunchError
from switchover.bench.latency import Job, Progress, Rule, Settings
from switchover.bench.options import DEFAULTS, Options
from switchover.bench.pair import Pair, measure, with_parts
from switchover.bench.records import Interval, LatencyRecord, PairRecord, SuiteRecord
from switchover.bench.verdict import worst

_CHECK_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCheck:
    """A control against its own copy: on a fit machine nothing is found.

    Attributes:
        interval: What was measured, or None where nothing was.
        fit: Whether the interval lies within the budget on both sides of 1.
        reason: Why not, in words; "" where it is fit.
    """

    interval: Interval | None
    fit: bool
    reason: str = ""


def measure_suite(
    pairs: Sequence[Pair],
    options: Options = DEFAULTS,
    *,
    self_check: bool = True,
    progress: Callable[[Pair, Progress], None] | None = None,
) -> SuiteRecord:
    """Measure pairs one after the other, so that all together keep one false alarm rate.

    On a machine that finds a control slower than its own copy no time can fail a pair: such fails
    become inconclusive.

    Raises:
        TargetError: A side cannot be found or called.
        BenchError: An input is not (args, kwargs).
    """
    watch = Watch()
    checked = check_machine(pairs[0], options) if self_check and pairs else None
    options = replace(options, family=max(1, len(pairs)))
    records = tuple(measure(pair, options, progress=_for_pair(progress, pair)) for pair in pairs)
    if checked is not None and not checked.fit:
        records = tuple(doubted(record, checked.reason) for record in records)
    return SuiteRecord(
        verdict=worst(tuple(record.verdict for record in records)),
        reasons=_reasons(records, checked),
        pairs=records,
        self_check=checked.interval if checked else None,
        fit=checked.fit if checked else None,
        environment=watch.finish(pinned=options.pin and latency.can_pin()),
    )


def check_machine(pair: Pair, options: Options = DEFAULTS) -> SelfCheck:
    """Measure the pair's control against its own copy, for 5 s at most."""
    drawn = draw(pair.inputs, seed=options.seed or 0, most=options.inputs)
    job = Job(control=pair.control, candidate=pair.control, inputs=drawn.inputs, copied=True)
    settings = Settings(
        rule=Rule(budget=options.budget, level=options.level),
        time_s=min(_CHECK_S, options.time_s),
        seed=options.seed or 0,
        timeout_s=options.timeout_s,
        pin=options.pin,
    )
    try:
        return judge_check(latency.measure(job, settings), budget=options.budget)
    except LaunchError as error:
        return SelfCheck(interval=None, fit=False, reason=f"the self-check failed: {error}")


def judge_check(found: LatencyRecord, *, budget: float) -> SelfCheck:
    """Judge a self-check: the interval has to lie within the budget both ways. Pure."""
    decided = found.clocks.get(found.clock)
    if decided is None:
        return SelfCheck(interval=None, fit=False, reason="; ".join(found.reasons))
    interval = Interval(
        ratio=decided.ratio, low=decided.low, high=decided.high, level=decided.level
    )
    if found.verdict == "pass" and math.log(decided.low) > -math.log1p(budget):
        return SelfCheck(interval=interval, fit=True)
    said = f"a control against its own copy gave {decided.ratio:.3f}"
    reason = f"the machine is unfit to measure: {said} ({decided.low:.3f} to {decided.high:.3f})"
    return SelfCheck(interval=interval, fit=False, reason=reason)


def doubted(record: PairRecord, reason: str) -> PairRecord:
    """Turn a fail by time on an unfit machine into an inconclusive record. Pure."""
    found = record.latency
    if found is None or found.verdict != "fail":
        return record
    found = msgspec.structs.replace(found, verdict="inconclusive", reasons=(reason, *found.reasons))
    return with_parts(msgspec.structs.replace(record, latency=found))


def _reasons(records: Sequence[PairRecord], checked: SelfCheck | None) -> tuple[str, ...]:
    said = [f"{each.name}: {each.verdict}" for each in records if each.verdict != "pass"]
    if not records:
        said.append("no pair was measured")
    if checked is not None and checked.reason:
        said.insert(0, checked.reason)
    return tuple(said)


def _for_pair(
    progress: Callable[[Pair, Progress], None] | None, pair: Pair
) -> Callable[[Progress], None] | None:
    if progress is None:
        return None
    return lambda made: progress(pair, made)
