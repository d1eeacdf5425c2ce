"""Run plans: compare, measure, and keep the records of what was done, even when interrupted."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shlex
import time
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from switchover import bench
from switchover.bench import BenchError, RevisionError, profile
from switchover.ground.written import Problem
from switchover.reports import (
    RECORDS_FILE,
    BudgetRecord,
    CorpusSummary,
    PairRun,
    PlanRun,
    RunRecord,
    distinct,
    renew,
    write_run,
)
from switchover.reports import Check as RunCheck
from switchover.values.worker import Pool

from . import targets
from .compare import OBSERVATIONS, compare
from .covering import covered
from .hiding import mutated
from .measure import Setting, explained, measure, measured_then, opened
from .method import AS_PLANNED, Method
from .openers import named_openers
from .plan import Check, Pair, Plan
from .problem import InputError
from .progress import SILENT, Watcher
from .replaying import NEEDED, is_recorded
from .schedule import CheckSchedule

if TYPE_CHECKING:
    from .scaling import Scale

__all__ = ["now", "own_folders", "run_plans", "validate"]

K = TypeVar("K", bound=Hashable)
MEASURED: tuple[Check, ...] = ("latency", "memory", "leaks")


def run_plans(
    plans: Sequence[Plan | PlanRun],
    *,
    out: Path,
    watcher: Watcher | None = None,
    method: Method = AS_PLANNED,
    only: int | None = None,
    scale: Scale | None = None,
) -> RunRecord:
    """Run every pair of every plan and return the records, which are written to `out` as they come.

    A `PlanRun` in place of a plan is taken over as it is: that is how a skipped plan is told. On
    Ctrl-C the record says that it was interrupted and holds what was done. With `only` that input
    of each pair is compared, and no other. With a `scale`
    comparisons are made in chunks, by other processes and machines too.

    Raises:
        InputError: an input of any corpus is malformed; nothing ran.
        RevisionError: there is no such revision as `method` names.
    """
    out = out.absolute()  # whatever reading a corpus does to the current folder
    real = [plan for plan in plans if isinstance(plan, Plan)]
    validate(real, earlier=bool(method.against))
    out.mkdir(parents=True, exist_ok=True)
    with named_openers(pair for plan in real for pair in plan.openers), Pool() as pool:
        setting = _setting(real, watcher or SILENT, method, pool, only, scale)
        return _run(plans, out, setting)


def _run(plans: Sequence[Plan | PlanRun], out: Path, setting: Setting) -> RunRecord:
    begun, started = time.perf_counter(), now()
    folders = own_folders(out, {id(plan): plan.name for plan in plans})
    record = RunRecord(seed=setting.seed, started=started, seconds=0.0, plans=())
    # Whatever ends this run, no earlier one's verdict is left for it.
    renew(out, by="run", files=_files(plans, folders, out))
    write_run(replace(record, interrupted=True), out)
    for at, plan in enumerate(plans):
        done = record.plans
        here = dataclasses.replace(setting, plan=plan.name, plan_at=at)
        for ran, interrupted in _plan(plan, folders[id(plan)], here):
            spent = time.perf_counter() - begun
            record = replace(record, plans=(*done, ran), seconds=spent, interrupted=interrupted)
            # Until the run is over its file says that it is not: a killed run is never a pass.
            write_run(replace(record, interrupted=True), out)
        if record.interrupted:
            break
    write_run(record, out)
    return record


def _setting(
    plans: Sequence[Plan],
    watcher: Watcher,
    method: Method,
    pool: Pool,
    only: int | None,
    scale: Scale | None = None,
) -> Setting:
    """Put together what all pairs share; those with a latency are one family, whatever the plan."""
    timed = [pair for plan in plans for pair in plan.pairs if "latency" in pair.checks]
    family = max(1, len(timed))
    return Setting(
        seed=plans[0].seed if plans else 0,
        suite=bench.Suite(family=family),
        family=family,
        schedule=CheckSchedule.of(plans),
        watcher=watcher,
        method=method,
        pool=pool,
        only=only,
        scale=scale,
    )


def validate(plans: Iterable[Plan], *, earlier: bool = False) -> None:
    """Read every corpus once, so that a malformed input is told before anything runs.

    With `earlier` the controls are taken from an earlier revision and not looked for here.

    Raises:
        InputError: with the problems of all of them.
    """
    pairs = [pair for plan in plans for pair in plan.pairs]
    targets.find(
        side
        for pair in pairs
        for side in (pair.control, pair.candidate)
        if not (earlier and side is pair.control and isinstance(side, str))
        and not is_recorded(side)
    )
    problems, total = list[Problem](), 0
    for pair in pairs:
        try:
            pair.corpus.validate()
        except InputError as error:
            problems += error.problems
            total += error.total
    if problems:
        raise InputError(problems, total=total)


def _plan(plan: Plan | PlanRun, folder: Path, setting: Setting) -> Iterator[tuple[PlanRun, bool]]:
    """Run a plan, giving what is done after each pair, and whether it was interrupted there."""
    if isinstance(plan, PlanRun):
        yield plan, False
        return
    ran = PlanRun(name=plan.name, description=plan.description, policy=plan.inconclusive)
    setting = dataclasses.replace(setting, seed=plan.seed, command=plan.command)
    folders = own_folders(folder, {pair.name: pair.name for pair in plan.pairs})
    for pair in plan.pairs:
        done = ran.pairs
        for made, interrupted in _pair(pair, folders[pair.name], setting):
            ran = replace(ran, pairs=(*done, made))
            yield ran, interrupted
            if interrupted:
                return


def _files(
    plans: Sequence[Plan | PlanRun], folders: Mapping[int, Path], out: Path
) -> Iterator[Path]:
    """List what a run of `plans` may leave in `out`."""
    yield out / RECORDS_FILE
    for plan in plans:
        pairs = {pair.name: pair.name for pair in plan.pairs}
        for folder in own_folders(folders[id(plan)], pairs).values():
            yield folder / OBSERVATIONS
            yield from (folder / "profile" / name for name in profile.FILES)


def now() -> str:
    """Say when it is, as records do: ISO 8601 with the zone, to the second."""
    return dt.datetime.now(dt.UTC).astimezone().isoformat("T", "seconds")


def own_folders(inside: Path, names: Mapping[K, str]) -> dict[K, Path]:
    """Give each plan, or each pair of one, a folder of its own."""
    return {key: inside / name for key, name in distinct(names).items()}


def _pair(pair: Pair, folder: Path, setting: Setting) -> Iterator[tuple[PairRun, bool]]:
    """Run the checks of one pair, each adding to the record of those before it.

    The record is given after each: whatever interrupts what follows, it holds what was done.
    """
    begun, run, interrupted = time.perf_counter(), _blank(pair, setting), False
    measuring: bench.Measuring | None = None
    try:
        for check in pair.checks:
            setting.schedule.advance(setting.watcher)
            if check == "shadow":
                run = compare(run, pair, folder=folder, setting=setting)
                if run.shadow is not None and run.shadow.interrupted:
                    raise KeyboardInterrupt
                run = mutated(covered(run, pair, setting), pair, setting)
            elif is_recorded(pair.control):
                run = _hindered(run, [check], NEEDED)
            else:
                measuring = measuring or opened(pair, run.shadow, setting)
                run = _measured(run, pair, check, measuring, setting)
            yield replace(run, seconds=time.perf_counter() - begun), False
        run = measured_then(run, setting)
        if measuring is not None:
            run = explained(run, measuring, folder, setting)
    except KeyboardInterrupt:
        if measuring is not None and measuring.record.latency is not None:
            run = replace(run, bench=measuring.record, self_check=measuring.checked)
        run, interrupted = _hindered(run, _undone(run), "the run was interrupted"), True
    yield replace(run, seconds=time.perf_counter() - begun), interrupted


_RAISE = "; calls that raise are not timed: compare functions that return the error instead"


def _measured(
    run: PairRun, pair: Pair, check: bench.Part, measuring: bench.Measuring, setting: Setting
) -> PairRun:
    """Make one measurement; what keeps it from happening becomes part of the record."""
    inputs = len(measuring.drawn.inputs)
    run = replace(run, corpus=replace(run.corpus, measured=inputs))
    if not inputs and not (check == "leaks" and measuring.drawn.raised):
        answered = " on which both sides gave an answer that may be measured" if run.shadow else ""
        told = f"there is no input{answered}{_RAISE if measuring.drawn.raised else ''}"
        return _hindered(run, [check], told)
    try:
        return measure(run, pair, check, measuring, setting=setting)
    except RevisionError:
        raise  # the command named it, so nothing can be measured at all
    except BenchError as error:
        return _hindered(run, [check], str(error))


def _hindered(run: PairRun, checks: Iterable[RunCheck], why: str) -> PairRun:
    return replace(run, obstacles={**run.obstacles, **dict.fromkeys(checks, why)})


def _undone(run: PairRun) -> list[RunCheck]:
    """List the checks that have no record yet."""
    done: dict[str, object] = {"shadow": run.shadow, "record": run.against_record}
    done |= {name: getattr(run.bench, name, None) for name in MEASURED}
    return [check for check in run.checks if done[check] is None]


def _blank(pair: Pair, setting: Setting) -> PairRun:
    corpus = CorpusSummary(
        name=pair.corpus.name,
        inputs=len(pair.corpus),
        malformed=pair.corpus.malformed,
        notes=pair.corpus.notes,
    )
    return PairRun(
        name=pair.name,
        control=targets.name(pair.control),
        candidate=targets.name(pair.candidate),
        corpus=corpus,
        checks=pair.checks if setting.method.then is None else (*pair.checks, "record"),
        command=shlex.join([*setting.command, "--pair", pair.name]) if setting.command else None,
        budget=BudgetRecord(latency=pair.budget.latency, memory=pair.budget.memory),
        source=targets.source_line(pair.candidate),
    )
