"""Run plans: compare, measure, and keep the records of what was done, even when interrupted."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from switchover.bench import BenchError, resolve
from switchover.reports import Budget, CorpusSummary, PairRun, PlanRun, RunRecord, write_run

from .compare import compare
from .corpus import Call
from .measure import drawn, measure
from .plan import Check, Pair, Plan
from .problem import InputError, Problem
from .progress import SILENT, Watcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where a run writes, who watches it, and the seed of all that is shuffled or drawn."""

    out: Path
    seed: int = 0
    watcher: Watcher = SILENT

    def folder(self, *names: str) -> Path:
        """Make the folder for a pair's files."""
        folder = self.out.joinpath(*(re.sub(r"[^\w.-]+", "-", name) for name in names))
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def run_plans(
    plans: Sequence[Plan | PlanRun], *, out: Path, watcher: Watcher | None = None
) -> RunRecord:
    """Run every pair of every plan and return the records, which are written to `out` as they come.

    A `PlanRun` in place of a plan is taken over as it is: that is how a skipped plan is told. On
    Ctrl-C the record says that it was interrupted and holds what was done.

    Raises:
        InputError: an input of any corpus is malformed; nothing ran.
    """
    validate(plan for plan in plans if isinstance(plan, Plan))
    out.mkdir(parents=True, exist_ok=True)
    begun, started = (
        time.perf_counter(),
        dt.datetime.now(dt.UTC).astimezone().isoformat("T", "seconds"),
    )
    seed = next((plan.seed for plan in plans if isinstance(plan, Plan)), 0)
    record = RunRecord(seed=seed, started=started, seconds=0.0, plans=())
    for plan in plans:
        ran, interrupted = _plan(plan, out, watcher or SILENT)
        spent = time.perf_counter() - begun
        record = replace(record, plans=(*record.plans, ran), seconds=spent, interrupted=interrupted)
        write_run(record, out)
        if interrupted:
            break
    return record


def validate(plans: Iterator[Plan] | Sequence[Plan]) -> None:
    """Read every corpus once, so that a malformed input is told before anything runs.

    Raises:
        InputError: with the problems of all of them.
    """
    problems, total = list[Problem](), 0
    for pair in (pair for plan in plans for pair in plan.pairs):
        resolve(pair.control)
        resolve(pair.candidate)
        try:
            pair.corpus.validate()
        except InputError as error:
            problems += error.problems
            total += error.total
    if problems:
        raise InputError(problems, total=total)


def _plan(plan: Plan | PlanRun, out: Path, watcher: Watcher) -> tuple[PlanRun, bool]:
    if isinstance(plan, PlanRun):
        return plan, False
    ran = PlanRun(name=plan.name, description=plan.description, policy=plan.inconclusive)
    place = Workplace(out=out, seed=plan.seed, watcher=watcher)
    for pair in plan.pairs:
        done, interrupted = _pair(pair, place.folder(plan.name, pair.name), place)
        ran = replace(ran, pairs=(*ran.pairs, done))
        if interrupted:
            return ran, True
    return ran, False


def _pair(pair: Pair, folder: Path, place: Workplace) -> tuple[PairRun, bool]:
    """Run the checks of one pair, each adding to the record of those before it."""
    begun = time.perf_counter()
    run = _blank(pair)
    try:
        for step in _steps(pair, folder, place):
            run = step(run)
    except KeyboardInterrupt:
        return replace(run, seconds=time.perf_counter() - begun), True
    interrupted = run.shadow is not None and run.shadow.interrupted
    return replace(run, seconds=time.perf_counter() - begun), interrupted


def _steps(pair: Pair, folder: Path, place: Workplace) -> Iterator[Callable[[PairRun], PairRun]]:
    if "shadow" in pair.checks:
        yield lambda run: compare(run, pair, folder=folder, seed=place.seed, watcher=place.watcher)
    for check in ("latency", "memory", "leaks"):
        if check in pair.checks:
            yield _Measurement(pair, check, place)


@dataclass(frozen=True, slots=True)
class _Measurement:
    """One measurement as a step; what keeps it from happening becomes part of the record."""

    pair: Pair
    check: Check
    place: Workplace

    def __call__(self, run: PairRun) -> PairRun:
        if run.shadow is not None and run.shadow.interrupted:
            return run
        inputs: list[Call] = drawn(self.pair, run.shadow, seed=self.place.seed)
        run = replace(run, corpus=replace(run.corpus, measured=len(inputs)))
        if not inputs:
            return self._hindered(run, "no input on which both sides gave the same answer")
        try:
            return measure(
                run, self.pair, self.check, inputs, seed=self.place.seed, watcher=self.place.watcher
            )
        except BenchError as error:
            return self._hindered(run, str(error))

    def _hindered(self, run: PairRun, why: str) -> PairRun:
        return replace(run, obstacles={**run.obstacles, self.check: why})


def _blank(pair: Pair) -> PairRun:
    corpus = CorpusSummary(
        name=pair.corpus.name,
        inputs=len(pair.corpus),
        malformed=pair.corpus.malformed,
        notes=pair.corpus.notes,
    )
    return PairRun(
        name=pair.name,
        control=resolve(pair.control).name,
        candidate=resolve(pair.candidate).name,
        corpus=corpus,
        checks=pair.checks,
        budget=Budget(latency=pair.budget.latency, memory=pair.budget.memory),
    )
