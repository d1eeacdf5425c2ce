"""The driver of a memory measurement: launches in pairs until the counts are settled."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from .. import corpus
from ..deadline import Deadline
from ..errors import LaunchError, LaunchTimeoutError
from ..exercise import Arguments
from ..launch import Packed, hashing, launch, pack
from ..records import AllocationSite, MemoryRecord
from ..target import name_of
from . import account
from .account import START_S, Found, Runs
from .instruments import METRICS as COUNTED
from .instruments import Instrument
from .judgement import METRICS, is_settled, judge
from .sites import grown
from .traced import Traced

__all__ = ["measure"]

MOST_INPUTS = 20
_LOOKS = (2, 4, 8, 16)
_REPEATS, _MORE_REPEATS = 3, 7  # traced calls of one input in a launch; more where counts vary
_SHARES = (0.25, 0.45, 0.45, 0.95)  # of the time left, for control, candidate, and both again
_FIRST_TRY = 0.75  # of the time, what the instrument that sees most may take
_TASK = "switchover.bench.memory.tracing:trace_side"


def measure(  # noqa: PLR0913 - what a measurement is made of
    control: str | Callable[..., Any],
    candidate: str | Callable[..., Any],
    inputs: Iterable[Arguments],
    *,
    budget: float = 0.05,
    time_s: float = 30.0,
    asked_s: float = 0.0,
    seed: int = 0,
    gates: Collection[str] = METRICS,
    progress: Callable[[str], None] | None = None,
) -> MemoryRecord:
    """Say whether the candidate needs more memory than the budget allows.

    Each side is traced in fresh processes, one call of each of at most 20 inputs at a time, so the
    figures of deterministic code are exact and two launches a side suffice. Code whose figures vary
    gets more launches and an interval. memray counts every allocation, Python's own allocators
    included; where that does not fit into the time, it counts the peak alone. Where not all
    inputs could be traced, the record says how many were, and is inconclusive.

    Args:
        control: Import string `module:qualname`, or a callable; sync or async.
        candidate: As the control.
        inputs: Positional and keyword arguments of each call.
        budget: Share by which the candidate's figures may exceed the control's.
        time_s: Seconds for all of it; what is then still running is killed.
        asked_s: The time of the pair of which this is a part, where it is one of a pair's.
        seed: Chooses the inputs where there are more than 20, and the hash seed of both sides.
        gates: The metrics whose verdicts count; the others are reported. Without any, two launches
            a side are all, and figures that vary stay undecided.
        progress: Told in a few words what begins.

    Raises:
        TargetError: A side names nothing that can be called.
        BenchError: An input is not (args, kwargs).
        ValueError: There are no inputs, the time is not above zero, or a gate is unknown.
    """
    drawn = corpus.few(inputs, seed=seed, most=MOST_INPUTS, time_s=time_s, of="memory")
    if unknown := set(gates) - set(METRICS):
        raise ValueError(f"no such gate: {', '.join(sorted(unknown))}; there is {METRICS}")
    for side in (control, candidate):
        name_of(side)
    if importlib.util.find_spec("memray") is None:
        why = "memray is missing: pip install 'switchover[bench]' (not on Windows)"
        return account.unmeasured(why)
    started = perf_counter()
    until = Deadline.after(time_s)
    task = _Task((control, candidate), drawn, until, seed=seed, asked_s=asked_s)
    try:
        found = _counted(task, budget=budget, gates=gates, tell=progress or _silent)
    except LaunchError as error:
        seconds = perf_counter() - started
        return account.unmeasured(f"memory could not be traced: {error}", seconds=seconds)
    if not found.metrics:
        return account.nothing(found, inputs=len(drawn), seconds=perf_counter() - started)
    sites = _sites(task, found)
    seconds = perf_counter() - started
    return account.write(found, sites, inputs=len(drawn), budget=budget, seconds=seconds)


@dataclass(frozen=True, slots=True)
class _Task:
    """Both sides with their inputs, and when all has to be over."""

    sides: tuple[Any, Any]
    inputs: Sequence[Arguments]
    until: Deadline
    seed: int
    asked_s: float

    def packed(self, inputs: Sequence[Arguments]) -> list[Packed]:
        """Pack both sides with such inputs, once for all launches that trace these."""
        return [pack((side, inputs)) for side in self.sides]

    def trace(self, side: Packed, within_s: float, **options: Any) -> Traced:
        """Trace one side in a launch that is killed when it takes much longer than it may."""
        limit_s = min(1.5 * within_s + START_S, self.until.left())
        return launch(
            _TASK,
            side,
            returns=Traced,
            timeout_s=limit_s,
            env=hashing(self.seed),
            time_s=within_s,
            **options,
        )


def _counted(
    task: _Task, *, budget: float, gates: Collection[str], tell: Callable[[str], None]
) -> Found:
    """Count with what sees most, and where that does not fit into the time with what is quicker."""
    found = _settled(task, "memray", budget=budget, gates=gates, tell=tell)
    if found.whole or "peak" not in gates or account.raised(found.runs):
        return found
    cheaper = _settled(task, "memray-peak", budget=budget, gates=gates, tell=tell)
    if cheaper.whole or not found.metrics:
        return cheaper if cheaper.needed_s else found  # the one that knows what it takes
    return found


def _settled(
    task: _Task,
    instrument: Instrument,
    *,
    budget: float,
    gates: Collection[str],
    tell: Callable[[str], None],
) -> Found:
    """Launch both sides by turns until the verdict of every gate would stay what it is."""
    found = Found(instrument, task.asked_s)
    share = _FIRST_TRY if instrument == "memray" else 1.0
    until = task.until.sooner(share * task.until.left())
    for look, launches in enumerate(_LOOKS):
        tell(f"memory: {instrument}, launch {len(found.runs[0]) + 1} to {launches} of each side")
        try:
            runs = _launched(task, found, until, look, launches)
        except LaunchTimeoutError:
            return found
        sound = account.sound(runs)
        found.runs = runs
        traced = [len(each.peaks) for run in runs for each in run]
        found.needed_s = max(each.needed_s for run in runs for each in run)
        if not all(runs) or not all(each.peaks for run in sound for each in run):
            return found
        found.metrics = judge(
            *sound, budget=budget, gates=gates, look=max(look, 1), names=COUNTED[instrument]
        )
        found.whole = min(traced) == len(task.inputs) and len(runs[0]) >= _LOOKS[0]
        if not found.whole or is_settled(found.metrics, launches):
            break
        if 4 * found.needed_s > until.left():
            break
    return found


def _launched(task: _Task, found: Found, until: Deadline, look: int, launches: int) -> Runs:
    """Add the launches of a look; where counts vary it begins anew, with more calls in each."""
    runs: Runs = ([], []) if look <= 1 else found.runs
    repeats = _REPEATS if look == 0 else _MORE_REPEATS
    packed = task.packed(task.inputs)
    while len(runs[0]) < launches:
        for which, run in enumerate(runs):
            left_s = until.left()
            within_s = left_s * (
                _SHARES[2 * len(run) + which] if look == 0 else 1 / (2 * (launches - len(run)))
            )
            traced = task.trace(
                packed[which],
                max(within_s, 0.01),
                repeats=repeats,
                instrument=found.instrument,
            )
            run.append(traced)
            if look == 0 and len(traced.peaks) < len(task.inputs):
                return _even(runs)
            if look == 0 and _wanted_s(runs, launches) > until.left():
                return _even(runs)
    return runs


def _wanted_s(runs: Runs, launches: int) -> float:
    """Return the seconds that the launches of a look still want, by what the last ones took."""
    return sum((launches - len(run)) * run[-1].needed_s for run in runs if run)


def _even(runs: Runs) -> Runs:
    """Keep as many launches of one side as of the other, and no more than needed."""
    count = min(len(run) for run in runs)
    if not count:  # of the candidate nothing is known yet
        return runs
    return runs[0][:count], runs[1][:count]


def _sites(task: _Task, found: Found) -> tuple[AllocationSite, ...]:
    """Where a gate fails, trace both sides once more and compare them place by place."""
    failed = any(metric.gated and metric.verdict == "fail" for metric in found.metrics)
    if not failed or found.instrument != "memray" or 3 * found.needed_s > task.until.left():
        return ()
    broken = account.broken(found.runs)
    kept = [each for index, each in enumerate(task.inputs) if index not in broken]
    try:
        control, candidate = _both(task, kept)
    except LaunchError:
        return ()
    return grown(control.sites, candidate.sites)


def _both(task: _Task, inputs: Sequence[Arguments]) -> Iterable[Traced]:
    """Trace both sides for their places: at once where neither needs a fork of this process."""

    def trace(side: Packed, within_s: float) -> Traced:
        return task.trace(side, within_s, repeats=1, sites=True)

    both = task.packed(inputs)
    if all(each.data is not None for each in both):
        with ThreadPoolExecutor(max_workers=2) as threads:
            left_s = task.until.left()
            return list(threads.map(trace, both, (left_s, left_s)))
    return [trace(side, task.until.left() / (2 - which)) for which, side in enumerate(both)]


def _silent(_: str) -> None: ...
