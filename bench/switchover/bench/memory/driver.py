"""The driver of a memory measurement: launches in pairs until the counts are settled."""

import importlib.util
import random
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from time import perf_counter
from typing import Any

from switchover.bench import corpus
from switchover.bench.deadline import Deadline
from switchover.bench.errors import LaunchError
from switchover.bench.exercise import Arguments
from switchover.bench.launch import Packed, launch, pack
from switchover.bench.memory.judgement import METRICS, is_settled, judge
from switchover.bench.memory.sites import grown
from switchover.bench.memory.traced import Traced
from switchover.bench.records import AllocationSite, MemoryMetric, MemoryRecord
from switchover.bench.target import resolve
from switchover.bench.verdict import Verdict, worst

MOST_INPUTS = 20
_LOOKS = (2, 4, 8, 16)
_REPEATS, _MORE_REPEATS = 3, 7  # traced calls of one input in a launch; more where counts vary
_GRACE_S = 60.0  # a traced call may take ten times as long as a plain one, after the time is up
_NAMES = {
    "peak": "peak",
    "allocations": "allocations per call",
    "allocated": "allocated per call",
}
_Runs = tuple[list[Traced], list[Traced]]
_TASK = "switchover.bench.memory.tracing:trace_side"


def measure(  # noqa: PLR0913 - what a measurement is made of
    control: str | Callable[..., Any],
    candidate: str | Callable[..., Any],
    inputs: Iterable[Arguments],
    *,
    budget: float = 0.05,
    time_s: float = 10.0,
    until: Deadline | None = None,
    seed: int = 0,
    gates: Collection[str] = METRICS,
    progress: Callable[[str], None] | None = None,
) -> MemoryRecord:
    """Say whether the candidate needs more memory than the budget allows.

    Each side is traced by memray in fresh processes, one call of each of at most 20 inputs at a
    time, Python's own allocators included, so the figures of deterministic code are exact and two
    launches a side suffice. Code whose figures vary gets more launches and an interval.

    Args:
        control: Import string `module:qualname`, or a callable; sync or async.
        candidate: As the control.
        inputs: Positional and keyword arguments of each call.
        budget: Share by which the candidate's figures may exceed the control's.
        time_s: Seconds of tracing per launch; what does not fit is left out on both sides.
        until: When all has to be over; a launch that is then still running is killed.
        seed: Chooses the inputs where there are more than 20, and the hash seed of both sides.
        gates: The metrics whose verdicts count; the others are reported. Without any, two launches
            a side are all, and figures that vary stay undecided.
        progress: Told in a few words what begins.

    Raises:
        TargetError: A side names nothing that can be called.
        BenchError: An input is not (args, kwargs).
        ValueError: There are no inputs, the time is not above zero, or a gate is unknown.
    """
    drawn = _drawn(inputs, seed)
    _check(drawn, time_s, gates)
    for side in (control, candidate):
        resolve(side)
    if importlib.util.find_spec("memray") is None:
        return _undecided("memray is missing: pip install 'switchover[bench]' (not on Windows)")
    started, tell = perf_counter(), progress or _silent
    sides = (pack((control, drawn)), pack((candidate, drawn)))
    try:
        runs, metrics = _settle(
            sides, budget=budget, time_s=time_s, until=until, seed=seed, gates=gates, tell=tell
        )
        if not metrics:
            return _undecided(f"no input could be traced on both sides; {_raised(runs)}", started)
        broken = _broken(runs)
        kept = [each for index, each in enumerate(drawn) if index not in broken]
        sites = _sites((control, candidate), kept, metrics, time_s=time_s, until=until, seed=seed)
    except LaunchError as error:
        return _undecided(f"memory could not be traced: {error}", started)
    return _record(metrics, runs, sites, budget=budget, seconds=perf_counter() - started)


def _settle(
    sides: tuple[Packed, Packed],
    *,
    budget: float,
    time_s: float,
    until: Deadline | None,
    seed: int,
    gates: Collection[str],
    tell: Callable[[str], None],
) -> tuple[_Runs, tuple[MemoryMetric, ...]]:
    """Launch both sides by turns until the verdict of every gate would stay what it is."""
    runs: _Runs = ([], [])
    metrics: tuple[MemoryMetric, ...] = ()
    for look, launches in enumerate(_LOOKS):
        tell(f"memory: launch {len(runs[0]) + 1} to {launches} of each side")
        repeats = _REPEATS if look == 0 else _MORE_REPEATS
        while len(runs[0]) < launches:
            for side, run in zip(sides, runs, strict=True):
                run.append(
                    _trace(side, time_s=time_s, until=until, seed=seed + len(run), repeats=repeats)
                )
        sound = _sound(runs)
        if not all(each.peaks for run in sound for each in run):
            return runs, ()
        metrics = judge(*sound, budget=budget, gates=gates, look=max(look, 1))
        if is_settled(metrics, launches):
            break
        if look == 0:  # the counts vary: begin anew, with more calls of each input in a launch
            runs = ([], [])
    return runs, metrics


def _broken(runs: _Runs) -> frozenset[int]:
    return frozenset(index for run in runs for each in run for index in each.broken)


