"""How many calls a batch holds next, and what the stages so far say of one signal.

A stage is a dozen batches of equal size. As long as something rises, the next stage doubles the
size: a leak goes on at its rate per call, a cache that fills slows down and stops. Where calls are
too slow for that, the next stage makes the same calls again, and what comes again is a leak.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Literal

from .growth import Growth
from .signals import SIGNALS, GrowthSignal
from .steady import LEAST, steady

__all__ = [
    "Course",
    "Stage",
    "StageLimits",
    "course",
    "fitted",
    "has_risen",
    "next_batch",
    "rise",
    "rising",
    "watched",
]

_READ_S = 0.02  # seconds of a reading, before the first one was made

Course = Literal["flat", "slowing", "transient", "cached", "undecided", "grows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One finished stage: its batch size and what each signal did, by the signal's name."""

    per_batch: int
    batches: int
    growths: Mapping[str, Growth]

    @property
    def calls(self) -> int:
        return self.per_batch * self.batches


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLimits:
    """When a stage is large enough, and when a rise is certain enough to stop.

    **Source:** three doublings at one rate told a leak from a cache that fills in all of the
    trials that the proof's table counts; `resources` stops before the usual limit of 256 open
    files on macOS; the allocator and the interpreter's free lists settle by some 25 kB in the
    first 2,000 calls of code that leaks nothing (64 bytes a call over 360 calls, 14 over 1,512),
    so that bytes count where they rose by `byte_rise`, four of the allocator's pools, or from
    `certain_calls` on; growth by `heap_bytes` hurts a service whether or not it would end.
    """

    batches: int = 12
    first: int = 2
    full: int = 50
    stages: int = 3
    calls: int = 300
    byte_rise: int = 64 * 1024
    certain_calls: int = 20_000
    resources: int = 128
    heap_bytes: int = 256 * 2**20


def course(stages: Sequence[Stage], signal: GrowthSignal, limits: StageLimits) -> Course:
    """Say what a signal did, by its latest stages: what was before may be a cache beside a leak."""
    run = rising(stages, signal.name)
    if not run:
        return "flat"
    if _is_told(run, signal, limits):
        return "grows"
    latest = [stage.growths[signal.name].per_call for stage in run[-limits.stages :]]
    if _slowing(latest):
        return "slowing"
    calls = sum(stage.calls for stage in run)
    long_enough = signal.kind == "resource" or calls >= _needed(run, signal, limits)
    return "grows" if len(run) >= limits.stages and long_enough else "undecided"


def _is_told(run: Sequence[Stage], signal: GrowthSignal, limits: StageLimits) -> bool:
    """Tell whether a rise is a leak however few the calls: it hurts already, or comes again."""
    return _is_heavy(run, limits) or _comes_again(run, signal)


def _comes_again(run: Sequence[Stage], signal: GrowthSignal) -> bool:
    """Tell whether the latest two stages made the same calls, and these left the same behind."""
    if len(run) < 2 or run[-1].per_batch != run[-2].per_batch:
        return False
    before, after = (stage.growths[signal.name].steps for stage in run[-2:])
    return steady(before, after, unit=signal.unit)


def _needed(run: Sequence[Stage], signal: GrowthSignal, limits: StageLimits) -> int:
    """How many calls tell growth of memory from an allocator and small caches that settle."""
    settles = signal.unit == "bytes" and rise(run, signal) < limits.byte_rise
    return limits.certain_calls if settles else limits.calls


def _is_heavy(run: Sequence[Stage], limits: StageLimits) -> bool:
    """Tell whether the heap grew by so much meanwhile that it is a leak whatever it is."""
    heaps = (stage.growths.get("heap") for stage in run)
    return sum(heap.rise for heap in heaps if heap is not None) >= limits.heap_bytes


def _slowing(rates: Sequence[float]) -> bool:
    """Tell a rate that falls through three stages, and by more than a quarter in all.

    Through two it may be a leak beside a cache that one stage has filled.
    """
    falls = all(before > after for before, after in pairwise(rates))
    return len(rates) > 2 and falls and rates[-1] < 0.75 * rates[0]


