"""`verdict.json`: what a machine reads; see docs/verdict-schema.md, versioned by `schema`."""

from __future__ import annotations

import datetime as dt
import inspect
from pathlib import Path
from typing import Any, Self

import msgspec

from switchover.bench import (
    Environment,
    LatencyRecord,
    SampleRecord,
    SelfCheck,
    Verdict,
)
from switchover.shadow import Exemplar
from switchover.shadow.coverage import CoverageRecord
from switchover.shadow.strength import HidingRecord

from .records import BudgetRecord, CorpusSummary, PairRun, PlanRun, RunRecord, as_json
from .verdict import CheckVerdict, PairVerdict, PlanVerdict, RunVerdict, alone_by

__all__ = ["Document", "encode", "verdict_document"]

SCHEMA = 1
EXIT_CODES: dict[Verdict, int] = {"pass": 0, "fail": 1, "inconclusive": 3}


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """What all parts share: immutable, and every field is always there."""

    @classmethod
    def of(cls, record: object, /, **given: object) -> Self:
        """Copy the fields of a record that are called alike; the others are given."""
        copied = [name for name in cls.__struct_fields__ if name not in given]
        return cls(**{name: getattr(record, name) for name in copied}, **given)


class ShownPart(_Part, frozen=True, kw_only=True):
    """One input that shows a difference: where, and both values around the first difference.

    `diff` has the lines around it where the values are long texts; `command` runs it alone.
    """

    input: int
    path: str
    control: str | None
    candidate: str | None
    diff: str | None
    preview: str | None
    command: str | None


class DifferencePart(_Part, frozen=True, kw_only=True):
    """One signature. `rule` names the rule that accepts it, or is null."""

    signature: str
    path: str
    kind: str
    control_type: str | None
    candidate_type: str | None
    differences: int
    inputs: int
    examples: tuple[int, ...]
    """Indices of inputs that show it, from 0."""
    rule: str | None
    outcome: str
    """Of the inputs that show it."""
    cause: str
    """What its texts have in common."""
    not_compared: int
    """In how many the types differ, and the content could not be compared."""
    shown: tuple[ShownPart, ...]
    """The same inputs, with both values."""


class RulePart(_Part, frozen=True, kw_only=True):
    """One rule and how often it was hit."""

    id: str
    kind: str
    path: str
    reason: str
    owner: str
    expires: dt.date | None
    expired: bool
    hits: int


class LatencyPart(_Part, frozen=True, kw_only=True):
    """The time ratio candidate / control with its interval, on the clock that decides.

    `low` and `high` are null where too little was measured for an interval.
    """

    clock: str
    ratio: float
    low: float | None
    high: float | None
    level: float
    control_s: float
    candidate_s: float
    launches: int
    pairs: int
    seconds: float
    seconds_to_decide: float | None
    callers: int
    """Concurrent callers; above 1, throughput changes by 1 / ratio."""


class SelfCheckPart(_Part, frozen=True, kw_only=True):
    """The control against its own copy; all but `reason` is null where there was no interval."""

    fit: bool | None
    reason: str
    ratio: float | None
    low: float | None
    high: float | None


class RecordPart(_Part, frozen=True, kw_only=True):
    """The candidate beside its earlier record: what decided, and the ratio now / then of it."""

    verdict: str
    basis: str
    ratio: float | None


class MemoryPart(_Part, frozen=True, kw_only=True):
    """One quantity of memory per call."""

    name: str
    unit: str
    verdict: str
    control: float
    candidate: float
    ratio: float | None
    low: float | None
    high: float | None


class LeakPart(_Part, frozen=True, kw_only=True):
    """One watched quantity and its growth per call."""

    name: str
    unit: str
    finding: str
    control_per_call: float
    candidate_per_call: float


class PairPart(_Part, frozen=True, kw_only=True):
    """One pair. What was not asked for, or did not happen, is null or empty.

    `lead` names every part that failed in one sentence, `sample` which part of the corpus was
    measured.
    """

    name: str
    verdict: str
    lead: str
    control: str
    candidate: str
    corpus: CorpusSummary
    sample: SampleRecord | None
    budget: BudgetRecord
    checks: tuple[CheckVerdict, ...]
    outcomes: dict[str, int]
    coverage: CoverageRecord | None
    hiding: HidingRecord | None
    differences: tuple[DifferencePart, ...]
    rules: tuple[RulePart, ...]
    latency: LatencyPart | None
    memory: tuple[MemoryPart, ...]
    leaks: tuple[LeakPart, ...]
    self_check: SelfCheckPart | None
    record: RecordPart | None
    environment: Environment | None
    seconds: float


