"""The record of a memory measurement, written from what its launches counted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..records import AllocationSite, MemoryMetric, MemoryRecord
from ..shares import more, time_for
from ..verdict import Verdict, worst
from .instruments import Instrument
from .traced import Traced

__all__ = ["START_S", "Found", "Runs"]

START_S = 2.0
"""Seconds for a process to start, and to read a trace."""

Runs = tuple[list[Traced], list[Traced]]
"""Launches of the control and of the candidate."""

_NAMES = {
    "peak": "peak",
    "allocations": "allocations per call",
    "allocated": "allocated per call",
}


@dataclass(slots=True)
class Found:
    """What an instrument counted so far; `whole` where it was all inputs, on both sides.

    `asked_s` is the time of the pair, which what is advised goes beyond; `needed_s` and `beside_s`
    are the seconds of a launch that traces all inputs once, and of its start; `wanted_s` those that
    the launches of the next look would take. `before` are the calls that all launches but a side's
    first make untraced.
    """

    instrument: Instrument
    asked_s: float = 0.0
    runs: Runs = field(default_factory=lambda: ([], []))
    metrics: tuple[MemoryMetric, ...] = ()
    whole: bool = False
    needed_s: float = 0.0
    beside_s: float = 0.0
    wanted_s: float = 0.0
    before: int = 0


def write(
    found: Found,
    sites: tuple[AllocationSite, ...],
    *,
    inputs: int,
    budget: float,
    seconds: float,
) -> MemoryRecord:
    """Write the record of a measurement of so many inputs that has something to judge."""
    runs = found.runs
    verdict, reasons = _verdict(found.metrics, runs, budget)
    if found.instrument != "memray":
        why = "counting every allocation does not fit into the time"
        reasons = (*reasons, f"counted by the peak alone: {why}")
    if not found.whole:
        verdict, reasons = "inconclusive", (_unfitting(found, inputs), *reasons)
    elif verdict == "inconclusive" and found.wanted_s:
        wanted = more(time_for("memory", seconds + 1.25 * found.wanted_s), asked_s=found.asked_s)
        said = f"the counts vary from launch to launch, and there was no time for more: {wanted}"
        reasons = (said, *reasons)
    if elsewhere := _in_children(runs):
        only, why = elsewhere
        verdict = "inconclusive" if only else verdict
        reasons = (why, *reasons) if only else (*reasons, why)
    figures = {
        f"{side}_{name}{'' if name == 'allocations' else '_bytes'}": round(getattr(metric, side))
        for metric in found.metrics
        for name in (metric.name,)
        for side in ("control", "candidate")
    }
    control, candidate = runs[0][-1], runs[1][-1]
    return MemoryRecord(
        verdict=verdict,
        reasons=reasons,
        **figures,
        seconds=seconds,
        metrics=found.metrics,
        control_resident_bytes=control.resident_bytes / max(control.resident_calls, 1),
        candidate_resident_bytes=candidate.resident_bytes / max(candidate.resident_calls, 1),
        resident_calls=candidate.resident_calls,
        launches=len(runs[1]),
        inputs=min(len(each.peaks) for run in sound(runs) for each in run),
        drawn=inputs,
        instrument=found.instrument,
        sites=sites,
    )


def nothing(found: Found, *, inputs: int, seconds: float) -> MemoryRecord:
    """Write the record of a measurement in which no input was traced on both sides."""
    why = raised(found.runs) or _unfitting(found, inputs)
    return MemoryRecord(
        verdict="inconclusive",
        reasons=(f"no input could be traced on both sides: {why}",),
        seconds=seconds,
        drawn=inputs,
        instrument=found.instrument,
    )


def unmeasured(reason: str, *, seconds: float = 0.0) -> MemoryRecord:
    """Write the record of a measurement that has nothing to judge."""
    return MemoryRecord(verdict="inconclusive", reasons=(reason,), seconds=seconds)


def broken(runs: Runs) -> frozenset[int]:
    """Give the inputs on which either side raised."""
    return frozenset(index for run in runs for each in run for index in each.broken)


def sound(runs: Runs) -> Runs:
    """Leave out inputs on which either side raised: they are no comparison."""
    left_out = broken(runs)
    control, candidate = ([each.without(left_out) for each in run] for run in runs)
    return control, candidate


def raised(runs: Runs) -> str:
    """Quote the first error of each side that raised."""
    said = []
    for side, run in zip(("control", "candidate"), runs, strict=True):
        if error := next((each.first_error for each in run if each.raised), ""):
            every = all(each.raised == each.calls for each in run)
            said.append(f"{'every call of ' if every else ''}the {side} raised: {error}")
    return "; ".join(said)


def is_one_sided(runs: Runs) -> bool:
    """Say whether one side's calls alone start processes: no count of them decides then."""
    elsewhere = _in_children(runs)
    return elsewhere is not None and elsewhere[0]


