"""The task that finds out whether calls get cheaper when an input comes again: a cache answers."""

from __future__ import annotations

import functools
import gc
import math
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import msgspec

from ..loop import LazyLoop
from .sample import warming
from .sampler import Job, sides
from .side import SampledSide

__all__ = ["Repeats", "is_cheaper", "warm_up"]

WARM_S = 0.05
"""Seconds of calls with other inputs beforehand, so that a process that warms up is no cache."""

CHEAPER = 1.3
"""Times as long that a first call takes where a cache is there, in the middle over the inputs.
**Source:** ours: what else a first call costs, cold processor caches, is less from 5 µs on, and
below `COLD_S` anyway."""

COLD_S = 2e-6


class Repeats(msgspec.Struct, frozen=True, kw_only=True):
    """What calls cost when their input comes for the first time, and again.

    Attributes:
        control, candidate: Whether that side's calls get cheaper.
        warm: Inputs that were called beforehand.
        first: Seconds of the control's first call of each input, by input; empty where one input
            had to serve for all.
        control_by, candidate_by: Times as long that a first call of that side takes.
    """

    control: bool
    candidate: bool
    warm: tuple[int, ...] = ()
    first: dict[int, float] = {}
    control_by: float = 0.0
    candidate_by: float = 0.0


def find(job: Job, *, seed: int, most_s: float, skipped: Sequence[int] = ()) -> Repeats:
    """Call some inputs until the process is warm, the others for the first time and again."""
    import random

    with LazyLoop() as loop:
        both = sides(job, random.Random(seed), loop, None)
        inputs = [index for index in range(len(job.inputs)) if index not in skipped]
        warm = inputs[: warming(len(inputs))]
        others = inputs[len(warm) :]
        ends = perf_counter() + most_s
        for side in both:
            warm_up(side.first, warm, ends)
        if len(inputs) == 1:
            hit = [_is_hit(side, inputs[0]) for side in both]
            return Repeats(control=hit[0], candidate=hit[1], warm=tuple(inputs))
        control, candidate = ([side.first(other) for other in others] for side in both)
        again = [[(side.first(other), side.first(other)) for other in others] for side in both]
    ours, theirs = Saved.of(control, again[0]), Saved.of(candidate, again[1])
    return Repeats(
        control=ours.cached,
        candidate=theirs.cached,
        warm=tuple(warm),
        first=dict(zip(others, control, strict=True)),
        control_by=ours.by,
        candidate_by=theirs.by,
    )


class Saved(NamedTuple):
    """Whether a cache answers calls that come again, and how many times as long others take."""

    cached: bool
    by: float

    @classmethod
    def of(cls, first: Sequence[float], again: Sequence[tuple[float, float]]) -> Saved:
        """Tell it by first calls, and by two of each input in a row after all of these. Pure.

        Of these two the slower one has to be cheaper than the first: a call that varies by itself
        is no cache because it was quick once. A cache that keeps but a few answers has forgotten
        the first calls by then, and answers the second of the two.
        """
        late, at_once = [a for a, _ in again], [b for _, b in again]
        slower = [max(each) for each in again]
        cached = is_cheaper(first, slower) or is_cheaper(late, at_once)
        return cls(cached, max(times_as_long(first, slower), times_as_long(late, at_once)))


def is_cheaper(first: Sequence[float], again: Sequence[float]) -> bool:
    """Say whether calls got cheaper when their input came again. Pure."""
    saved = [a - b for a, b in zip(first, again, strict=True)]
    return times_as_long(first, again) >= CHEAPER and median(saved) > COLD_S


def times_as_long(first: Sequence[float], again: Sequence[float]) -> float:
    """Give how many times as long as others first calls take, in the middle. Pure."""
    return median(a / max(b, 1e-9) for a, b in zip(first, again, strict=True))


def warm_up(call: Callable[[int], object], warm: Sequence[int], ends: float = math.inf) -> None:
    """Call some inputs, by index, until the process is warm; it stops where the time ends."""
    started = perf_counter()
    while warm and perf_counter() - started < WARM_S:
        for index in warm:
            call(index)
            if perf_counter() > ends:
                return


def _is_hit(side: SampledSide, only: int) -> bool:
    """Say whether calls with the only input are answered by caches of functools, here."""
    side.first(only)
    before = _hits()
    for _ in range(3):
        side.first(only)
    return _hits() - before >= 3


def _hits() -> int:
    gc.unfreeze()  # a cache that the parent froze is listed by nobody
    caches: Iterable[Any] = (
        each
        for each in gc.get_objects()
        if type(each) is functools._lru_cache_wrapper  # noqa: SLF001 - has no other name
    )
    return sum(cache.cache_info().hits for cache in caches)
