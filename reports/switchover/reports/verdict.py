"""The gate: from the records of a run to pass, fail or inconclusive, with reasons.

Nothing here measures or reads a file, so the same records always get the same verdict. What did
not happen is never a pass: no input, no comparison, a missing measurement, an interrupted run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from switchover.bench import (
    LatencyRecord,
    LeakRecord,
    MemoryRecord,
    Policy,
    Verdict,
    origins,
    worst,
)
from switchover.shadow import Group, Outcome, ShadowRecord

from . import wording
from .covered import coverage_line, shortfalls
from .hidden import hiding_line
from .idle import rules_said, rules_told
from .lead import lead
from .records import Check, PairRun, PlanRun, RunRecord

__all__ = ["CheckVerdict", "PairVerdict", "PlanVerdict", "RunVerdict", "alone_by", "judge"]

SHOWN = 5


class CheckVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one check of one pair.

    `missing` tells that the check did not happen, `origins` where what failed comes from.
    """

    check: Check
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    missing: bool = False


class PairVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one pair: the worst of its checks, and one sentence of what failed."""

    name: str
    verdict: Verdict
    lead: str = ""
    coverage: str = ""
    """What the corpus reaches of both sides, in one line; empty where nobody asked."""
    hiding: str = ""
    """Which mutants the rules hide, in one line; empty where nobody asked."""
    checks: tuple[CheckVerdict, ...]


class PlanVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one plan: the worst of its pairs; None where it was skipped."""

    name: str
    verdict: Verdict | None
    pairs: tuple[PairVerdict, ...] = ()
    skipped: str | None = None


class RunVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a run: the worst of its plans."""

    verdict: Verdict
    reasons: tuple[str, ...]
    plans: tuple[PlanVerdict, ...]


def judge(run: RunRecord, *, policy: Policy | None = None) -> RunVerdict:
    """Judge a run; `policy` takes the place of each plan's own for what could not be decided."""
    plans = tuple(_plan(plan, policy or plan.policy) for plan in run.plans)
    verdict = worst(plan.verdict for plan in plans if plan.verdict is not None)
    if run.interrupted and verdict == "pass":
        verdict = "inconclusive"
    return RunVerdict(verdict=verdict, reasons=tuple(_reasons(run, plans)), plans=plans)


def _reasons(run: RunRecord, plans: tuple[PlanVerdict, ...]) -> Iterable[str]:
    if run.interrupted:
        yield "the run was interrupted; what was done is in the report"
    if all(plan.verdict is None for plan in plans):
        yield "no plan ran"
    for plan in plans:
        if plan.skipped:
            yield f"{plan.name}: skipped: {plan.skipped}"
        for pair in plan.pairs:
            for check in pair.checks:
                if check.verdict != "pass":
                    yield from (
                        f"{plan.name} / {pair.name}: {check.check}: {reason}"
                        for reason in check.reasons
                    )


def _plan(plan: PlanRun, policy: Policy) -> PlanVerdict:
    if plan.skipped is not None:
        return PlanVerdict(name=plan.name, verdict=None, skipped=plan.skipped)
    quiet = [rules_said(pair) for pair in plan.pairs]
    pairs = tuple(
        judge_pair(pair, policy=policy, rules=rules)
        for pair, rules in zip(plan.pairs, rules_told(quiet), strict=True)
    )
    return PlanVerdict(name=plan.name, verdict=worst(p.verdict for p in pairs), pairs=pairs)


def judge_pair(
    pair: PairRun, *, policy: Policy = "warn", rules: tuple[str, ...] | None = None
) -> PairVerdict:
    """Judge every check that was asked for; of none at all the pair is inconclusive.

    `rules` is what to say of rules that did nothing, by default all there is to say for this pair.
    """
    told = next(rules_told([rules_said(pair)])) if rules is None else rules
    checks = tuple(_settled(_check(pair, check, told), policy) for check in pair.checks)
    return PairVerdict(
        name=pair.name,
        verdict=worst(check.verdict for check in checks),
        lead=lead(pair, ((check.check, check.verdict) for check in checks)),
        coverage=coverage_line(pair),
        hiding=hiding_line(pair),
        checks=checks,
    )