def _in_children(runs: Runs) -> tuple[bool, str] | None:
    """Say which sides' calls start processes, and whether one side's alone: no comparison then."""
    sides = [
        side
        for side, run in zip(("control", "candidate"), runs, strict=True)
        if any(each.children for each in run)
    ]
    if not sides:
        return None
    if len(sides) == 1:
        return True, f"the {sides[0]}'s calls alone start processes, whose memory is not counted"
    return False, "the calls of both start processes, whose memory is not counted"


def _unfitting(found: Found, inputs: int) -> str:
    """Say that tracing takes longer than there was time, and what would be enough."""
    control, candidate = (min((len(e.peaks) for e in run), default=0) for run in found.runs)
    said = f"{min(control, candidate)} of {inputs} inputs were traced in the time"
    if control > candidate == 0:
        said = f"{control} of {inputs} inputs of the control were traced in the time, and none of"
        said = f"{said} the candidate"
    elif min(control, candidate) == inputs:
        many = "1 input was" if inputs == 1 else f"{inputs} inputs were"
        said = f"{many} traced once, and in the time not again to see counts alike"
    if not found.needed_s:
        return f"{said}: give it more, {more(2 * found.asked_s, asked_s=found.asked_s)} or beyond"
    return f"{said}: {_longer(found)} traces all"


def _longer(found: Found) -> str:
    """Name the time of a pair in which all inputs can be traced, with some to spare."""
    seconds = 5 * (found.needed_s + found.beside_s) + START_S
    return more(time_for("memory", seconds), asked_s=found.asked_s)


def _verdict(
    metrics: Sequence[MemoryMetric], runs: Runs, budget: float
) -> tuple[Verdict, tuple[str, ...]]:
    gated = [metric for metric in metrics if metric.gated]
    verdict = worst(metric.verdict for metric in gated)
    launches = min(map(len, runs))
    told = [metric for metric in gated if metric.verdict == verdict]
    if verdict == "fail":  # what is open beside it may be what grew most
        told += [metric for metric in gated if metric.verdict == "inconclusive"]
    reasons = tuple(_reason(metric, budget, launches) for metric in told)
    if left_out := broken(runs):
        reasons += (f"{len(left_out)} of the inputs left out: {raised(runs)}",)
    return verdict, reasons


def _reason(metric: MemoryMetric, budget: float, launches: int) -> str:
    unit = "" if metric.unit == metric.name else f" {metric.unit}"
    figures = f"{_NAMES[metric.name]} {metric.candidate:,.0f}{unit} (control {metric.control:,.0f}"
    if metric.ratio is None:
        return f"{figures})"
    spread = "exact" if metric.exact else "the counts vary" if launches > 1 else "counted once"
    if not metric.exact and metric.low is not None and metric.high is not None:
        spread = f"{metric.low:.3f} to {metric.high:.3f}"
    return f"{figures}): ratio {metric.ratio:.3f}, {spread}, budget {1 + budget:g}"
