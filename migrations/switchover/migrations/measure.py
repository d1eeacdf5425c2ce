"""Latency, memory and leaks of a pair, measured on inputs from its own corpus."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from switchover import bench
from switchover.bench import leaks, memory, profile
from switchover.bench.against import judge_against
from switchover.bench.environment import Watch
from switchover.bench.latency import Rule
from switchover.bench.records import LatencyRecord, LeakRecord, MemoryRecord
from switchover.bench.suite import SelfCheck, doubted
from switchover.bench.verdict import worst
from switchover.reports import PairRun, RunRecord, judge
from switchover.shadow import Outcome, ShadowRecord, read_comparisons

from .corpus import Call, draw
from .method import Method
from .plan import Check, Pair
from .progress import Watcher
from .schedule import Schedule

MOST_INPUTS = 32
"""How many inputs are drawn for the measurements: enough for a mixture, few enough that each is
visited often within the time."""


TRACED_SHARE = 0.25
"""Of the pair's time, how much is spent under the memory tracer, by launch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the measurements of one run have in common.

    `family` is how many latencies are judged in the run: their false alarms are kept down as one.
    `first` is the pair on which the machine is tried before anything is timed.
    """

    seed: int
    family: int
    first: Pair | None
    schedule: Schedule
    watcher: Watcher
    method: Method


def drawn(pair: Pair, shadow: ShadowRecord | None, *, seed: int) -> list[Call]:
    """Draw the inputs to measure on: those on which both sides gave an answer, and the same one.

    What raises or differs is another computation, and its time would say nothing about the budget.
    Without a comparison, all inputs are candidates.
    """
    if shadow is None:
        population = range(len(pair.corpus))
        return pair.corpus.pick(draw(population, MOST_INPUTS, seed=seed))
    return pair.corpus.pick(draw(alike(shadow), MOST_INPUTS, seed=seed))


def alike(shadow: ShadowRecord) -> list[int]:
    """List the inputs that a shadow run found alike with both sides returning."""
    if shadow.observations is None:
        return []
    found = read_comparisons(Path(shadow.observations))
    return [comparison.index for comparison in found if comparison.outcome is Outcome.MATCH]


def measure(
    run: PairRun, pair: Pair, check: Check, inputs: list[Call], *, setting: Setting
) -> PairRun:
    """Make one measurement and add its record.

    Raises:
        BenchError: it could not be made.
    """
    setting.watcher.began(pair.name, check, pair.time_s if check == "latency" else None)
    run = _MEASURES[check](run, pair, inputs, setting)
    setting.watcher.ended(_said(getattr(run.bench, check)))
    return run


def _latency(run: PairRun, pair: Pair, inputs: list[Call], setting: Setting) -> PairRun:
    """Measure latency; a fail stands only on a machine that tells a control from no other.

    The machine is tried with the first pair of a run, and with each pair that fails.
    """
    method, watcher = setting.method, setting.watcher
    options = bench.Options(
        budget=pair.budget.latency,
        time_s=pair.time_s,
        seed=setting.seed,
        family=setting.family,
        callers=method.callers,
    )
    sides = bench.Pair(
        name=pair.name,
        control=pair.control,
        candidate=pair.candidate,
        inputs=inputs,
        against=method.against,
    )
    checked = _tried(sides, options) if pair is setting.first else None
    found = bench.measure(sides, options, progress=lambda made: watcher.advanced(made.seconds))
    if found.verdict == "fail":
        checked = checked or _tried(sides, options)
        found = found if checked.fit else doubted(found, checked.reason)
    if run.bench is not None:
        found = bench.with_parts(found, memory=run.bench.memory, leaks=run.bench.leaks)
    return replace(run, bench=found, self_check=checked)


def _tried(sides: bench.Pair, options: bench.Options) -> SelfCheck:
    """Try the machine with the side that is here: against a revision, that is the candidate."""
    here = sides.candidate if sides.against else sides.control
    return bench.check_machine(dataclasses.replace(sides, control=here, against=""), options)


def explained(
    run: PairRun, pair: Pair, inputs: list[Call], folder: Path, setting: Setting
) -> PairRun:
    """Say where the time went, if the candidate is too slow or it was asked for.

    Functions, flame graph, profiles. A control of an earlier revision cannot be profiled here.

    Raises:
        BenchError: the sides could not be profiled.
    """
    slow = run.bench and run.bench.latency and run.bench.latency.verdict == "fail"
    if setting.method.against or not (slow or setting.method.explain):
        return run
    found = profile.explain(pair.control, pair.candidate, inputs)
    found = found.measured(run.bench.latency if run.bench is not None else None)
    profile.write(found, folder / "profile")
    return replace(run, explanation=found)


def measured_then(run: PairRun, setting: Setting) -> PairRun:
    """Judge the candidate against its earlier record, where one was given."""
    earlier = setting.method.then
    if earlier is None:
        return run
    why = ""
    if run.bench is None or run.bench.latency is None:
        why = "its latency was not measured now"
    elif run.name not in earlier:
        why = f"the earlier records know no pair {run.name}: {', '.join(sorted(earlier))}"
    if why or run.bench is None:
        return replace(run, obstacles={**run.obstacles, "record": why})
    rule = Rule(budget=run.budget.latency, family=setting.family)
    found = judge_against(earlier[run.name], run.bench, rule=rule)
    return replace(run, against_record=found)


def _memory(run: PairRun, pair: Pair, inputs: list[Call], setting: Setting) -> PairRun:
    record = memory.measure(
        pair.control,
        pair.candidate,
        inputs,
        budget=pair.budget.memory,
        time_s=pair.time_s * TRACED_SHARE,
        seed=setting.seed,
    )
    return replace(run, bench=bench.with_parts(run.bench or _blank(run, setting), memory=record))


def _leaks(run: PairRun, pair: Pair, inputs: list[Call], setting: Setting) -> PairRun:
    record = leaks.watch(pair.control, pair.candidate, inputs)
    return replace(run, bench=bench.with_parts(run.bench or _blank(run, setting), leaks=record))


_MEASURES = {"latency": _latency, "memory": _memory, "leaks": _leaks}


def _blank(run: PairRun, setting: Setting) -> bench.PairRecord:
    """Describe the pair and the machine, where latency was not asked for."""
    return bench.PairRecord(
        name=run.name,
        verdict="inconclusive",
        budget=run.budget.latency,
        seed=setting.seed,
        control=run.control,
        candidate=run.candidate,
        inputs=run.corpus.inputs,
        environment=Watch().finish(pinned=False),
    )


def _said(record: LatencyRecord | MemoryRecord | LeakRecord) -> str:
    first = f": {record.reasons[0]}" if record.reasons else ""
    return f"{record.verdict}{first}"


def measured(run: RunRecord) -> bytes:
    """Encode the measurements of a run as one suite, in the bench room's own format."""
    pairs = [pair for plan in run.plans for pair in plan.pairs]
    records = tuple(_with_then(pair.bench, pair) for pair in pairs if pair.bench is not None)
    tried = [pair.self_check for pair in pairs if pair.self_check is not None]
    verdict = judge(run)
    return bench.to_json(
        bench.SuiteRecord(
            verdict=verdict.verdict,
            reasons=verdict.reasons,
            pairs=records,
            self_check=tried[0].interval if tried else None,
            fit=all(one.fit for one in tried) if tried else None,
            environment=records[0].environment if records else Watch().finish(pinned=False),
        )
    )


def _with_then(record: bench.PairRecord, pair: PairRun) -> bench.PairRecord:
    """Add the judgement against an earlier record, so that the pair's verdict speaks of it too."""
    found = pair.against_record
    if found is None:
        return record
    said = tuple(f"record: {reason}" for reason in found.reasons)
    verdict = worst((record.verdict, found.verdict))
    return replace(record, verdict=verdict, reasons=(*record.reasons, *said))
