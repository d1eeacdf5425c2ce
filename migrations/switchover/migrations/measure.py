"""Latency, memory and leaks of a pair, measured on inputs from its own corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from switchover import bench
from switchover.bench import latency, leaks, memory
from switchover.bench.environment import Watch
from switchover.bench.records import LatencyRecord, LeakRecord, MemoryRecord
from switchover.reports import PairRun
from switchover.shadow import Outcome, ShadowRecord, read_comparisons

from .corpus import Call, draw
from .plan import Check, Pair
from .progress import Watcher

MOST_INPUTS = 32
"""How many inputs are drawn for the measurements: enough for a mixture, few enough that each is
visited often within the time."""


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
    run: PairRun, pair: Pair, check: Check, inputs: list[Call], *, seed: int, watcher: Watcher
) -> PairRun:
    """Make one measurement and add its record.

    Raises:
        BenchError: it could not be made.
    """
    begun = Watch()
    record: Any = _MEASURES[check](pair, inputs, seed, watcher)
    watcher.ended(_said(record))
    before = run.bench or bench.PairRecord(
        name=pair.name,
        verdict="inconclusive",
        budget=pair.budget.latency,
        seed=seed,
        control=run.control,
        candidate=run.candidate,
        inputs=len(inputs),
        environment=begun.finish(pinned=True),
    )
    return replace(run, bench=replace(before, **{check: record}))


def _latency(pair: Pair, inputs: list[Call], seed: int, watcher: Watcher) -> LatencyRecord:
    watcher.began(pair.name, "latency", pair.time_s)
    return latency.measure(
        latency.Job(control=pair.control, candidate=pair.candidate, inputs=inputs),
        latency.Settings(
            rule=latency.Rule(budget=pair.budget.latency), time_s=pair.time_s, seed=seed
        ),
        report=lambda progress: watcher.advanced(progress.seconds),
    )


def _memory(pair: Pair, inputs: list[Call], seed: int, watcher: Watcher) -> MemoryRecord:
    watcher.began(pair.name, "memory", None)
    return memory.measure(
        pair.control, pair.candidate, inputs, budget=pair.budget.memory, seed=seed
    )


def _leaks(pair: Pair, inputs: list[Call], _seed: int, watcher: Watcher) -> LeakRecord:
    watcher.began(pair.name, "leaks", None)
    return leaks.watch(pair.control, pair.candidate, inputs)


_MEASURES = {"latency": _latency, "memory": _memory, "leaks": _leaks}


def _said(record: LatencyRecord | MemoryRecord | LeakRecord) -> str:
    first = f": {record.reasons[0]}" if record.reasons else ""
    return f"{record.verdict}{first}"
