"""The driver of a memory measurement: launches in pairs until the counts are settled."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise
from time import perf_counter
from typing import Any

from .. import corpus
from ..deadline import Deadline
from ..errors import LaunchError, LaunchTimeoutError
from ..exercise import Arguments
from ..records import AllocationSite, MemoryRecord
from ..target import name_of
from . import account
from .account import Found, Runs
from .instruments import METRICS as COUNTED
from .instruments import Instrument
from .judgement import METRICS, is_settled, judge
from .sites import grown
from .tracings import Tracings, by_turns, calls_before, twice

__all__ = ["measure"]

MOST_INPUTS = 20
_LOOKS = (2, 4, 8, 16)
_FIRST_TRY = 0.75  # of the time, what the instrument that sees most may take


def measure(  # noqa: PLR0913 - what a measurement is made of
    control: str | Callable[..., Any],
    candidate: str | Callable[..., Any],
    inputs: Iterable[Arguments],
    *,
    budget: float = 0.05,
    stands_for: Sequence[float] = (),
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
        stands_for: How many calls each input stands for, in means over calls: the first 20 inputs
            are then taken as they come. Without it they are drawn, and count alike.
        time_s: Seconds for all of it; what is then still running is killed.
        asked_s: The time of the pair of which this is a part, where it is one of a pair's.
        seed: Chooses the inputs where there are more than 20, and the hash seed of both sides.
        gates: The metrics whose verdicts count; the others are reported. Without any, two launches
            a side are all, and figures that vary stay undecided.
        progress: Told in a few words what begins.

    Raises:
        TargetError: A side names nothing that can be called.
        BenchError: An input is not (args, kwargs).
        ValueError: There are no inputs, the time is not above zero, a gate is unknown, or
            `stands_for` has not one number of calls for each input, or none above zero for those
            that are traced.
    """
    first = _weighed(list(inputs), stands_for) if stands_for else inputs
    drawn = corpus.few(first, seed=seed, most=MOST_INPUTS, time_s=time_s, of="memory")
    drawn = tuple(first) if stands_for else drawn
    if unknown := set(gates) - set(METRICS):
        raise ValueError(f"no such gate: {', '.join(sorted(unknown))}; there is {METRICS}")
    for side in (control, candidate):
        name_of(side)
    if importlib.util.find_spec("memray") is None:
        why = "memray is missing: pip install 'switchover[bench]' (not on Windows)"
        return account.unmeasured(why)
    started = perf_counter()
    until = Deadline.after(time_s)
    task = Tracings(
        (control, candidate), drawn, until, seed=seed, asked_s=asked_s, stands_for=stands_for
    )
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


def _weighed(inputs: Sequence[Arguments], stands_for: Sequence[float]) -> Sequence[Arguments]:
    """Give the inputs that are traced, of which each has to say how many calls it stands for."""
    if len(stands_for) != len(inputs):
        raise ValueError(
            f"stands_for has to say of each input how many calls it stands for:"
            f" {len(stands_for)} numbers for {len(inputs)} inputs"
        )
    first = stands_for[:MOST_INPUTS]
    if not all(0 <= each < math.inf for each in first) or not any(first):
        raise ValueError(
            f"stands_for has to be numbers of calls, of the first {len(first)} inputs one above"
            f" zero, not {first!r:.80}"
        )
    return inputs[:MOST_INPUTS]


def _counted(
    task: Tracings, *, budget: float, gates: Collection[str], tell: Callable[[str], None]
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
    task: Tracings,
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

    def fails(runs: Runs) -> bool:
        metrics = judge(*runs, budget=budget, gates=gates, names=COUNTED[instrument])
        return any(each.gated and each.verdict == "fail" for each in metrics)

    for look, (launches, after) in enumerate(pairwise((*_LOOKS, 0))):
        tell(f"memory: {instrument}, launch {len(found.runs[0]) + 1} to {launches} of each side")
        try:
            if look == 0:
                runs = twice(task, instrument, until, fails=fails)
            else:
                runs = by_turns(task, found, until, look, launches)
        except LaunchTimeoutError:
            return found
        sound = account.sound(runs)
        traced = [len(each.peaks) for run in runs for each in run]
        if look and min(traced) < len(task.inputs):
            break  # what was counted of all inputs says more
        found.runs = runs
        found.before = found.before or calls_before(runs)
        found.needed_s = max(each.needed_s for run in runs for each in run)
        found.beside_s = max(each.beside_s for run in runs for each in run)
        if not all(runs) or not all(each.peaks for run in sound for each in run):
            return found
        found.metrics = judge(
            *sound, budget=budget, gates=gates, look=max(look, 1), names=COUNTED[instrument]
        )
        found.whole = min(traced) == len(task.inputs) and len(runs[0]) >= _LOOKS[0]
        settled = is_settled(found.metrics, launches) or account.is_one_sided(runs)
        if not found.whole or settled:
            break
        made = launches if look else 0  # the second look begins anew
        found.wanted_s = 2 * max(0, after - made) * (found.needed_s + found.beside_s)
        if found.wanted_s > until.left():
            break
    return found


def _sites(task: Tracings, found: Found) -> tuple[AllocationSite, ...]:
    """Where a gate fails, compare both sides by place: traced once more if need be."""
    failed = any(metric.gated and metric.verdict == "fail" for metric in found.metrics)
    if not failed or found.instrument != "memray":
        return ()
    latest = [run[-1] for run in found.runs]
    if not all(each.sites for each in latest):
        if 3 * found.needed_s > task.until.left():
            return ()
        broken = account.broken(found.runs)
        kept = [each for index, each in enumerate(task.inputs) if index not in broken]
        before = found.before if len(found.runs[0]) > 1 else 0
        try:
            left_s = task.until.left()
            latest = task.at_once(
                task.packed_with(kept), left_s, nth=0, repeats=1, sites=True, before=before
            )
        except LaunchError:
            return ()
    control, candidate = latest
    return grown(control.sites, candidate.sites)


def _silent(_: str) -> None: ...