def _settled(check: CheckVerdict, policy: Policy) -> CheckVerdict:
    """Apply the policy to a check that was made and could not decide."""
    if check.verdict != "inconclusive" or check.missing or policy == "warn":
        return check
    if policy == "pass" and check.check == "shadow":
        return check  # an input without an answer, or with two, says nothing: that is no pass
    said = f"undecided, and by policy that is a {policy}"
    if policy == "fail":
        return msgspec.structs.replace(check, verdict="fail", reasons=(*check.reasons, said))
    return msgspec.structs.replace(
        check, verdict="pass", reasons=(), warnings=(*check.warnings, *check.reasons, said)
    )


def _check(pair: PairRun, check: Check, rules: tuple[str, ...]) -> CheckVerdict:
    if check == "shadow":
        found = pair.shadow
        if found is None:
            return _missing(pair, check)
        judged = _shadow(found, pair.command)
        said = (*_skipped(pair), *rules, *judged.warnings)
        return _enough(msgspec.structs.replace(judged, warnings=said), pair)
    record = pair.against_record if check == "record" else getattr(pair.bench, check, None)
    if record is None:
        return _missing(pair, check)
    return CheckVerdict(
        check=check,
        verdict=record.verdict,
        reasons=tuple(record.reasons),
        warnings=(
            *_part(pair, check),
            *((*_unfit(pair, record.reasons), *_attached(pair)) if check == "latency" else ()),
        ),
        origins=tuple(_origins(pair, record)) if record.verdict == "fail" else (),
    )


def _enough(check: CheckVerdict, pair: PairRun) -> CheckVerdict:
    """Hold the corpus against the coverage that the plan asks for."""
    found = tuple(shortfalls(pair))
    return msgspec.structs.replace(
        check,
        verdict=worst([check.verdict, *(verdict for verdict, _ in found)]),
        reasons=(*check.reasons, *(text for _, text in found)),
    )


def _skipped(pair: PairRun) -> tuple[str, ...]:
    """Say how many inputs were left out on request."""
    count = pair.corpus.malformed
    said = f"{count} malformed input{'s' if count != 1 else ''} skipped"
    return (f"{said}: nothing is known of what they would have shown",) if count else ()


def _origins(pair: PairRun, record: object) -> Iterable[str]:
    if isinstance(record, LatencyRecord) and pair.explanation is not None:
        return origins.of_time(pair.explanation)
    if isinstance(record, MemoryRecord):
        return origins.of_memory(record.sites)
    if isinstance(record, LeakRecord):
        return origins.of_leaks(record.traces)
    return ()


def _unfit(pair: PairRun, said: Sequence[str]) -> tuple[str, ...]:
    """Say that the machine cannot measure; where it cost a verdict, the reasons say so already."""
    tried = pair.self_check
    return () if tried is None or tried.fit or tried.reason in said else (tried.reason,)


def _part(pair: PairRun, check: Check) -> tuple[str, ...]:
    """Say, with the first measurement, that what was measured is a small or one-sided part."""
    first = next((each for each in pair.checks if each in {"latency", "memory", "leaks"}), None)
    sample = pair.bench.sample if pair.bench is not None else None
    return sample.warnings if sample is not None and check == first else ()


def _attached(pair: PairRun) -> tuple[str, ...]:
    """Say which tracers the process had that measured, as its times are without them."""
    found = pair.bench.environment.attached if pair.bench is not None else ()
    return (f"measured without {', '.join(found)}, which this process ran under",) if found else ()


def _missing(pair: PairRun, check: Check) -> CheckVerdict:
    why = pair.obstacles.get(check, "it did not run")
    made = "compared" if check == "shadow" else "measured"
    return CheckVerdict(
        check=check, verdict="inconclusive", reasons=(f"not {made}: {why}",), missing=True
    )


def _shadow(record: ShadowRecord, command: str | None) -> CheckVerdict:
    doubts, missing = _doubts(record, command)
    failures = _failures(record, command)
    verdict: Verdict = "fail" if failures else "inconclusive" if doubts else "pass"
    return CheckVerdict(
        check="shadow",
        verdict=verdict,
        reasons=(*failures, *doubts),
        warnings=tuple(_warnings(record)),
        missing=missing and not failures,
    )