class PlanPart(_Part, frozen=True, kw_only=True):
    """One plan; a skipped one has no verdict."""

    name: str
    description: str
    verdict: str | None
    skipped: str | None
    pairs: tuple[PairPart, ...]


class Document(_Part, frozen=True, kw_only=True):
    """The whole file."""

    schema: int
    verdict: str
    exit_code: int
    reasons: tuple[str, ...]
    started: str
    seconds: float
    seed: int
    interrupted: bool
    plans: tuple[PlanPart, ...]


def verdict_document(run: RunRecord, verdict: RunVerdict) -> Document:
    """Put the records and the verdict on them into the shape that machines read."""
    return Document.of(
        run,
        schema=SCHEMA,
        verdict=verdict.verdict,
        exit_code=EXIT_CODES[verdict.verdict],
        reasons=verdict.reasons,
        plans=tuple(_plan(*both) for both in zip(run.plans, verdict.plans, strict=True)),
    )


def encode(found: Document) -> bytes:
    """Encode as indented JSON."""
    return as_json(found) + b"\n"


def _plan(plan: PlanRun, verdict: PlanVerdict) -> PlanPart:
    return PlanPart.of(
        plan,
        verdict=verdict.verdict,
        pairs=tuple(_pair(*both) for both in zip(plan.pairs, verdict.pairs, strict=True)),
    )


def _pair(pair: PairRun, verdict: PairVerdict) -> PairPart:
    bench = pair.bench
    return PairPart.of(
        pair,
        verdict=verdict.verdict,
        lead=verdict.lead,
        sample=bench.sample if bench else None,
        checks=verdict.checks,
        outcomes={str(name): count for name, count in pair.shadow.counts.items()}
        if pair.shadow
        else {},
        differences=_differences(pair),
        rules=tuple(map(RulePart.of, pair.shadow.rules)) if pair.shadow else (),
        latency=_latency(bench.latency) if bench and bench.latency else None,
        memory=tuple(map(MemoryPart.of, bench.memory.metrics)) if bench and bench.memory else (),
        leaks=_leaks(pair),
        self_check=_self_check(pair.self_check),
        record=RecordPart.of(pair.against_record) if pair.against_record else None,
        environment=bench.environment if bench else None,
    )


def _differences(pair: PairRun) -> tuple[DifferencePart, ...]:
    return tuple(
        DifferencePart.of(
            group,
            kind=str(group.kind),
            differences=group.count,
            examples=tuple(exemplar.index for exemplar in group.exemplars),
            outcome=str(group.outcome),
            shown=tuple(_shown(pair, one) for one in group.exemplars),
        )
        for group in (pair.shadow.groups if pair.shadow else ())
    )


def _shown(pair: PairRun, one: Exemplar) -> ShownPart:
    return ShownPart.of(
        one,
        input=one.index,
        preview=pair.previews.get(one.index),
        command=alone_by(pair.command, one.index) if pair.command else None,
    )


def _latency(record: LatencyRecord) -> LatencyPart | None:
    clock = record.decided
    if clock is None:
        return None
    return LatencyPart.of(
        clock,
        clock=record.clock,
        launches=record.launches,
        pairs=record.pairs,
        seconds=record.seconds,
        seconds_to_decide=record.seconds_to_decide,
        callers=record.callers,
    )


def _self_check(found: SelfCheck | None) -> SelfCheckPart | None:
    if found is None:
        return None
    seen = found.interval
    return SelfCheckPart.of(
        found,
        ratio=seen.ratio if seen else None,
        low=seen.low if seen else None,
        high=seen.high if seen else None,
    )


def _leaks(pair: PairRun) -> tuple[LeakPart, ...]:
    record = pair.bench.leaks if pair.bench else None
    return tuple(
        LeakPart.of(
            signal,
            control_per_call=signal.control.per_call,
            candidate_per_call=signal.candidate.per_call,
        )
        for signal in (record.signals if record else ())
    )


def schema_file() -> Path:
    """Name the JSON Schema of this document, which is shipped beside the code."""
    return Path(__file__).with_name("verdict.schema.json")


def schema() -> dict[str, Any]:
    """Give the JSON Schema of this document, the same on every Python.

    Python 3.13 takes the indentation off docstrings, from which the descriptions come.
    """
    found: dict[str, Any] = msgspec.json.schema(Document)
    for part in (found, *found.get("$defs", {}).values()):
        if "description" in part:
            part["description"] = inspect.cleandoc(part["description"])
    return found


if __name__ == "__main__":  # renew the schema after a change
    written = msgspec.json.format(msgspec.json.encode(schema()), indent=2)
    schema_file().write_bytes(written + b"\n")
