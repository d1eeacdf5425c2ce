"""Run plans: compare, measure, and keep the records of what was done, even when interrupted."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from switchover.bench import BenchError, resolve
from switchover.reports import Budget, CorpusSummary, PairRun, PlanRun, RunRecord, write_run

from .compare import compare
from .measure import Setting, drawn, explained, measure
from .plan import Check, Pair, Plan
from .problem import InputError, Problem
from .progress import SILENT, Watcher

MEASURED: tuple[Check, ...] = ("latency", "memory", "leaks")


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
        done = record.plans
        for ran, interrupted in _plan(plan, out, watcher or SILENT):
            spent = time.perf_counter() - begun
            record = replace(record, plans=(*done, ran), seconds=spent, interrupted=interrupted)
            # Until the run is over its file says that it is not: a killed run is never a pass.
            write_run(replace(record, interrupted=True), out)
        if record.interrupted:
            break
    write_run(record, out)
    return record


def validate(plans: Iterable[Plan]) -> None:
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


def _plan(plan: Plan | PlanRun, out: Path, watcher: Watcher) -> Iterator[tuple[PlanRun, bool]]:
    """Run a plan, giving what is done after each pair, and whether it was interrupted there."""
    if isinstance(plan, PlanRun):
        yield plan, False
        return
    ran = PlanRun(name=plan.name, description=plan.description, policy=plan.inconclusive)
    setting = Setting(seed=plan.seed, family=len(plan.pairs), watcher=watcher)
    for pair in plan.pairs:
        folder = out / _file_name(plan.name) / _file_name(pair.name)
        done, interrupted = _pair(pair, folder, setting)
        ran = replace(ran, pairs=(*ran.pairs, done))
        yield ran, interrupted
        if interrupted:
            return


def _pair(pair: Pair, folder: Path, setting: Setting) -> tuple[PairRun, bool]:
    """Run the checks of one pair, each adding to the record of those before it."""
    begun, run, interrupted = time.perf_counter(), _blank(pair), False
    try:
        for check in pair.checks:
            run = _step(run, pair, check, folder, setting)
            if run.shadow is not None and run.shadow.interrupted:
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        run, interrupted = _hindered(run, _undone(run), "the run was interrupted"), True
    return replace(run, seconds=time.perf_counter() - begun), interrupted


def _step(run: PairRun, pair: Pair, check: Check, folder: Path, setting: Setting) -> PairRun:
    """Make one check; what keeps a measurement from happening becomes part of the record."""
    if check == "shadow":
        return compare(run, pair, folder=folder, seed=setting.seed, watcher=setting.watcher)
    inputs = drawn(pair, run.shadow, seed=setting.seed)
    run = replace(run, corpus=replace(run.corpus, measured=len(inputs)))
    if not inputs:
        return _hindered(run, [check], "there is no input on which both sides gave the same answer")
    try:
        run = measure(run, pair, check, inputs, setting=setting)
        return explained(run, pair, inputs, folder) if check == "latency" else run
    except BenchError as error:
        return _hindered(run, [check], str(error))


def _hindered(run: PairRun, checks: Iterable[Check], why: str) -> PairRun:
    return replace(run, obstacles={**run.obstacles, **dict.fromkeys(checks, why)})


def _undone(run: PairRun) -> list[Check]:
    """List the checks that have no record yet."""
    done = {"shadow": run.shadow, **{name: getattr(run.bench, name, None) for name in MEASURED}}
    return [check for check in run.checks if done[check] is None]


def _file_name(name: str) -> str:
    """Make a file name of any name; hidden and empty ones are none."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "unnamed"


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