def _failures(record: ShadowRecord, command: str | None) -> list[str]:
    """Say what is known to be wrong, the gravest first."""
    reasons = list[str]()
    for outcome, mine, theirs, said in (
        (Outcome.DIED, record.control.died, record.candidate.died, "the candidate's process ended"),
        (Outcome.TIMED_OUT, record.control.timed_out, record.candidate.timed_out, _LATE),
    ):
        if theirs > mine:
            reasons.append(f"{said} at {counted(theirs, record.inputs)}")
            reasons += _shown(record, outcome, command)
    if record.unaccepted:
        kinds = [group for group in record.groups if group.is_open]
        more = f"; and {len(kinds) - SHOWN} more kinds" if len(kinds) > SHOWN else ""
        reasons.append(f"{counted(record.unaccepted, record.inputs)} not alike" + more)
        reasons += [describe(group, command) for group in kinds[:SHOWN]]
    return reasons


_LATE = "the candidate did not answer in time"


def _shown(record: ShadowRecord, outcome: Outcome, command: str | None) -> list[str]:
    groups = [group for group in record.groups if group.outcome is outcome]
    return [describe(group, command) for group in groups[:SHOWN]]


def _doubts(record: ShadowRecord, command: str | None) -> tuple[list[str], bool]:
    """Say what keeps the comparison from deciding, and whether there was none at all."""
    if not record.inputs:
        return ["the corpus holds no input"], True
    doubts = list[str]()
    if not record.compared:
        doubts.append("not one input could be compared")
    if record.counts.get(Outcome.BOTH_RAISED, 0) == record.inputs:
        doubts.append("every input raised the same error on both sides: does the corpus fit?")
    told = {
        Outcome.DIED: record.candidate.died > record.control.died,
        Outcome.TIMED_OUT: record.candidate.timed_out > record.control.timed_out,
    }
    for outcome, said in (
        (Outcome.DIED, "ended the process of a side"),
        (Outcome.TIMED_OUT, "timed out"),
        (Outcome.UNSTEADY, f"unsteady: {UNSTEADY}"),
        (Outcome.NOT_COMPARABLE, "could not be compared"),
    ):
        if record.counts.get(outcome):
            doubts.append(f"{counted(record.counts[outcome], record.inputs)} {said}")
            doubts += [] if told.get(outcome) else _shown(record, outcome, command)
    if record.interrupted:
        doubts.append("the comparison was interrupted")
    vacuous = record.counts.get(Outcome.BOTH_RAISED, 0) == record.inputs or record.interrupted
    return doubts, vacuous or not record.compared


UNSTEADY = (
    "the control, asked once more, answers otherwise; a seed, a frozen clock or a rule for what "
    "differs would help"
)


def _warnings(record: ShadowRecord) -> Iterable[str]:
    if record.not_compared:
        yield (
            f"{record.not_compared} accepted differences of type: their content was not compared, "
            "as the two types do not open alike"
        )
    if record.groups_dropped:
        yield f"{record.groups_dropped} differences are counted but not grouped"
    yield from record.warnings


def describe(group: Group, command: str | None = None) -> str:
    """Put one group of differences into one line, with an input that shows it and its values."""
    types = wording.types(group.control_type, group.candidate_type, arrow="->")
    many = f"{group.inputs} inputs" if group.inputs != 1 else "1 input"
    said = f"{group.path} {group.kind}{types and f' ({types})'} in {many}"
    if not group.exemplars:
        return said
    one = group.exemplars[0]
    if group.outcome is Outcome.UNSTEADY:
        names = "the control", "and once more"
    else:
        names = "control", "candidate"
    values = f"{names[0]} {one.control or 'nothing'}, {names[1]} {one.candidate or 'nothing'}"
    alone = f"; alone: {alone_by(command, one.index)}" if command else ""
    if command and group.is_open:
        alone += f"; as a test: switchover reproduce {group.signature}"
    return f"{said}; input {one.index}: {values}{alone}"


def alone_by(command: str, index: int) -> str:
    """Write the command that runs one input of a pair, and no other."""
    return f"{command} --only {index}"


def counted(part: int, whole: int) -> str:
    """Write `3 of 40 inputs`."""
    return f"{part} of {whole} input{'s' if whole != 1 else ''}"
