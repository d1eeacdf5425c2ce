"""Cut the corpus into pieces that are long enough to time. Pure, but for the probes it asks for."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from time import perf_counter
from typing import Literal

import msgspec

from ..answers import Differ, UnknownError
from ..completion import joined
from .behind import TRIED, moved
from .garbage import added
from .sample import PAIRS, Calibration, Piece, warming
from .side import COLD_S, COLD_SHARE, CallProbe, SampledSide

__all__ = ["calibrate", "cut"]

SAMPLE_S = 200e-6
"""Length of one sample. **Source:** measured: with 0.1 to 0.3 ms the median pair ratio is
steadiest; shorter, the clock's own 0.3 µs counts; longer, preemption hits most samples."""

CROWD_S = 2e-3
"""The same under concurrent callers: threads take some 0.1 ms to be let go and gathered."""

PROBING_S = 1.0
"""Seconds after which no further input is probed, where a launch may not take even longer."""

COPYING_S = 0.01
"""Seconds that a sample may take with the copies that its calls change, so that a quick call with a
large input is still paired often; its samples are then shorter than others'."""

_COLD_ALONE_S = 2e-5
"""What a first call may cost more without a suspicion that a cache answers the others, where there
is one input."""

_LIKE = 2.0  # factor between the sides within which both take the same number of passes
_TRIES = 3
_MOST_PASSES = 100_000


def calibrate(  # noqa: PLR0913 - what a calibration is made of
    control: SampledSide,
    candidate: SampledSide,
    order: Sequence[int],
    *,
    stands_for: Sequence[float] = (),
    differ: Differ | None = None,
    callers: int = 1,
    most_s: float = math.inf,
    same: bool = False,
    clock: Callable[[], float] = perf_counter,
) -> Calibration:
    """Probe the inputs in `order` on both sides, cut them into pieces, and size the samples.

    Every launch times the same pieces, all of them at least twice, so that what inputs differ by is
    no difference between launches. Where a launch of `most_s` seconds has no room for all, those
    that come first in `order` are timed and the rest is counted in `left`.

    Where a call is cheaper on the very same arguments than on an equal copy, each call gets a copy:
    a caller has new objects. With `same` it gets the same ones all the same.
    """
    probes: dict[int, tuple[CallProbe, CallProbe]] = {}
    started, block_s = clock(), 0.0
    limit_s = max(PROBING_S, most_s) if math.isfinite(most_s) else PROBING_S
    for index in order:
        behind = len(probes) < TRIED
        probes[index] = (
            control.probe(index, behind=behind),
            candidate.probe(index, behind=behind),
        )
        block_s += PAIRS * (probes[index][0].seconds + probes[index][1].seconds)
        if clock() - started > limit_s or block_s > most_s:
            break
    compared = _Compared()
    if differ is not None:
        for index, (ours, theirs) in probes.items():
            if not (ours.raised or theirs.raised):
                compared.add(index, control, candidate, differ)
    raised = {index: both for index, both in probes.items() if both[0].raised or both[1].raised}
    timed = {index: both for index, both in probes.items() if index not in raised}
    known = () if same else tuple(_knowing(timed.values()))
    fresh = bool(known) or any(a.changed or b.changed for a, b in timed.values())
    length = SAMPLE_S if callers == 1 else CROWD_S
    pieces = cut(
        {index: a.seconds for index, (a, _) in timed.items()},
        stands_for=stands_for,
        length=length,
    )
    return Calibration(
        pieces=tuple(
            _sized(piece, control, candidate, fresh, length, _probed(piece, timed))
            for piece in pieces
        ),
        fresh=fresh,
        known=known,
        skipped=tuple(sorted(raised)),
        broken=tuple(sorted(_of_candidate(raised))),
        compared=differ is not None,
        differs=tuple(compared.differs),
        difference=compared.said,
        incomparable=compared.problem,
        cheaper=any(_is_cheaper(list(each)) for each in zip(*timed.values(), strict=True)),
        left=len(order) - len(probes),
        behind=moved(*_behind(probes, stands_for, "behind_s")),
        garbage=added(*_behind(probes, stands_for, "garbage_s")),
        problem=_problem(raised),
        control_completion=joined(a.completion for a, _ in probes.values() if not a.raised),
        candidate_completion=joined(b.completion for _, b in probes.values() if not b.raised),
    )