def rising(stages: Sequence[Stage], name: str) -> list[Stage]:
    """Give the latest stages, without a gap, in which the signal rose; oldest first."""
    return list(takewhile(lambda stage: stage.growths[name].rose, reversed(stages)))[::-1]


def has_risen(stages: Sequence[Stage]) -> bool:
    """Tell whether anything rose in the latest stage."""
    return any(growth.rose for growth in stages[-1].growths.values())


def rise(stages: Sequence[Stage], signal: GrowthSignal) -> int:
    """Add up what a signal rose by over some stages."""
    return sum(stage.growths[signal.name].rise for stage in stages)


def fitted(limits: StageLimits, *, call_s: float, left_s: float) -> StageLimits:
    """Give limits for as many calls as there is time for: fewer and smaller batches of slow ones.

    A third of the calls that fit make a stage at most: where it stays flat a larger one follows,
    where it rises the same one again.
    """
    fit = int(left_s / max(call_s + _READ_S, 1e-7))
    if fit >= limits.calls:
        return limits
    batches = min(limits.batches, max(LEAST, fit // limits.stages))
    size = max(1, min(limits.first, fit // (limits.stages * batches)))
    return replace(limits, batches=batches, first=size)


def next_batch(
    stages: Sequence[Stage],
    *,
    call_s: float,
    read_s: float = 0.0,
    left_s: float,
    multiple: int,
    limits: StageLimits,
) -> int | None:
    """Choose the next stage's batch size in calls, or None where another stage adds nothing.

    A batch takes `call_s` for each call and `read_s` for its reading, which may be far longer: it
    waits for threads that are about to end.
    `multiple` is the number of inputs: a batch that visits each of them equally often leaves the
    same remains behind (a last result kept, say) as the batch before it.
    """
    if not stages:
        fitting = _by_time(call_s, read_s, left_s, limits)
        return min(limits.first, fitting) or None
    last = stages[-1].per_batch
    if certain(stages, limits):
        return None
    if has_risen(stages):
        size = _raised(stages, last, call_s=call_s, read_s=read_s, left_s=left_s, limits=limits)
        wanted = least = size
    elif last < limits.full:
        wanted, least = limits.full, last + 1
    else:
        return None
    fits = min(_by_time(call_s, read_s, left_s, limits), _by_heap(stages[-1], limits))
    if fits < least:
        return None
    return _rounded(min(wanted, fits), multiple)


def _raised(
    stages: Sequence[Stage],
    last: int,
    *,
    call_s: float,
    read_s: float,
    left_s: float,
    limits: StageLimits,
) -> int:
    """Give the size after a rise: twice the last, or the last again where that does not fit."""
    calls = sum(stage.calls for stage in stages) + left_s / max(call_s, 1e-7)
    doubles = calls >= limits.calls and _by_time(call_s, read_s, left_s, limits) >= 2 * last
    return 2 * last if doubles else last


def certain(stages: Sequence[Stage], limits: StageLimits) -> bool:
    """Tell whether one signal has grown for so long that more stages would only cost time."""
    return any(_certain(stages, signal, limits) for signal in watched(stages))


def watched(stages: Sequence[Stage]) -> list[GrowthSignal]:
    """Give the signals that the stages have readings of."""
    return [signal for signal in SIGNALS if stages and signal.name in stages[-1].growths]


def _certain(stages: Sequence[Stage], signal: GrowthSignal, limits: StageLimits) -> bool:
    if course(stages, signal, limits) != "grows":
        return False
    run = rising(stages, signal.name)
    if _is_told(run, signal, limits):
        return True
    if signal.kind == "resource":
        return rise(run, signal) >= limits.resources
    return sum(stage.calls for stage in run) >= limits.certain_calls


def _by_time(call_s: float, read_s: float, left_s: float, limits: StageLimits) -> int:
    calling_s = left_s - limits.batches * read_s
    return max(0, int(calling_s / (limits.batches * max(call_s, 1e-7))))


def _by_heap(stage: Stage, limits: StageLimits) -> int:
    heap = stage.growths.get("heap")
    per_call = max(heap.per_call, 1.0) if heap else 1.0
    return int(limits.heap_bytes / (limits.batches * per_call))


def _rounded(size: int, multiple: int) -> int:
    return size + -size % multiple if size >= multiple > 0 else size
