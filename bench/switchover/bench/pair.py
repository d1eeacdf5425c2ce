"""Measure pairs: latency, its witnesses and its environment, in one record."""

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from switchover.bench import corpus, latency, witness
from switchover.bench.against import checkout
from switchover.bench.copying import Arguments
from switchover.bench.environment import Watch
from switchover.bench.errors import BenchError, LaunchError
from switchover.bench.latency import Job, Progress, Rule, Settings
from switchover.bench.options import DEFAULTS, Options
from switchover.bench.records import (
    Interval,
    LatencyRecord,
    LeakRecord,
    MemoryRecord,
    PairRecord,
    WitnessRecord,
)
from switchover.bench.target import resolve
from switchover.bench.verdict import worst

__all__ = ["Options", "Pair", "confirmed", "measure", "with_parts"]

_CALLS_TO_COUNT = 40  # tracing opcodes slows calls by a factor of up to 45
NO_INPUT: tuple[Arguments, ...] = (((), {}),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A control with its candidate, as import strings or callables, and what to call them with.

    Attributes:
        name: In records and reports; the candidate's name where it is empty.
        inputs: (args, kwargs) of each call; one call without arguments by default.
        against: A git revision that the control is taken from: "" for the working tree. Control
            and candidate may then be the same import string.
    """

    control: str | Callable[..., Any]
    candidate: str | Callable[..., Any]
    inputs: Iterable[Arguments] = NO_INPUT
    name: str = ""
    against: str = ""


def measure(
    pair: Pair, options: Options = DEFAULTS, *, progress: Callable[[Progress], None] | None = None
) -> PairRecord:
    """Measure one pair's latency, and count what backs it up.

    A fail that no count backs up is measured again in new launches; what these do not confirm is
    inconclusive. Launches that die or hang give an inconclusive record that says how.

    Raises:
        TargetError: A side cannot be found or called.
        RevisionError: There is no such revision.
        BenchError: An input is not (args, kwargs).
    """
    watch = Watch()
    seed = random.SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
    drawn = corpus.draw(pair.inputs, seed=seed, most=options.inputs)
    names = tuple(
        _name(side, earlier=bool(pair.against)) for side in (pair.control, pair.candidate)
    )
    job = Job(
        control=pair.control,
        candidate=pair.candidate,
        inputs=drawn.inputs,
        callers=options.callers,
        fresh=options.fresh,
    )
    settings = _settings(options, seed)
    with _held(job, pair.against) as (held, commit):
        found, counts = _judged(held, settings, options, progress)
    pinned = options.pin and bool(found.launches) and options.callers == 1 and latency.can_pin()
    record = PairRecord(
        name=pair.name or names[1],
        verdict=found.verdict,
        budget=options.budget,
        seed=seed,
        control=names[0],
        candidate=names[1],
        against=commit,
        inputs=drawn.total,
        inputs_digest=drawn.digest,
        latency=_placed(found, drawn),
        witnesses=counts,
        environment=watch.finish(pinned=pinned, packages=_packages(names)),
        **_headline(found),
    )
    return with_parts(record)


def with_parts(
    record: PairRecord, *, memory: MemoryRecord | None = None, leaks: LeakRecord | None = None
) -> PairRecord:
    """Add what else was measured; verdict and reasons then speak of all of it."""
    parts = {
        "latency": record.latency,
        "memory": memory or record.memory,
        "leaks": leaks or record.leaks,
    }
    measured = {name: part for name, part in parts.items() if part is not None}
    return msgspec.structs.replace(
        record,
        memory=parts["memory"],
        leaks=parts["leaks"],
        verdict=worst(tuple(part.verdict for part in measured.values())),
        reasons=tuple(
            f"{name}: {said}" for name, part in measured.items() for said in part.reasons
        ),
    )


def _judged(
    job: Job,
    settings: Settings,
    options: Options,
    progress: Callable[[Progress], None] | None,
) -> tuple[LatencyRecord, tuple[WitnessRecord, ...]]:
    try:
        found = latency.measure(job, settings, report=progress)
        counts = _counted(found, job, options) if _countable(found, options) else ()
        if found.verdict == "fail":
            counts = _counted_on(counts, found, job, options)
        if found.verdict == "fail" and not witness.backing(counts, budget=options.budget):
            again = replace(settings, seed=settings.seed + 1)
            found = confirmed(found, latency.measure(job, again, report=progress), counts)
        else:
            said = tuple(_said(counts, found, options.budget))
            found = msgspec.structs.replace(found, reasons=(*found.reasons, *said))
    except LaunchError as error:
        return latency.unmeasured(str(error), seconds=0.0, callers=job.callers), ()
    return found, counts


def confirmed(
    first: LatencyRecord, second: LatencyRecord, counts: tuple[WitnessRecord, ...]
) -> LatencyRecord:
    """Join a fail that no count backs up with its second measurement. Pure."""
    said = ", ".join(f"{each.name} {each.ratio or 0:.3f}" for each in counts) or "nothing counted"
    doubt = f"no deterministic count backs this up ({said}): measured again in new launches"
    clock = first.clocks[first.clock]
    reasons: tuple[str, ...] = (*second.reasons, doubt)
    if second.verdict != "fail":
        span = f"{clock.ratio:.3f} ({clock.low:.3f} to {clock.high:.3f})"
        reasons = (f"a first measurement said {span}, a second did not confirm it", *reasons)
    return msgspec.structs.replace(
        second,
        verdict="fail" if second.verdict == "fail" else "inconclusive",
        reasons=reasons,
        seconds=first.seconds + second.seconds,
        refuted=None
        if second.verdict == "fail"
        else Interval(ratio=clock.ratio, low=clock.low, high=clock.high, level=clock.level),
    )


def _countable(found: LatencyRecord, options: Options) -> bool:
    """Say whether counting is worth its time: always to back up a fail, else for quick calls."""
    if not found.launches or found.verdict == "fail":
        return bool(found.launches)
    wall = found.clocks["wall"]
    return _CALLS_TO_COUNT * (wall.control_s + wall.candidate_s) < options.time_s


def _said(counts: tuple[WitnessRecord, ...], found: LatencyRecord, budget: float) -> Iterator[str]:
    """Name the count that backs a fail up, or those beyond the budget that time belies. Pure."""
    if found.verdict == "fail":
        if backing := witness.backing(counts, budget=budget):
            yield f"{backing.name} back this up: {backing.ratio:.3f} of the control's"
        return
    for each in counts:
        if each.ratio is not None and each.ratio > 1 + budget:
            grown = f"{each.name} grew to {each.ratio:.3f} of the control's all the same"
            yield f"{grown}: the time does not show it"


def _counted_on(
    counts: tuple[WitnessRecord, ...], found: LatencyRecord, job: Job, options: Options
) -> tuple[WitnessRecord, ...]:
    """Count on, the quickest count first, until one backs a fail up or none is left."""
    if not witness.backing(counts, budget=options.budget):
        counts += witness.count_allocations(job)
    if not witness.backing(counts, budget=options.budget):
        counts += _instructions(found, job, options)
    return counts


def _instructions(found: LatencyRecord, job: Job, options: Options) -> tuple[WitnessRecord, ...]:
    """Count instructions where computing decided: waiting executes none."""
    if found.clock != "cpu" or options.instructions:
        return ()
    call_s = max(found.clocks["cpu"].control_s, found.clocks["cpu"].candidate_s)
    return witness.count_instructions(job, call_s=call_s, timeout_s=options.time_s)


def _counted(found: LatencyRecord, job: Job, options: Options) -> tuple[WitnessRecord, ...]:
    """Count opcodes within a share of the time, instructions where they are asked for.

    What not all inputs were counted of says nothing, so a fail is given more of the time.
    """
    share = 1 / 2 if found.verdict == "fail" else 1 / 10
    counts = witness.count_opcodes(job, seconds=max(0.5, options.time_s * share))
    if options.instructions:
        counts += witness.count_instructions(job)
    return counts


def _name(side: str | Callable[..., Any], *, earlier: bool) -> str:
    """Name a side; one that may exist only at an earlier revision is not looked for here."""
    return side if earlier and isinstance(side, str) else resolve(side).name


@contextmanager
def _held(job: Job, revision: str) -> Iterator[tuple[Job, str]]:
    """Hold the revision that the control is taken from, for as long as it is measured."""
    if not revision:
        yield job, ""
        return
    if not (isinstance(job.control, str) and isinstance(job.candidate, str)):
        raise BenchError("against a revision both sides are named as module:function")
    with checkout(revision) as held:
        folder = str(held.folder)
        yield replace(job, control_path=held.path, control_folder=folder), held.commit


def _settings(options: Options, seed: int) -> Settings:
    return Settings(
        rule=Rule(budget=options.budget, level=options.level, family=options.family),
        time_s=options.time_s,
        seed=seed,
        clock=options.clock,
        timeout_s=options.timeout_s,
        pin=options.pin,
    )


def _headline(found: LatencyRecord) -> dict[str, Any]:
    """Restate the deciding clock's figures for the top level of a record."""
    headline: dict[str, Any] = {
        "launches": found.launches,
        "pairs": found.pairs,
        "seconds": found.seconds,
    }
    if decided := found.clocks.get(found.clock):
        headline |= {
            name: getattr(decided, name) for name in ("clock", "ratio", "low", "high", "level")
        }
    return headline


def _placed(found: LatencyRecord, drawn: corpus.Draw) -> LatencyRecord:
    """Name inputs by their place in the corpus, and say where only a part of it was drawn."""
    inputs = tuple(
        msgspec.structs.replace(each, inputs=tuple(drawn.places[index] for index in each.inputs))
        for each in found.inputs
    )
    part = (f"{len(drawn.places)} of {drawn.total} inputs drawn",)
    reasons = found.reasons + (part if drawn.total > len(drawn.places) else ())
    return msgspec.structs.replace(found, inputs=inputs, reasons=reasons)


def _packages(names: tuple[str, ...]) -> set[str]:
    return {name.partition(":")[0].partition(".")[0] for name in names}
