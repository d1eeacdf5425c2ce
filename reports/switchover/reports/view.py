"""What a page says about each pair, in words and numbers, before any markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from switchover.bench import ORDER, AllocationSite, MemoryMetric, MemoryRecord
from switchover.shadow import Group, Outcome, ShadowRecord

from . import wording
from .accepting import Acceptance, acceptances, rule_end
from .changes import Change, changes
from .lead import largest
from .naming import distinct
from .plots import Picture
from .records import PairRun, PlanRun, RunRecord
from .verdict import CheckVerdict, PairVerdict, RunVerdict, alone_by

__all__ = ["TITLES", "Drawn", "PairView", "PlanView", "views"]

Drawn = Mapping[tuple[str, str], Sequence[Picture]]
"""The plots of each pair, by the names of its plan and its own."""

TITLES = {
    "shadow": "Answers",
    "latency": "Latency",
    "memory": "Memory",
    "leaks": "Leaks",
    "record": "Earlier",
}
MOST_DIFFERENCES = 3_000
"""Signatures that a page shows of all pairs together, each at least `FEWEST`; all of them are in
verdict.json."""
FEWEST = 40
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
    changes: tuple[Change, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """The reasons, but for those that only say again, in a line, what a change shows."""
        again = (
            tuple(f"{change.what} " for change in self.changes) if self.title == "Answers" else ()
        )
        return tuple(reason for reason in self.reasons if not reason.startswith(again))

    @property
    def is_told(self) -> bool:
        """Whether there is more to say than the figure."""
        return bool(self.verdict != "pass" or self.reasons or self.warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    """One group of differences: what became of it, and what to do about it."""

    group: Group
    anchor: str
    acceptance: Acceptance
    command: str | None

    @property
    def status(self) -> str:
        """One word: `open`, `accepted` by a rule, or `undecided` where a side gave no answer."""
        if self.group.rule is not None:
            return "accepted"
        return "open" if self.group.is_open else "undecided"

    @property
    def look(self) -> str:
        """The class of the word's look."""
        return {"open": "fail", "accepted": "accepted", "undecided": "inconclusive"}[self.status]

    @property
    def sides(self) -> tuple[str, str]:
        """Name what the two values are of."""
        unsteady = self.group.outcome is Outcome.UNSTEADY
        return "control", "control, once more" if unsteady else "candidate"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """One pair as the page shows it."""

    run: PairRun
    verdict: str
    lead: str
    coverage: str
    hiding: str
    cells: tuple[Cell, ...]
    outcomes: tuple[tuple[str, int, float, str], ...]
    pictures: tuple[Picture, ...]
    differences: tuple[DifferenceView, ...]
    hidden: int
    """Signatures that are not shown."""
    profiles: tuple[str, ...]
    """Files that speedscope opens, by their addresses on the page."""

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


def views(
    run: RunRecord, verdict: RunVerdict, pictures: Drawn, *, profiles: bool = False
) -> tuple[PlanView, ...]:
    """Put records, verdicts and plots together; `profiles` tells that their files are at hand."""
    pairs = sum(len(plan.pairs) for plan in run.plans)
    most = max(FEWEST, MOST_DIFFERENCES // max(1, pairs))
    expires = rule_end(run.started)
    return tuple(
        PlanView(
            run=plan,
            verdict=judged.verdict or "skipped",
            pairs=tuple(
                view_pair(
                    pair,
                    decided,
                    pictures.get((plan.name, pair.name), ()),
                    differences=_differences(pair, most, len(plan.pairs) == 1, expires),
                    profiles=profiles,
                )
                for pair, decided in zip(plan.pairs, judged.pairs, strict=True)
            ),
        )
        for plan, judged in zip(run.plans, verdict.plans, strict=True)
    )


def view_pair(
    pair: PairRun,
    verdict: PairVerdict,
    pictures: Sequence[Picture] = (),
    *,
    differences: Sequence[DifferenceView] = (),
    profiles: bool = False,
) -> PairView:
    """Say what one pair came to."""
    groups = pair.shadow.groups if pair.shadow else ()
    return PairView(
        run=pair,
        verdict=verdict.verdict,
        lead=verdict.lead,
        coverage=verdict.coverage,
        hiding=verdict.hiding,
        cells=tuple(_cell(pair, check) for check in verdict.checks),
        outcomes=_outcomes(pair.shadow),
        pictures=tuple(pictures),
        differences=tuple(differences),
        hidden=len(groups) - len(differences),
        profiles=pair.profiles if profiles else (),
    )


def _differences(
    pair: PairRun, most: int, is_only: bool, expires: dt.date | None
) -> tuple[DifferenceView, ...]:
    groups = pair.shadow.groups if pair.shadow else ()
    shown = groups[:most]
    anchors = distinct({place: group.signature for place, group in enumerate(shown)})
    ways = acceptances(groups, pair=None if is_only else pair.name, expires=expires, most=most)
    return tuple(
        DifferenceView(
            group=group,
            anchor=anchors[place],
            acceptance=ways[place],
            command=alone_by(pair.command, group.exemplars[0].index)
            if pair.command and group.exemplars
            else None,
        )
        for place, group in enumerate(shown)
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
        changes=changes(pair, check.check),
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
    metric = _deciding(record)
    unit = "bytes" if metric.unit == "bytes" else ""
    control, candidate = (wording.amount(n, unit) for n in (metric.control, metric.candidate))
    if metric.ratio is None:
        return candidate, f"{metric.name}; the control has {control}"
    return wording.change(metric.ratio), f"{control} → {candidate} {metric.name}"


def _deciding(record: MemoryRecord) -> MemoryMetric:
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
    if record.verdict == "inconclusive":
        return "undecided", watched
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
    if record is None:
        return ()
    counted = list[tuple[str, int, str]]()
    for outcome, name, look in OUTCOMES:
        accepted = record.accepted.get(outcome, 0)
        counted.append((name, record.counts.get(outcome, 0) - accepted, look))
        counted.append((f"{name}, accepted", accepted, "accepted"))
    return tuple((name, n, 100 * n / record.inputs, look) for name, n, look in counted if n)
