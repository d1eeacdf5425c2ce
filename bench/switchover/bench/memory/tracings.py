"""The launches of a memory measurement: by turns, and at once where nothing can come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import msgspec

from ..deadline import Deadline
from ..environment import usable_cores
from ..exercise import Arguments
from ..launch import Packed, hashing, launch, pack
from .account import START_S, Found, Runs
from .instruments import Instrument
from .traced import Traced

__all__ = ["Tracings", "by_turns", "calls_before", "twice"]

_REPEATS, _MORE_REPEATS = 3, 7  # traced calls of one input in a launch; more where counts vary
_SHARES = (0.25, 0.45, 0.45, 0.95)  # of the time left, for control, candidate, and both again
_BESIDE_S, _BESIDE_BYTES = 1.0, 64 * 2**20
"""What tracing a side may take, and its peak be, for both to be traced at once, with their places.
**Source:** ours: twice that much memory is nowhere missed, and reading places takes no longer."""
_TASK = "switchover.bench.memory.tracing:trace_side"
_BEFORE, _BEFORE_S = 1_000, 0.5
"""Calls of a side, and seconds of them, after which what they allocate is taken to be so for ever.
**Source:** ours: a cache or a compiler that warms up longer is rare, and most calls are quick."""


@dataclass(frozen=True, slots=True)
class Tracings:
    """Both sides with their inputs, how many calls each stands for, and when all has to be over."""

    sides: tuple[Any, Any]
    inputs: Sequence[Arguments]
    until: Deadline
    seed: int
    asked_s: float
    stands_for: Sequence[float] = ()
    _packed: list[Packed] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def packed(self) -> list[Packed]:
        """Both sides with all inputs, packed once for all launches that trace these."""
        if not self._packed:
            self._packed.extend(self.packed_with(self.inputs))
        return self._packed

    def packed_with(self, inputs: Sequence[Arguments]) -> list[Packed]:
        """Pack both sides with some of the inputs."""
        return [pack((side, inputs)) for side in self.sides]

    def trace(self, side: Packed, within_s: float, *, nth: int, **options: Any) -> Traced:
        """Trace one side in a launch that is killed when it takes much longer than it may.

        The `nth` launches of both sides hash texts alike, and otherwise than the others do: what
        hangs on that varies, and is not called exact.
        """
        limit_s = min(1.5 * within_s + START_S, self.until.left())
        started = perf_counter()
        traced = launch(
            _TASK,
            side,
            does="traced memory",
            returns=Traced,
            timeout_s=limit_s,
            env=hashing(self.seed + nth),
            time_s=within_s,
            **options,
        )
        beside_s = perf_counter() - started - traced.seconds
        stands_for = tuple(self.stands_for[: len(traced.peaks)])
        return msgspec.structs.replace(traced, beside_s=beside_s, stands_for=stands_for)

    def at_once(
        self, both: Sequence[Packed], within_s: float, *, nth: int, **options: Any
    ) -> list[Traced]:
        """Trace both sides beside each other, or by turns where one needs a fork of this process.

        A count is the same whatever else runs.
        """
        if any(each.data is None for each in both):
            return [self.trace(each, within_s / 2, nth=nth, **options) for each in both]

        def traced(side: Packed) -> Traced:
            return self.trace(side, within_s, nth=nth, **options)

        with ThreadPoolExecutor(max_workers=2) as threads:
            return list(threads.map(traced, both))


def twice(
    task: Tracings, instrument: Instrument, until: Deadline, *, fails: Callable[[Runs], bool]
) -> Runs:
    """Trace both sides in two launches each, fewer where these do not fit into the time.

    The second ones run at once where the first were quick and small, and note the places too where
    what they found `fails`. They hash otherwise, and make calls untraced before they count. Only a
    count that is alike in both launches is exact, so that whatever one side did to the other, a
    start or a hash seed does shows: such counts are taken anew, by turns.
    """
    runs: Runs = ([], [])
    packed = task.packed
    for share in range(len(_SHARES)):
        which, options = share % 2, {"repeats": _REPEATS, "instrument": instrument}
        if share == 2 and _fit_beside(packed, runs):
            places = instrument == "memray" and fails(runs)
            within_s = max(_SHARES[-1] * until.left(), 0.01)
            options["before"] = calls_before(runs)
            both = task.at_once(packed, within_s, nth=1, sites=places, **options)
            if not any(each.raised for each in both):
                return [runs[0][0], both[0]], [runs[1][0], both[1]]
        options["before"] = calls_before(runs) if share >= 2 else 0
        within_s = max(_SHARES[share] * until.left(), 0.01)
        runs[which].append(task.trace(packed[which], within_s, nth=share // 2, **options))
        if len(runs[which][-1].peaks) < len(task.inputs) or _wanted_s(runs) > until.left():
            break
    return _even(runs)


def by_turns(task: Tracings, found: Found, until: Deadline, look: int, launches: int) -> Runs:
    """Add the launches of a later look; at the first of these it begins anew, with more calls."""
    runs: Runs = ([], []) if look == 1 else (list(found.runs[0]), list(found.runs[1]))
    while len(runs[0]) < launches:
        nth = len(runs[0]) + 2
        for which, run in enumerate(runs):
            within_s = max(until.left() / (2 * (launches - len(run))), 0.01)
            options = {"repeats": _MORE_REPEATS, "instrument": found.instrument}
            options["before"] = found.before
            run.append(task.trace(task.packed[which], within_s, nth=nth, **options))
    return runs


def calls_before(runs: Runs) -> int:
    """Give how many calls each side makes before it is traced, by what its first ones took. Pure.

    The same number on both sides and in all launches: what grows call by call is then alike.
    """
    slowest = max((run[0].call_s for run in runs if run), default=0.0)
    return min(_BEFORE, int(_BEFORE_S / slowest)) if slowest else 0


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
