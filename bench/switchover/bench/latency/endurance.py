"""The task that runs both sides for long, to tell a cost at the start from one for ever."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence
from time import perf_counter

import msgspec

from ..answers import Answer
from ..loop import LazyLoop
from .calibration import calibrate
from .garbage import collector_quiet
from .sample import Calibration
from .sampler import Job, sides
from .side import CallProbe, SampledSide
from .stopwatch import Reading

__all__ = ["BUSY", "Course", "Settled", "calls_before", "settled"]

LEAST_ROUNDS = 12
LATE = 3
"""The last third of the rounds is late: what costs there is taken to cost for ever."""

NEAR = 1.15
"""Times the late middle, or a part of it, up to which a round is like the late ones."""

LEAST_RUN, RUNS, MOSTLY = 3, 24, 0.75
"""Rounds in a run at least, runs that all rounds make, and the share of a run that must be slow.

**Source:** beside a busy neighbour three of 346 rounds in a row were slow by chance at round 320,
and 13 of the last 17 of 417 on both sides, long after 33 slow ones at the start."""

BUSY = 6.0
"""Times the seconds that a look may take where it waits for the core: it makes as many calls beside
busy neighbours as without, or what costs at the start alone would look like all there is.
**Source:** ours; beside three hogs for each core a process has a quarter of one."""

MOST_CALLS = 5_000
"""Calls of each side that are enough for whatever is called a start. **Source:** ours."""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """Nanoseconds of each round over all inputs, the calls in one, and those made before."""

    control: list[int]
    candidate: list[int]
    calls: int
    before: int = 0


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """Where both sides came to rest: after so many calls, at that ratio candidate / control."""

    calls: int
    late: float


def run(job: Job, *, seed: int, seconds: float, most_s: float) -> Course:
    """Sample every piece on both sides, round after round, for so long or `MOST_CALLS`.

    Where the process waits for its core, that does not count, up to `most_s` in all.
    """
    with LazyLoop() as loop:
        control, candidate = (Counted(each) for each in sides(job, random.Random(seed), loop, None))
        calibration = calibrate(
            control, candidate, range(len(job.inputs)), most_s=seconds / 4, same=job.same
        )
        before = calls_before(control.calls, candidate.calls, calibration)
        fresh = calibration.fresh or job.fresh
        with collector_quiet():
            both = (control, candidate)
            found = _rounds(both, calibration, seconds, fresh=fresh, most_s=most_s)
    return msgspec.structs.replace(found, before=before)


def calls_before(control: int, candidate: int, calibration: Calibration) -> int:
    """Give the control's calls in as many rounds as either side has behind it. Pure.

    A round makes of a quick candidate a thousand calls for one of a slow control, and whatever
    warms up makes whole rounds.
    """
    ours = sum(len(each.inputs) * each.control_passes for each in calibration.pieces)
    theirs = sum(len(each.inputs) * each.candidate_passes for each in calibration.pieces)
    return max(control, math.ceil(candidate * ours / theirs)) if theirs else control


class Counted:
    """A side that counts its calls."""

    def __init__(self, side: SampledSide) -> None:
        self._side = side
        self.calls = 0

    def probe(self, index: int, *, behind: bool = False) -> CallProbe:
        """Try one input; that takes three calls at most, but where it leaves or keeps something."""
        self.calls += 3
        return self._side.probe(index, behind=behind)

    def answer(self, index: int) -> Answer | bytes:
        """Give what the first call of an input came to."""
        return self._side.answer(index)

    def first(self, index: int) -> float:
        """Call one input once."""
        self.calls += 1
        return self._side.first(index)

    def sample(self, inputs: Sequence[int], passes: int, *, fresh: bool) -> Reading:
        """Time `passes` passes over `inputs`."""
        self.calls += len(inputs) * passes
        return self._side.sample(inputs, passes, fresh=fresh)


def _rounds(
    both: tuple[SampledSide, SampledSide],
    calibration: Calibration,
    seconds: float,
    *,
    fresh: bool,
    most_s: float,
) -> Course:
    found = Course(
        control=[],
        candidate=[],
        calls=sum(len(each.inputs) * each.control_passes for each in calibration.pieces) or 1,
    )
    ends, spent_s = perf_counter() + most_s, 0.0
    while spent_s < seconds and perf_counter() < ends:
        if len(found.control) * found.calls >= MOST_CALLS:
            break
        began, waited = perf_counter(), 0
        spent = [0, 0]
        for piece in calibration.pieces:
            for which, passes in enumerate((piece.control_passes, piece.candidate_passes)):
                reading = both[which].sample(piece.inputs, passes, fresh=fresh)
                spent[which] += _own(reading) // passes
                waited += reading[2]
        found.control.append(spent[0])
        found.candidate.append(spent[1])
        spent_s += max(0.0, perf_counter() - began - waited / 1e9)
    return found


def settled(course: Course) -> Settled | None:
    """Say where both sides came to rest, None where that cannot be told. Pure."""
    rounds = len(course.control)
    if rounds < LEAST_ROUNDS:
        return None
    pairs = zip(course.control, course.candidate, strict=True)
    until = _restless([theirs / ours for ours, theirs in pairs])
    if until >= rounds - rounds // LATE:
        return None
    late = statistics.median(course.candidate[until:]) / statistics.median(course.control[until:])
    return Settled(calls=course.before + until * course.calls, late=late)


def _restless(ratios: Sequence[float]) -> int:
    """Count the rounds up to the last run of them whose ratio is not that of the late ones.

    The ratio is what is judged, and what a neighbour does to both sides cancels in it. Three
    quarters of a run are off, so that what is disturbed here and there is no start. A run that
    the rounds begin with may be short: a start is nowhere else.
    """
    late = statistics.median(ratios[-(len(ratios) // LATE) :])
    off = [not late / NEAR <= ratio <= NEAR * late for ratio in ratios]
    run = max(LEAST_RUN, len(ratios) // RUNS)
    ends = [
        at + run for at in range(len(ratios) - run + 1) if sum(off[at : at + run]) >= MOSTLY * run
    ]
    return max((*ends, _start(off)), default=0)


def _start(off: Sequence[bool]) -> int:
    """Count the rounds of the longest run from the very first on that is mostly off."""
    wrong, start = 0, 0
    for count, each in enumerate(off, start=1):
        wrong += each
        if each and count >= LEAST_RUN and wrong >= MOSTLY * count:
            start = count
    return start


def _own(reading: Reading) -> int:
    cpu, wall, waited, others = reading
    return max(1, cpu, wall - max(0, waited - others))
