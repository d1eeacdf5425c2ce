"""The task of a latency launch: warm up, then time adjacent pairs in random order."""

from __future__ import annotations

import gc
import math
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import msgspec

from ..answers import Differ
from ..completion import Completion
from ..copying import Arguments
from ..loop import LazyLoop
from ..target import resolve, taking
from .garbage import collector_quiet
from .sample import PAIRS, Calibration, Launch, Piece, Readings
from .side import LocalSide, SampledSide, duplicate
from .stopwatch import Reading

__all__ = ["Job", "sides"]

WARM_UP_S = 0.02
FIRST_WARM_UP_S = 0.05
MOST_PAIRS_WANTED = 10
SLOW_LAUNCH_S = 0.4
_COLLECT_FROM = 50_000  # objects allocated since the last collection, between two blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What every launch of one measurement is about; travels to the launch.

    Attributes:
        control, candidate: Import strings or callables.
        stands_for: How many inputs of the corpus each stands for; one each by default.
        differ: Says how answers differ, where they have to be the same.
        as_values: Whether that takes the answers themselves, and not their documents.
        warm_calls: Calls that each launch makes of each side before it times.
        copied: Time the control against its own copy instead of the candidate (the self-check).
        tried: Time a copy of the control beside both, in the same launches.
        fresh: Copy the input for each call even where no call was seen to change it.
        same: Pass the very same arguments again even where a side knows them again.
        control_path, control_folder: Import path of the control's own process, and the folder it
            must come from, where it is another version of what the candidate imports.
        control_without, candidate_without: Files that the side does not find: it would answer from
            them.
    """

    control: Any
    candidate: Any
    inputs: Sequence[Arguments]
    stands_for: Sequence[float] = ()
    differ: Differ | None = None
    as_values: bool = False
    warm_calls: int = 0
    callers: int = 1
    copied: bool = False
    tried: bool = False
    fresh: bool = False
    same: bool = False
    control_path: tuple[str, ...] = ()
    control_folder: str | None = None
    control_without: tuple[str, ...] = ()
    candidate_without: tuple[str, ...] = ()


@dataclass(slots=True)
class Pairs:
    """Readings as they come; those of the control's copy where one is timed."""

    pieces: list[int] = field(default_factory=list)
    control: list[Reading] = field(default_factory=list)
    candidate: list[Reading] = field(default_factory=list)
    copy: list[Reading] = field(default_factory=list)

    def add(self, piece: int, taken: Mapping[int, Reading]) -> None:
        """Add what one piece took on each side, told by its place among them."""
        self.pieces.append(piece)
        for which, readings in enumerate((self.control, self.candidate, self.copy)):
            if which in taken:
                readings.append(taken[which])


def run(
    job: Job,
    *,
    seed: int,
    seconds: float,
    calibration: Calibration | None,
    most_s: float = math.inf,
) -> Launch:
    """Time one launch's pairs; the first launch of a measurement calibrates for the others.

    They take `seconds`, or up to `most_s` where the corpus has so many slow inputs.
    """
    started = perf_counter()
    rng = random.Random(seed)
    calibrated = _calibrating(job, calibration, most_s)
    with LazyLoop() as loop:
        control, candidate, *copy = sides(job, rng, loop, calibration)
        found = calibrated(control, candidate)
        pairs, weights = Pairs(), dict[int, float]()
        if found.pieces:
            fresh = found.fresh or job.fresh
            sampler = Sampler((control, candidate, *copy), found.pieces, fresh=fresh, rng=rng)
            with collector_quiet():
                if found.warm is None:
                    sampler.settle(job.warm_calls)
                    pairs, weights = sampler.sample(seconds)
                else:
                    pairs, weights = sampler.sample_first(found.warm)
    return Launch(
        calibration=found,
        pieces=pairs.pieces,
        weights=weights,
        control=_readings(pairs.control),
        candidate=_readings(pairs.candidate),
        copy=_readings(pairs.copy) if pairs.copy else None,
        seconds=perf_counter() - started,
    )