def _sound(runs: _Runs) -> _Runs:
    """Leave out inputs on which either side raised: they are no comparison."""
    broken = _broken(runs)
    control, candidate = ([each.without(broken) for each in run] for run in runs)
    return control, candidate


def _raised(runs: _Runs) -> str:
    """Quote the first error of each side that raised."""
    said = []
    for side, run in zip(("control", "candidate"), runs, strict=True):
        if error := next((each.first_error for each in run if each.raised), ""):
            every = all(each.raised == each.calls for each in run)
            said.append(f"{'every call of ' if every else ''}the {side} raised: {error}")
    return "; ".join(said)


def _check(inputs: Sequence[Arguments], time_s: float, gates: Collection[str]) -> None:
    if not inputs or not time_s > 0:
        raise ValueError(f"memory needs inputs and time; got {len(inputs)} and {time_s} s")
    if unknown := set(gates) - set(METRICS):
        raise ValueError(f"no such gate: {', '.join(sorted(unknown))}; there is {METRICS}")


def _drawn(inputs: Iterable[Arguments], seed: int) -> list[Arguments]:
    """Draw inputs in random order, so that those which fit into the time speak for the rest."""
    drawn = list(corpus.draw(inputs, seed=seed, most=MOST_INPUTS).inputs)
    random.Random(seed).shuffle(drawn)
    return drawn


def _trace(
    side: Packed,
    *,
    time_s: float,
    until: Deadline | None,
    seed: int,
    repeats: int = 1,
    sites: bool = False,
) -> Traced:
    with tempfile.TemporaryDirectory(prefix="switchover-", ignore_cleanup_errors=True) as scratch:
        return launch(
            _TASK,
            side,
            returns=Traced,
            timeout_s=10 * time_s + _GRACE_S if until is None else until.left(),
            env={"PYTHONHASHSEED": str(seed % 2**32), "TMPDIR": scratch},
            time_s=time_s,
            repeats=repeats,
            sites=sites,
        )


def _sites(
    sides: tuple[Any, Any],
    inputs: Sequence[Arguments],
    metrics: Sequence[MemoryMetric],
    *,
    time_s: float,
    until: Deadline | None,
    seed: int,
) -> tuple[AllocationSite, ...]:
    """Where a gate fails, trace both sides once more and compare them place by place."""
    if not any(metric.gated and metric.verdict == "fail" for metric in metrics):
        return ()
    control, candidate = (
        _trace(pack((side, inputs)), time_s=time_s, until=until, seed=seed, sites=True)
        for side in sides
    )
    return grown(control.sites, candidate.sites)


def _record(
    metrics: tuple[MemoryMetric, ...],
    runs: _Runs,
    sites: tuple[AllocationSite, ...],
    *,
    budget: float,
    seconds: float,
) -> MemoryRecord:
    verdict, reasons = _verdict(metrics, runs, budget)
    peak, allocations, allocated = metrics
    control, candidate = runs[0][-1], runs[1][-1]
    return MemoryRecord(
        verdict=verdict,
        reasons=reasons,
        control_peak_bytes=round(peak.control),
        candidate_peak_bytes=round(peak.candidate),
        control_allocations=round(allocations.control),
        candidate_allocations=round(allocations.candidate),
        control_allocated_bytes=round(allocated.control),
        candidate_allocated_bytes=round(allocated.candidate),
        seconds=seconds,
        metrics=metrics,
        control_resident_bytes=control.resident_bytes / max(control.resident_calls, 1),
        candidate_resident_bytes=candidate.resident_bytes / max(candidate.resident_calls, 1),
        resident_calls=candidate.resident_calls,
        launches=len(runs[1]),
        inputs=min(len(each.peaks) for run in _sound(runs) for each in run),
        sites=sites,
    )


def _verdict(
    metrics: Sequence[MemoryMetric], runs: _Runs, budget: float
) -> tuple[Verdict, tuple[str, ...]]:
    gated = [metric for metric in metrics if metric.gated]
    verdict = worst(tuple(metric.verdict for metric in gated))
    reasons = tuple(_reason(metric, budget) for metric in gated if metric.verdict == verdict)
    if broken := _broken(runs):
        reasons += (f"{len(broken)} of the inputs left out: {_raised(runs)}",)
    return verdict, reasons


def _reason(metric: MemoryMetric, budget: float) -> str:
    unit = "" if metric.unit == metric.name else f" {metric.unit}"
    figures = f"{_NAMES[metric.name]} {metric.candidate:,.0f}{unit} (control {metric.control:,.0f}"
    if metric.ratio is None:
        return f"{figures})"
    spread = "exact" if metric.exact else "the counts vary"
    if not metric.exact and metric.low is not None and metric.high is not None:
        spread = f"{metric.low:.3f} to {metric.high:.3f}"
    return f"{figures}): ratio {metric.ratio:.3f}, {spread}, budget {1 + budget:g}"


def _undecided(reason: str, started: float | None = None) -> MemoryRecord:
    seconds = perf_counter() - started if started is not None else 0.0
    return MemoryRecord(verdict="inconclusive", reasons=(reason,), seconds=seconds)


def _silent(_: str) -> None: ...
