"""Trying the machine: a control against its own copy, for what its own error could explain."""

from __future__ import annotations

import math

import msgspec

from .. import latency
from ..corpus import draw
from ..deadline import Deadline
from ..errors import LaunchError
from ..latency import Job, LatencySettings, StoppingRule, TriedCopy
from ..options import DEFAULTS, Options
from ..pair import Pair, with_parts
from ..records import Interval, LatencyRecord, PairRecord, SelfCheck
from ..verdict import Verdict

__all__ = ["check_machine", "doubted"]

SHARE, START_S = 0.4, 1.0
"""What a trial takes of the time, and seconds for its processes. **Source:** ours; at the default
of 10 s it is as long as it always was, and slow calls get launches enough for an interval."""


def check_machine(pair: Pair, options: Options = DEFAULTS) -> SelfCheck:
    """Measure the pair's control against its own copy."""
    drawn = draw(pair.inputs, seed=options.seed or 0, most=options.inputs)
    time_s = SHARE * options.time_s + START_S
    job = Job(control=pair.control, candidate=pair.control, inputs=drawn.inputs, copied=True)
    return try_machine(job, options, until=Deadline.after(2 * time_s))


def try_machine(
    job: Job,
    options: Options,
    *,
    until: Deadline,
    beyond: float | None = None,
    tried: TriedCopy | None = None,
) -> SelfCheck:
    """Time one side against its own copy until its error is known to lie within the budget.

    Args:
        job: The control on both sides, `copied`.
        options: Of the pair that is to be judged.
        until: When it has to be over.
        beyond: The low end of a fail. It is enough then to know that the machine's error does not
            reach from the budget to there.
        tried: Launches that timed the control's copy beside a pair: these are judged first.
    """
    if not until.left():
        return SelfCheck(fit=None, reason="the machine could not be tried: no time was left")
    budget = options.budget
    if beyond is not None:
        budget = max(budget, beyond / (1 + budget) - 1)
    settings = LatencySettings(
        rule=StoppingRule(budget=budget, level=options.level, both_ways=True),
        time_s=min(SHARE * options.time_s + START_S, until.left()),
        seed=options.seed or 0,
        timeout_s=options.timeout_s,
        pin=options.pin,
        until=until,
        asked_s=options.time_s,
    )
    try:
        found = tried.measure(settings) if tried else latency.measure(job, settings)
        return judge_check(found, budget=budget)
    except LaunchError as error:
        return SelfCheck(fit=None, reason=f"the machine could not be tried: {error}")


def judge_check(found: LatencyRecord, *, budget: float) -> SelfCheck:
    """Judge a self-check: the interval has to lie within the budget both ways. Pure.

    Without an interval it says nothing.
    """
    interval = found.decided.interval if found.decided else None
    if interval is None:
        return SelfCheck(
            fit=None, reason=f"the machine could not be tried: {'; '.join(found.reasons)}"
        )
    margin = math.log1p(budget)
    if -margin < math.log(interval.low) and math.log(interval.high) < margin:
        return SelfCheck(interval=interval, fit=True)
    said = f"a control against its own copy gave {interval.ratio:.3f}"
    reason = f"the machine is unfit to measure: {said} ({interval.low:.3f} to {interval.high:.3f})"
    return SelfCheck(interval=interval, fit=False, reason=reason)


def doubted(record: PairRecord, checked: SelfCheck) -> PairRecord:
    """Take a fail by time back that the machine's own error could explain. Pure.

    It could where the error's high end reaches from the budget to the low end of the fail.
    """
    found = record.latency
    if found is None or found.verdict != "fail" or checked.fit:
        return record
    reasons = found.reasons
    verdict: Verdict = found.verdict
    if checked.interval is None:
        reasons = (*reasons, checked.reason)
    elif _explains(checked.interval, found, record.budget):
        verdict, reasons = "inconclusive", (checked.reason, *reasons)
    else:
        error = f"{checked.interval.low:.3f} to {checked.interval.high:.3f}"
        reasons = (*reasons, f"the machine's own error ({error}) does not explain it")
    found = msgspec.structs.replace(found, verdict=verdict, reasons=reasons)
    return with_parts(record, latency=found)


def _explains(error: Interval, found: LatencyRecord, budget: float) -> bool:
    low = found.clocks[found.clock].low
    return low is None or low <= error.high * (1 + budget)
