"""The first sentence of a report: what somebody who was not there can repeat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from switchover.bench import ORDER

from . import wording
from .records import PairRun, RunRecord
from .verdict import PairVerdict, RunVerdict

__all__ = ["headline"]

NAMED = 3
"""How many pairs a sentence names."""
LONGEST = 160
"""Characters of a side's name in a sentence."""

Decided = tuple[PairRun, PairVerdict]


def headline(run: RunRecord, verdict: RunVerdict) -> str:
    """Say whether the candidates can replace their controls, and where not, what stands against."""
    pairs = [
        both
        for plan, judged in zip(run.plans, verdict.plans, strict=True)
        for both in zip(plan.pairs, judged.pairs, strict=True)
    ]
    skipped = sum(1 for plan in run.plans if plan.skipped)
    told = [_interrupted(run), _told(pairs), f"{_plans(skipped)} skipped." if skipped else ""]
    return " ".join(sentence for sentence in told if sentence)


def _interrupted(run: RunRecord) -> str:
    return "The run was interrupted, so this is not all." if run.interrupted else ""


def _plans(count: int) -> str:
    return f"{wording.plural(count, 'plan')} {'was' if count == 1 else 'were'}"


def _told(pairs: Sequence[Decided]) -> str:
    if not pairs:
        return "No pair ran, so nothing is known."
    if len(pairs) == 1:
        return _one(*pairs[0])
    by = {
        name: [(run, judged) for run, judged in pairs if judged.verdict == name] for name in ORDER
    }
    count = len(pairs)
    if len(by["pass"]) == count:
        return f"All {count} candidates can replace their controls: {_passed(pairs)}."
    parts = list[str]()
    if by["fail"]:
        parts.append(f"{len(by['fail'])} of {count} candidates should not replace their controls")
        parts[-1] += f" yet: {_named(by['fail'])}"
    if by["inconclusive"]:
        unknown = by["inconclusive"]
        what = f"of {len(unknown)} it is not known"
        if not by["fail"]:
            several = f"{len(unknown)} of {count} candidates"
            what = f"whether {several} can replace their controls is not known yet"
        parts.append(f"{what}: {_named(unknown)}")
    if by["pass"]:
        parts.append(f"{len(by['pass'])} can")
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def _named(pairs: Sequence[Decided]) -> str:
    """Name the first pairs, with what stands against each."""
    said = [
        f"{wording.short(run.name, LONGEST)} ({judged.lead or judged.verdict})"
        for run, judged in pairs[:NAMED]
    ]
    left = len(pairs) - len(said)
    return ", ".join([*said, *([f"and {left} more"] if left else [])])


def _one(run: PairRun, judged: PairVerdict) -> str:
    control, candidate = (wording.short(side, LONGEST) for side in (run.control, run.candidate))
    if judged.verdict == "fail":
        return f"{candidate} should not replace {control} yet: {judged.lead}."
    if judged.verdict == "inconclusive":
        lead = judged.lead or "no check was asked for"
        return f"Whether {candidate} can replace {control} is not known yet: {lead}."
    return f"{candidate} can replace {control}: {_passed([(run, judged)])}."


def _passed(pairs: Sequence[Decided]) -> str:
    """Say on what a pass rests, and what of it a policy let pass undecided."""
    return ", ".join((*_answers(pairs), *_costs(pairs)))


def _answers(pairs: Sequence[Decided]) -> Iterator[str]:
    records = [run.shadow for run, _ in pairs if run.shadow is not None]
    if not records:
        return
    inputs = wording.plural(sum(record.inputs for record in records), "input")
    accepted = sum(sum(record.accepted.values()) for record in records)
    but = f", but for {accepted:,} that rules accept" if accepted else ""
    yield f"answers alike on {inputs}{but}"


def _costs(pairs: Sequence[Decided]) -> Iterator[str]:
    names = dict[str, bool]()
    for run, judged in pairs:
        for check in judged.checks:
            if check.check in ("latency", "memory", "leaks"):
                record = getattr(run.bench, check.check, None)
                decided = record is not None and record.verdict == "pass"
                names[check.check] = names.get(check.check, True) and decided
    within = [name for name, decided in names.items() if decided]
    undecided = [name for name, decided in names.items() if not decided]
    if within:
        yield f"{_and(within)} within budget"
    if undecided:
        yield f"{_and(undecided)} undecided, which the policy lets pass"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
