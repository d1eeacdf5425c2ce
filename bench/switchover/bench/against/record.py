"""A candidate of today judged against the record of an earlier run. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..environment import differences
from ..latency.decision import StoppingRule
from ..latency.welch import interval
from ..records import Clock, PairRecord, WitnessRecord
from ..verdict import Verdict

__all__ = ["AgainstRecord", "judge_against"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstRecord:
    """How today's candidate compares with the recorded one.

    Attributes:
        basis: What decided: "counts", "time", or "nothing".
        ratio: Today / then, of what decided.
    """

    verdict: Verdict
    basis: str
    ratio: float | None
    reasons: tuple[str, ...]


def judge_against(then: PairRecord, now: PairRecord, *, rule: StoppingRule) -> AgainstRecord:
    """Judge by counts, which repeat anywhere, and by time only where the machine is the same.

    Counts decide wherever both records have them from the same inputs and the same Python; they
    pass nothing that the times of a like environment fail, for they do not see all. Times
    of two runs are not paired, and medians drift between runs by more than most budgets, so they
    decide only without counts; times of another machine never decide.
    """
    if now.inputs_digest != then.inputs_digest:
        return _undecided("the record was measured on other inputs")
    if (counted := _counts(then, now)) is not None:
        return _by_counts(counted, then, now, rule)
    if unlike := differences(now.environment, then.environment):
        return _undecided(
            f"no counts to compare, and times are not comparable: {'; '.join(unlike)}"
        )
    return _by_time(then, now, rule)


def _counts(then: PairRecord, now: PairRecord) -> tuple[WitnessRecord, WitnessRecord] | None:
    if _minor(then) != _minor(now):
        return None
    theirs = {each.name: each for each in then.witnesses if each.candidate}
    ours = {each.name: each for each in now.witnesses if each.candidate}
    for name in ("instructions", "opcodes"):
        if name in theirs and name in ours and (name == "opcodes" or _same_cpu(then, now)):
            return theirs[name], ours[name]
    return None


def _by_counts(
    counted: tuple[WitnessRecord, WitnessRecord],
    then: PairRecord,
    now: PairRecord,
    rule: StoppingRule,
) -> AgainstRecord:
    theirs, ours = counted
    ratio = ours.candidate / theirs.candidate
    said = f"{ours.name} {theirs.candidate:,} then, {ours.candidate:,} now: ratio {ratio:.4f}"
    unlike = differences(now.environment, then.environment)
    blind = f"{ours.name} do not see waiting" + (
        " or time inside C" if ours.name == "opcodes" else ""
    )
    reasons: tuple[str, ...] = (
        said,
        f"{blind}; times were not compared" + (f" ({'; '.join(unlike)})" if unlike else ""),
    )
    verdict: Verdict = "fail" if ratio > 1 + rule.budget else "pass"
    if verdict == "pass" and not unlike and (timed := _by_time(then, now, rule)).verdict == "fail":
        verdict, reasons = "inconclusive", (said, f"{blind}, and the times fail", *timed.reasons)
    return AgainstRecord(verdict=verdict, basis="counts", ratio=ratio, reasons=reasons)


def _by_time(then: PairRecord, now: PairRecord, rule: StoppingRule) -> AgainstRecord:
    clock: Clock = now.clock or "wall"
    theirs, ours = _seconds(then, clock), _seconds(now, clock)
    if min(len(theirs), len(ours)) < 3:
        return _undecided("too few launches on either side")
    centre, low, high = interval(ours, theirs, alpha=1 - rule.level)
    verdict: Verdict = (
        "fail" if low > rule.margin else "pass" if high < rule.margin else "inconclusive"
    )
    span = f"{math.exp(centre):.3f} ({math.exp(low):.3f} to {math.exp(high):.3f})"
    reasons = (
        f"{clock} time today / then {span}, unpaired",
        "the machine may have drifted between the runs: measure against a revision to be sure",
    )
    return AgainstRecord(verdict=verdict, basis="time", ratio=math.exp(centre), reasons=reasons)


def _seconds(record: PairRecord, clock: Clock) -> list[float]:
    found = record.latency.clocks.get(clock) if record.latency else None
    return [math.log(seconds) for seconds in found.launch_candidate_s] if found else []


def _undecided(reason: str) -> AgainstRecord:
    return AgainstRecord(verdict="inconclusive", basis="nothing", ratio=None, reasons=(reason,))


def _minor(record: PairRecord) -> str:
    return record.environment.python.rpartition(".")[0]


def _same_cpu(then: PairRecord, now: PairRecord) -> bool:
    """Machine instructions repeat only on the same CPU model: libraries choose code by it."""
    return then.environment.cpu == now.environment.cpu