def _behind(
    probes: Mapping[int, tuple[CallProbe, CallProbe]],
    stands_for: Sequence[float],
    name: Literal["behind_s", "garbage_s"],
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Give the seconds of a call and of what it left behind, on both sides.

    Of an input that stands for twice as many calls as another they count twice as much.
    """
    looked = [
        (index, both)
        for index, both in islice(probes.items(), TRIED)
        if not (both[0].raised or both[1].raised)
    ]
    calls = [stands_for[index] if stands_for else 1.0 for index, _ in looked]
    mean = sum(calls) / len(calls) if any(calls) else 1.0

    def of(which: Literal[0, 1]) -> list[tuple[float, float]]:
        each = ((both[which], count / mean) for (_, both), count in zip(looked, calls, strict=True))
        return [(probe.seconds * share, getattr(probe, name) * share) for probe, share in each]

    return of(0), of(1)


class _Compared:
    """What comparing the answers came to so far."""

    def __init__(self) -> None:
        self.differs: list[int] = []
        self.said = self.problem = ""

    def add(self, index: int, control: SampledSide, candidate: SampledSide, differ: Differ) -> None:
        """Compare both sides' answers; a control that differs from itself is no measure."""
        try:
            ours = control.answer(index)
            if not (said := differ(ours, candidate.answer(index))):
                return
            if differ(ours, control.answer(index)):
                self.problem = self.problem or "the control's answers differ from call to call"
                return
        except UnknownError as error:
            self.problem = self.problem or str(error)
            return
        self.differs.append(index)
        self.said = self.said or said


def _knowing(probes: Iterable[tuple[CallProbe, CallProbe]]) -> Iterator[str]:
    """Name the sides of which most calls are cheaper on the very same arguments than on a copy."""
    for name, each in zip(("control", "candidate"), zip(*probes, strict=True), strict=False):
        if 2 * sum(probe.known for probe in each) > len(each):
            yield name


def _is_cheaper(probes: Sequence[CallProbe]) -> bool:
    """Say whether first calls took longer than others, but for those that warmed the process up."""
    later = probes[warming(len(probes)) :]
    if len(later) == 1:  # of a single input the first call also warms the process up
        return later[0].first_s > _COLD_ALONE_S + 3 * later[0].seconds
    saved = [each.first_s - each.seconds for each in later]
    least = [COLD_S + COLD_SHARE * each.seconds for each in later]
    return statistics.median(a - b for a, b in zip(saved, least, strict=True)) > 0


_CALLS_ALIKE = 1.2
"""Times as many calls, up to which inputs stand for about as many. **Source:** ours: within a piece
the ratio of its inputs is off by a tenth of what they differ by at most."""


def cut(
    seconds: Mapping[int, float],
    *,
    stands_for: Sequence[float] = (),
    length: float = SAMPLE_S,
) -> tuple[Piece, ...]:
    """Group inputs, given the control's seconds per call, into pieces of `length` or more.

    Inputs of similar duration share a piece, so that a long one does not drown the short ones, and
    only such as stand for about as many calls: within a piece each is called as often. A piece's
    share is that of the control's time over the corpus that its inputs stand for.
    """
    alike: dict[int, list[int]] = {}
    for index in sorted(seconds, key=lambda index: (seconds[index], index)):
        alike.setdefault(_calls_class(stands_for, index), []).append(index)
    pieces = [
        piece for _, group in sorted(alike.items()) for piece in _filled(group, seconds, length)
    ]
    whole = {
        index: each * (stands_for[index] if stands_for else 1.0) for index, each in seconds.items()
    }
    total = sum(whole.values())
    return tuple(
        Piece(
            inputs=tuple(inputs),
            control_passes=1,
            candidate_passes=1,
            share=sum(whole[index] for index in inputs) / total if total else 1 / len(pieces),
        )
        for inputs in pieces
    )


def _calls_class(stands_for: Sequence[float], index: int) -> int:
    """Tell inputs apart that stand for unlike numbers of calls, by a tenth and more."""
    calls = stands_for[index] if stands_for else 1.0
    return round(math.log(calls) / math.log(_CALLS_ALIKE)) if calls > 0 else 0


def _filled(group: Sequence[int], seconds: Mapping[int, float], length: float) -> list[list[int]]:
    pieces: list[list[int]] = []
    filled = math.inf
    for index in group:
        if filled >= length:
            pieces.append([])
            filled = 0.0
        pieces[-1].append(index)
        filled += seconds[index]
    if len(pieces) > 1 and filled < length:  # what is left over joins its neighbour
        pieces[-2:] = [pieces[-2] + pieces[-1]]
    return pieces


def passes(control: int, candidate: int) -> tuple[int, int]:
    """Give sides of like speed the same number of passes.

    What a sample costs beside its calls is then the same on both sides, and no bias.
    """
    if max(control, candidate) <= _LIKE * min(control, candidate):
        control = candidate = max(control, candidate)
    return control, candidate


def _sized(
    piece: Piece,
    control: SampledSide,
    candidate: SampledSide,
    fresh: bool,
    length: float,
    seconds: tuple[float, float],
) -> Piece:
    ours, theirs = passes(
        _needed(control, piece.inputs, fresh, length, seconds[0]),
        _needed(candidate, piece.inputs, fresh, length, seconds[1]),
    )
    return msgspec.structs.replace(piece, control_passes=ours, candidate_passes=theirs)


def _probed(piece: Piece, probes: Mapping[int, tuple[CallProbe, CallProbe]]) -> tuple[float, float]:
    control = sum(probes[index][0].seconds for index in piece.inputs)
    candidate = sum(probes[index][1].seconds for index in piece.inputs)
    return control, candidate


def _needed(
    side: SampledSide, inputs: Sequence[int], fresh: bool, length: float, seconds: float
) -> int:
    """Return the passes a sample needs, by growing it until it is long enough.

    A probe is rough, but one that took ten times a sample settles it. Where calls have copies of
    their own, copying them bounds the passes.
    """
    if seconds > 10 * length:
        return 1
    count, most = 1, _MOST_PASSES
    while count < most:
        started = perf_counter()
        taken = _fastest(side, inputs, count, fresh, length)
        if taken >= 0.7 * length:
            break
        if fresh:
            with_copies = (perf_counter() - started) / _TRIES
            most = max(1, min(_MOST_PASSES, int(count * COPYING_S / with_copies)))
        count = min(most, max(count + 1, min(10 * count, math.ceil(count * length / taken))))
    return count


def _fastest(
    side: SampledSide, inputs: Sequence[int], count: int, fresh: bool, length: float
) -> float:
    fastest = math.inf
    for _ in range(_TRIES):
        cpu, wall, waited, _ = side.sample(inputs, count, fresh=fresh)
        fastest = min(fastest, max(1, cpu, wall - waited) / 1e9)
        if fastest > 10 * length:
            break
    return fastest


def _of_candidate(
    raised: Mapping[int, tuple[CallProbe, CallProbe]],
) -> Mapping[int, tuple[CallProbe, CallProbe]]:
    """Give the inputs on which the candidate alone raised."""
    return {index: both for index, both in raised.items() if not both[0].raised}


def _problem(raised: Mapping[int, tuple[CallProbe, CallProbe]]) -> str:
    """Quote an error, one of the candidate's alone first: that is what broke."""
    if not raised:
        return ""
    index, (control, candidate) = min((_of_candidate(raised) or raised).items())
    side, message = ("control", control) if control.raised else ("candidate", candidate)
    return f"input {index}: {side} raised {message.raised}"
