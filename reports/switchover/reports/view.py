"""What a page says about each pair, in words and numbers, before any markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from switchover.bench.records import AllocationSite, MemoryMetric, MemoryRecord
from switchover.bench.verdict import ORDER
from switchover.shadow import Outcome, ShadowRecord

from . import wording
from .canvas import Picture
from .lead import largest
from .records import PairRun, PlanRun, RunRecord
from .verdict import CheckVerdict, PairVerdict, PlanVerdict, RunVerdict

Drawn = Mapping[tuple[str, str], Sequence[Picture]]
"""The plots of each pair, by the names of its plan and its own."""

TITLES = {
    "shadow": "Answers",
    "latency": "Latency",
    "memory": "Memory",
    "leaks": "Leaks",
    "record": "Earlier",
}
SITES = 8
"""How many places that allocate more a page shows."""
OUTCOMES: tuple[tuple[Outcome, str, str], ...] = (
    (Outcome.MATCH, "alike", "pass"),
    (Outcome.BOTH_RAISED, "both raised the same", "pass"),
    (Outcome.DIFFERENCE, "different", "fail"),
    (Outcome.CONTROL_RAISED, "control raised", "fail"),
    (Outcome.CANDIDATE_RAISED, "candidate raised", "fail"),
    (Outcome.TIMED_OUT, "timed out", "doubt"),
    (Outcome.DIED, "process ended", "doubt"),
    (Outcome.UNSTEADY, "unsteady control", "doubt"),
    (Outcome.NOT_COMPARABLE, "not comparable", "doubt"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One check of one pair: its verdict, one figure and a line below it."""

    title: str
    verdict: str
    figure: str
    caption: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """One pair as the page shows it."""

    run: PairRun
    verdict: str
    lead: str
    coverage: str
    cells: tuple[Cell, ...]
    outcomes: tuple[tuple[str, int, float, str], ...]
    pictures: tuple[Picture, ...]

    @property
    def sites(self) -> tuple[AllocationSite, ...]:
        """Where the candidate allocates more, the largest growth first."""
        memory = self.run.bench.memory if self.run.bench else None
        return memory.sites[:SITES] if memory else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """One plan as the page shows it."""

    run: PlanRun
    verdict: str
    pairs: tuple[PairView, ...]

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        """How many pairs came to each verdict, the worst first."""
        found = [pair.verdict for pair in self.pairs]
        return tuple((name, found.count(name)) for name in ORDER if name in found)


def views(run: RunRecord, verdict: RunVerdict, pictures: Drawn) -> tuple[PlanView, ...]:
    """Put records, verdicts and plots together."""
    return tuple(
        _plan(plan, judged, pictures) for plan, judged in zip(run.plans, verdict.plans, strict=True)
    )


def _plan(plan: PlanRun, verdict: PlanVerdict, pictures: Drawn) -> PlanView:
    pairs = tuple(
        view_pair(pair, judged, pictures.get((plan.name, pair.name), ()))
        for pair, judged in zip(plan.pairs, verdict.pairs, strict=True)
    )
    return PlanView(run=plan, verdict=verdict.verdict or "skipped", pairs=pairs)


def view_pair(pair: PairRun, verdict: PairVerdict, pictures: Sequence[Picture] = ()) -> PairView:
    """Say what one pair came to."""
    return PairView(
        run=pair,
        verdict=verdict.verdict,
        lead=verdict.lead,
        coverage=verdict.coverage,
        cells=tuple(_cell(pair, check) for check in verdict.checks),
        outcomes=_outcomes(pair.shadow),
        pictures=tuple(pictures),
    )


def _cell(pair: PairRun, check: CheckVerdict) -> Cell:
    figure, caption = _SAID[check.check](pair)
    return Cell(
        title=TITLES[check.check],
        verdict=check.verdict,
        figure=figure,
        caption=caption,
        reasons=check.reasons,
        warnings=check.warnings,
        origins=check.origins,
    )


def _answers(pair: PairRun) -> tuple[str, str]:
    record = pair.shadow
    if record is None or not record.inputs:
        return "–", "nothing compared"
    taken = wording.plural(record.inputs, "input")
    kinds = sum(1 for group in record.groups if group.is_open)
    accepted = sum(record.accepted.values())
    quietly = f", {accepted:,} accepted by rules" if accepted else ""
    if record.unaccepted:
        said = f"of {taken}, {wording.plural(kinds, 'kind')}{quietly}"
        return f"{record.unaccepted:,} differ", said
    silent = record.inputs - record.compared
    if silent:
        return f"{silent:,} undecided", f"of {taken}{quietly}"
    return (f"{accepted:,} accepted" if accepted else "all alike"), f"{taken}, none left open"


def _latency(pair: PairRun) -> tuple[str, str]:
    record = pair.bench.latency if pair.bench else None
    clock = record.decided if record else None
    if record is None or clock is None:
        return "–", "not measured"
    sides = f"{wording.seconds(clock.control_s)} → {wording.seconds(clock.candidate_s)}"
    if record.callers > 1:
        sides += f", {record.callers} callers, throughput {wording.change(1 / clock.ratio)},"
    return wording.speed(clock.ratio), f"{sides} per call"


def _memory(pair: PairRun) -> tuple[str, str]:
    record = pair.bench.memory if pair.bench else None
    if record is None or not record.metrics:
        return "–", "not measured"
    metric = _telling(record)
    unit = "bytes" if metric.unit == "bytes" else ""
    control, candidate = (wording.amount(n, unit) for n in (metric.control, metric.candidate))
    if metric.ratio is None:
        return candidate, f"{metric.name}; the control has {control}"
    return wording.change(metric.ratio), f"{control} → {candidate} {metric.name}"


def _telling(record: MemoryRecord) -> MemoryMetric:
    """Pick the quantity that decided: the worst of those with the record's verdict, or the peak."""
    deciding = [each for each in record.metrics if each.verdict == record.verdict != "pass"]
    return largest(deciding) or record.metrics[0]


def _leaks(pair: PairRun) -> tuple[str, str]:
    record = pair.bench.leaks if pair.bench else None
    if record is None:
        return "–", "not measured"
    leaking = [signal.name for signal in record.signals if signal.finding == "leak"]
    shared = [signal.name for signal in record.signals if signal.finding == "shared"]
    calls = wording.plural(record.candidate_calls, "call")
    watched = f"{wording.plural(len(record.signals), 'signal')} over {calls}"
    if leaking:
        return ", ".join(leaking), f"grow with each call; {watched}"
    return ("none", watched) if not shared else ("none new", f"both sides leak {', '.join(shared)}")


def _earlier(pair: PairRun) -> tuple[str, str]:
    found = pair.against_record
    if found is None or found.ratio is None:
        return "–", "not compared"
    return wording.change(found.ratio), f"than then, by {found.basis}"


_SAID = {
    "shadow": _answers,
    "latency": _latency,
    "memory": _memory,
    "leaks": _leaks,
    "record": _earlier,
}


def _outcomes(record: ShadowRecord | None) -> tuple[tuple[str, int, float, str], ...]:
    """Name, count, share in percent and look of each outcome that occurred."""
    if record is None or not record.inputs:
        return ()
    counted = list[tuple[str, int, str]]()
    for outcome, name, look in OUTCOMES:
        accepted = record.accepted.get(outcome, 0)
        counted.append((name, record.counts.get(outcome, 0) - accepted, look))
        counted.append((f"{name}, accepted", accepted, "accepted"))
    return tuple((name, n, 100 * n / record.inputs, look) for name, n, look in counted if n)
