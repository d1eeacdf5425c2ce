"""The launches of a memory measurement: by turns, and at once where nothing can come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ..deadline import Deadline
from ..environment import usable_cores
from ..exercise import Arguments
from ..launch import Packed, hashing, launch, pack
from .account import START_S, Found, Runs
from .instruments import Instrument
from .traced import Traced

__all__ = ["Tracings", "by_turns", "twice"]

_REPEATS, _MORE_REPEATS = 3, 7  # traced calls of one input in a launch; more where counts vary
_SHARES = (0.25, 0.45, 0.45, 0.95)  # of the time left, for control, candidate, and both again
_BESIDE_S, _BESIDE_BYTES = 1.0, 64 * 2**20
"""What tracing a side may take, and its peak be, for both to be traced at once, with their places.
**Source:** ours: twice that much memory is nowhere missed, and reading places takes no longer."""
_TASK = "switchover.bench.memory.tracing:trace_side"


@dataclass(frozen=True, slots=True)
class Tracings:
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

    def at_once(self, both: Sequence[Packed], within_s: float, **options: Any) -> list[Traced]:
        """Trace both sides beside each other, or by turns where one needs a fork of this process.

        A count is the same whatever else runs.
        """
        if any(each.data is None for each in both):
            return [self.trace(each, within_s / 2, **options) for each in both]
        with ThreadPoolExecutor(max_workers=2) as threads:
            return list(threads.map(lambda each: self.trace(each, within_s, **options), both))


def twice(
    task: Tracings, instrument: Instrument, until: Deadline, *, fails: Callable[[Runs], bool]
) -> Runs:
    """Trace both sides in two launches each, fewer where these do not fit into the time.

    The second ones run at once where the first were quick and small, and note the places too where
    what they found `fails`. Only a count that is alike in both launches is exact, so that whatever
    one side did to the other shows: such counts are taken anew, by turns.
    """
    runs: Runs = ([], [])
    packed = task.packed(task.inputs)
    for share in range(len(_SHARES)):
        which, options = share % 2, {"repeats": _REPEATS, "instrument": instrument}
        if share == 2 and _fit_beside(packed, runs):
            places = instrument == "memray" and fails(runs)
            within_s = max(_SHARES[-1] * until.left(), 0.01)
            both = task.at_once(packed, within_s, sites=places, **options)
            if not any(each.raised for each in both):
                return [runs[0][0], both[0]], [runs[1][0], both[1]]
        within_s = max(_SHARES[share] * until.left(), 0.01)
        runs[which].append(task.trace(packed[which], within_s, **options))
        if len(runs[which][-1].peaks) < len(task.inputs) or _wanted_s(runs) > until.left():
            break
    return _even(runs)


def by_turns(task: Tracings, found: Found, until: Deadline, look: int, launches: int) -> Runs:
    """Add the launches of a later look; at the first of these it begins anew, with more calls."""
    runs: Runs = ([], []) if look == 1 else found.runs
    packed = task.packed(task.inputs)
    while len(runs[0]) < launches:
        for which, run in enumerate(runs):
            within_s = max(until.left() / (2 * (launches - len(run))), 0.01)
            options = {"repeats": _MORE_REPEATS, "instrument": found.instrument}
            run.append(task.trace(packed[which], within_s, **options))
    return runs


def _fit_beside(packed: Sequence[Packed], runs: Runs) -> bool:
    """Say whether both sides, of which one launch each is known, may run at once."""
    known = [run[0] for run in runs]
    return (
        usable_cores() > 1
        and all(each.data is not None for each in packed)
        and all(each.needed_s < _BESIDE_S and not each.raised for each in known)
        and all(max(each.peaks) < _BESIDE_BYTES for each in known)
    )


def _wanted_s(runs: Runs) -> float:
    """Return the seconds that the launches to come still want, by what the last ones took."""
    return sum((2 - len(run)) * run[-1].needed_s for run in runs if run)


def _even(runs: Runs) -> Runs:
    """Keep as many launches of one side as of the other, and no more than needed."""
    count = min(len(run) for run in runs)
    if not count:  # of the candidate nothing is known yet
        return runs
    return runs[0][:count], runs[1][:count]
