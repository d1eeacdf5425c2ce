"""Search the pairs of plans: inputs nobody recorded, on which two sides differ."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from switchover.reports import CorpusSummary, PairRun, PlanRun, RunRecord, write_run
from switchover.shadow import FileJournal, Outcome, ShadowRecord
from switchover.shadow.search import Limits, SearchRecord, search

from . import targets
from .adhoc import NO_ARGUMENTS
from .check import now, own_folders, validate
from .compare import OBSERVATIONS, preview
from .findings import classes_of, earlier_finds, keep_finds
from .openers import named_openers
from .plan import Pair, Plan
from .progress import SILENT, Watcher

__all__ = ["FINDS", "Effort", "Searched", "search_plans"]

FINDS = "finds.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a search of one pair may take.

    `finds` is the file that finds are added to, where it is not the one in the output folder;
    `schemas` are JSON Schemas of what inputs hold.
    """

    calls: int = 20_000
    time_s: float = 60.0
    limits: Limits = field(default_factory=Limits)
    finds: Path | None = None
    schemas: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """One pair, searched: the record, the file of finds, and how many were added to it."""

    plan: str
    pair: Pair
    record: SearchRecord
    finds: Path
    added: int
    problems: tuple[str, ...]


def search_plans(
    plans: Sequence[Plan], effort: Effort, *, out: Path, watcher: Watcher | None = None
) -> list[Searched]:
    """Search every pair, one after the other; finds and records are written to `out` as they come.

    Raises:
        InputError: an input of any corpus, or a line of an earlier file of finds, is malformed.
    """
    validate(plans)
    out = out.absolute()
    begun = time.perf_counter()
    started = now()
    done, runs = list[Searched](), list[PlanRun]()
    folders = own_folders(out, {number: plan.name for number, plan in enumerate(plans)})
    for number, plan in enumerate(plans):
        inside = own_folders(folders[number], {pair.name: pair.name for pair in plan.pairs})
        with named_openers(plan.openers):
            ran = PlanRun(name=plan.name, description=plan.description, policy=plan.inconclusive)
            for pair in plan.pairs:
                found = _searched(plan, pair, inside[pair.name], effort, watcher or SILENT)
                done.append(found)
                ran = replace(ran, pairs=(*ran.pairs, _run(found, inside[pair.name])))
                record = RunRecord(
                    seed=plan.seed,
                    started=started,
                    seconds=time.perf_counter() - begun,
                    plans=(*runs, ran),
                    interrupted=found.record.interrupted,
                )
                write_run(record, out)
                if found.record.interrupted:
                    return done
            runs.append(ran)
    return done


def _searched(plan: Plan, pair: Pair, folder: Path, effort: Effort, watcher: Watcher) -> Searched:
    path = effort.finds or folder / FINDS
    earlier = earlier_finds(path, classes_of(pair.corpus))
    watcher.began(pair.name, "search", effort.calls)
    record = search(
        pair.control,
        pair.candidate,
        () if NO_ARGUMENTS in pair.corpus.sources else pair.corpus,
        rules=pair.rules,
        seen_as=pair.seen_as,
        seed=plan.seed,
        calls=effort.calls,
        time_s=effort.time_s,
        limits=effort.limits,
        earlier=earlier,
        schemas=effort.schemas,
        progress=watcher.advanced,
    )
    added, problems = keep_finds(path, record.finds)
    watcher.ended(f"{record.tried:,} inputs tried, {len(record.finds)} finds")
    return Searched(
        plan=plan.name,
        pair=pair,
        record=record,
        finds=path,
        added=added,
        problems=tuple(problems),
    )


def _run(found: Searched, folder: Path) -> PairRun:
    """Write the finds as a comparison of them would be, so that they can be reported on."""
    record, pair = found.record, found.pair
    observations = folder / OBSERVATIONS
    journal = FileJournal(observations)
    for find in record.finds:
        journal.write(find.comparison)
    journal.close()
    shadow = ShadowRecord(
        name=pair.name,
        seed=record.seed,
        inputs=len(record.finds),
        counts=dict(Counter[Outcome](find.comparison.outcome for find in record.finds)),
        groups=record.groups,
        wall_s=record.seconds,
        interrupted=record.interrupted,
        observations=str(observations),
    )
    return PairRun(
        name=pair.name,
        control=targets.name(pair.control),
        candidate=targets.name(pair.candidate),
        corpus=CorpusSummary(name=str(found.finds), inputs=len(record.finds)),
        checks=("shadow",),
        shadow=shadow,
        previews={number: preview(find.call) for number, find in enumerate(record.finds)},
        seconds=record.seconds,
    )
