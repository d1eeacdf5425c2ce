"""Latency, memory and leaks of a pair, measured on inputs from its own corpus."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from switchover import bench
from switchover.bench import leaks, memory, profile
from switchover.bench.environment import Watch
from switchover.bench.records import LatencyRecord, LeakRecord, MemoryRecord
from switchover.bench.suite import doubted
from switchover.reports import PairRun, RunRecord, judge
from switchover.shadow import Outcome, ShadowRecord, read_comparisons

from .corpus import Call, draw
from .plan import Check, Pair
from .progress import Watcher

MOST_INPUTS = 32
"""How many inputs are drawn for the measurements: enough for a mixture, few enough that each is
visited often within the time."""


TRACED_SHARE = 0.25
"""Of the pair's time, how much is spent under the memory tracer, by launch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the measurements of one run have in common.

    `family` is how many pairs are judged together: their false alarms are kept down as one.
    """

    seed: int
    family: int
    watcher: Watcher


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
    record = _MEASURES[check](run, pair, inputs, setting)
    setting.watcher.ended(_said(getattr(record, check)))
    return replace(run, bench=record)


def _latency(run: PairRun, pair: Pair, inputs: list[Call], setting: Setting) -> bench.PairRecord:
    """Measure latency; a fail stands only on a machine that tells a control from no other."""
    options = bench.Options(
        budget=pair.budget.latency, time_s=pair.time_s, seed=setting.seed, family=setting.family
    )
    sides = bench.Pair(
        name=pair.name, control=pair.control, candidate=pair.candidate, inputs=inputs
    )
    watcher = setting.watcher
    found = bench.measure(sides, options, progress=lambda made: watcher.advanced(made.seconds))
    if found.verdict == "fail":
        machine = bench.check_machine(sides, options)
        found = found if machine.fit else doubted(found, machine.reason)
    if run.bench is None:
        return found
    return bench.with_parts(found, memory=run.bench.memory, leaks=run.bench.leaks)


def explained(run: PairRun, pair: Pair, inputs: list[Call], folder: Path) -> PairRun:
    """Say where the time went, if the candidate is too slow: functions, flame graph, profiles.

    Raises:
        BenchError: the sides could not be profiled.
    """
    if run.bench is None or run.bench.latency is None or run.bench.latency.verdict != "fail":
        return run
    found = profile.explain(pair.control, pair.candidate, inputs)
    profile.write(found, folder / "profile")
    return replace(run, explanation=found)


def _memory(run: PairRun, pair: Pair, inputs: list[Call], setting: Setting) -> bench.PairRecord:
    record = memory.measure(
        pair.control,
        pair.candidate,
        inputs,
        budget=pair.budget.memory,
        time_s=pair.time_s * TRACED_SHARE,
        seed=setting.seed,
    )
    return bench.with_parts(run.bench or _blank(run, setting), memory=record)


def _leaks(run: PairRun, pair: Pair, inputs: list[Call], setting: Setting) -> bench.PairRecord:
    record = leaks.watch(pair.control, pair.candidate, inputs)
    return bench.with_parts(run.bench or _blank(run, setting), leaks=record)


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
    records = tuple(
        pair.bench for plan in run.plans for pair in plan.pairs if pair.bench is not None
    )
    return bench.to_json(
        bench.SuiteRecord(
            verdict=judge(run).verdict,
            reasons=judge(run).reasons,
            pairs=records,
            environment=records[0].environment if records else Watch().finish(pinned=False),
        )
    )