class Sampler:
    """Times blocks of pairs over the pieces of a calibration.

    Sides are the control, the candidate, and the control's copy where the machine is tried as well:
    a pair is then one of three.
    """

    def __init__(
        self,
        sides: Sequence[SampledSide],
        pieces: Sequence[Piece],
        *,
        fresh: bool,
        rng: random.Random,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._sides = tuple(sides)
        self._pieces = pieces
        self._fresh = fresh
        self._rng = rng
        self._clock = clock

    def sample(self, seconds: float) -> tuple[Pairs, dict[int, float]]:
        """Warm up, then take pairs for `seconds`, two of each piece, as many as slow calls need.

        Returns:
            The pairs, and the weight of each piece in the launch's value.
        """
        wanted = max(PAIRS * len(self._pieces), pairs_wanted(self._warm_up(seconds)))
        weights = dict(enumerate(piece.share for piece in self._pieces))
        pairs, started = Pairs(), self._clock()
        for piece in self._tour(list(weights)):
            self._block(piece, pairs)
            if self._clock() - started >= seconds and len(pairs.pieces) >= wanted:
                break
        return pairs, weights

    def sample_first(self, warm: Sequence[int]) -> tuple[Pairs, dict[int, float]]:
        """Warm up with some inputs, then take one pair of each piece: first calls of the others."""
        started = self._clock()
        while warm and self._clock() - started < FIRST_WARM_UP_S:
            for side in self._sides:
                side.sample(warm, 1, fresh=True)
        weights = dict(enumerate(piece.share for piece in self._pieces))
        pairs = Pairs()
        for piece in self._rng.sample(list(weights), len(weights)):
            pairs.add(piece, {which: self._one(which, piece) for which in self._order()})
        return pairs, weights

    def settle(self, calls: int) -> None:
        """Make so many calls of each side, untimed: what costs at the start is then over with."""
        each = sum(len(piece.inputs) * piece.control_passes for piece in self._pieces)
        for _ in range(math.ceil(calls / each)):
            for piece in range(len(self._pieces)):
                self._each(piece)

    def _warm_up(self, limit_s: float) -> float:
        """Sample until rounds get no faster, and return the mean seconds of a pair."""
        fastest, started, count = float("inf"), self._clock(), 0
        for piece in self._tour(list(range(len(self._pieces)))):
            before = self._clock()
            self._each(piece)
            now, count = self._clock(), count + 1
            stable = now - before > 0.98 * fastest
            fastest = min(fastest, now - before)
            if (stable and now - started >= WARM_UP_S) or now - started >= limit_s:
                return max((now - started) / count, 1e-9)
        raise AssertionError("a tour never ends")

    def _tour(self, pieces: list[int]) -> Iterator[int]:
        while True:
            self._rng.shuffle(pieces)
            yield from pieces

    def _block(self, piece: int, pairs: Pairs) -> None:
        """Take two pairs as ABBA or BAAB, so that drift inside the block cancels.

        With a copy as ABCCBA, in any order: no side stands between the others more often.
        """
        order = self._order()
        for which in (order, order[::-1]):
            pairs.add(piece, {each: self._one(each, piece) for each in which})
        if gc.get_count()[0] > _COLLECT_FROM:
            gc.collect()

    def _order(self) -> list[int]:
        return self._rng.sample(range(len(self._sides)), len(self._sides))

    def _each(self, piece: int) -> None:
        for which in range(len(self._sides)):
            self._one(which, piece)

    def _one(self, which: int, index: int) -> Reading:
        piece = self._pieces[index]
        passes = piece.candidate_passes if which == 1 else piece.control_passes
        return self._sides[which].sample(piece.inputs, passes, fresh=self._fresh)


def pairs_wanted(pair_s: float) -> int:
    """Return how many pairs a launch needs at least: 10, or 0.4 s of them, but no fewer than 2."""
    return max(2, min(MOST_PAIRS_WANTED, int(SLOW_LAUNCH_S / pair_s)))


def _calibrating(
    job: Job, known: Calibration | None, most_s: float
) -> Callable[[SampledSide, SampledSide], Calibration]:
    """Begin what the first launch does, before it has a side; give what cuts the corpus with both.

    What that takes is imported here: the launches after it are given what it found.
    """
    if known is not None:
        return lambda *_: known
    from .calibration import calibrate
    from .kept import Opened

    opened = Opened()

    def calibrated(control: SampledSide, candidate: SampledSide) -> Calibration:
        found = calibrate(
            control,
            candidate,
            range(len(job.inputs)),  # the first ones stand for all
            stands_for=job.stands_for,
            differ=job.differ,
            callers=job.callers,
            most_s=most_s,
            same=job.same,
        )
        noted = bool(opened.stop()) or bool(job.control_path)  # a worker tells of none
        return msgspec.structs.replace(found, opened=noted)

    return calibrated


def sides(
    job: Job, rng: random.Random, loop: LazyLoop, calibration: Calibration | None
) -> tuple[SampledSide, ...]:
    """Build both sides in random order, on a heap of random layout.

    The control's copy comes third, where the machine is tried and the sides share a process.
    """
    completions = _completions(calibration)
    if job.control_path:
        return _apart(job, rng, completions)
    if without := {*job.control_without, *job.candidate_without}:
        from .kept import hide  # by which nothing of the sides is imported yet

        hide(without)
    layout = bytearray(rng.randrange(1, 1 << 16))  # moves what is allocated next
    specs = {"control": job.control, "candidate": job.control if job.copied else job.candidate}
    copy = "copy" if job.tried else "candidate" if job.copied else None
    if job.tried:
        specs["copy"] = job.control
    sides = {}
    for name in rng.sample(list(specs), len(specs)):
        call = taking(resolve(specs[name]).call, job.inputs)
        if name == copy:
            call = duplicate(call)
        sides[name] = LocalSide(
            call,
            job.inputs,
            loop=loop,
            callers=job.callers,
            completion=completions.get(name),
            as_values=job.as_values,
        )
    del layout
    return tuple(sides[name] for name in specs)


def _completions(calibration: Calibration | None) -> dict[str, Completion]:
    """Tell how each side's calls come to their end, where the first launch found it out."""
    if calibration is None:
        return {}
    return {
        "control": calibration.control_completion,
        "candidate": calibration.candidate_completion,
        "copy": calibration.control_completion,
    }


def _apart(
    job: Job, rng: random.Random, completions: dict[str, Completion]
) -> tuple[SampledSide, SampledSide]:
    """Build both sides in workers of their own, so that neither imports the other's version."""
    from .remote import RemoteSide

    sides = {}
    for name in rng.sample(["control", "candidate"], 2):
        earlier = name == "control"
        sides[name] = RemoteSide(
            job.control if earlier else job.candidate,
            job.inputs,
            path=job.control_path if earlier else sys.path,
            within=job.control_folder if earlier else None,
            callers=job.callers,
            completion=completions.get(name),
            without=job.control_without if earlier else job.candidate_without,
        )
    return sides["control"], sides["candidate"]


def _readings(readings: Sequence[Reading]) -> Readings:
    columns = [list(column) for column in zip(*readings, strict=True)] or [[], [], [], []]
    return Readings(**dict(zip(Readings.__struct_fields__, columns, strict=True)))
