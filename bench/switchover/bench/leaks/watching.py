"""The task of a launch: exercise one side, stage by stage, until its signals are told apart."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from typing import Any

from ..exercise import Arguments, Exercise
from ..itself import end_children, own_directory
from ..records import LeakSeries
from ..target import resolve
from . import caches
from .meter import Meter
from .probes import probes
from .schedule import (
    Course,
    Stage,
    StageLimits,
    course,
    fitted,
    has_risen,
    next_batch,
    rise,
    rising,
    watched,
)
from .signals import GrowthSignal
from .watched import WARM, SideSeries, fits

_WARM_CALLS, _WARM_SHARE = 20, 0.2
_DRAIN_S, _DRAIN_STEP_S = 1.0, 0.05
_OVER = 0.5  # of its time that a side takes more where it began to grow in the least of calls
_HELD = 0.9  # share of a rise that clearing the caches must give back


def watch_side(payload: tuple[Any, Sequence[Arguments]], *, time_s: float) -> SideSeries:
    """Exercise one side in this process, for about `time_s` seconds at most."""
    call, inputs = payload
    with own_directory() as scratch:
        exercise = Exercise(resolve(call), inputs)
        warm_calls, call_s, latest_s = _warm_up(exercise, len(inputs), time_s)
        if _is_too_slow(warm_calls, latest_s, time_s):
            end_children()
            return SideSeries(calls=0, warm_calls=warm_calls, series={}, call_s=latest_s)
        limits = fitted(StageLimits(), call_s=call_s, left_s=time_s)
        gc.collect()
        gc.unfreeze()  # a cache that the parent froze has its entries too
        entries = caches.sizes()
        gc.freeze()  # what stands now is not looked through again at each reading
        found, missing = probes(scratch)
        meter = Meter(exercise, found, limits)
        stages, call_s, read_s = _stages(meter, len(inputs), call_s, time_s, limits)
        courses, filling = _courses(meter, exercise, stages, limits, entries)
        end_children()
    return SideSeries(
        calls=meter.calls,
        warm_calls=warm_calls,
        raised=exercise.raised,
        first_error=exercise.first_error,
        series={name: _series(meter, stages[-1], name, each) for name, each in courses.items()},
        missing=missing,
        caches=filling,
        call_s=call_s,
        read_s=read_s,
    )


def _warm_up(exercise: Exercise, inputs: int, time_s: float) -> tuple[int, float, float]:
    """Fill what fills at once; give the calls that took, and the seconds of each and the latest."""
    started = now = time.perf_counter()
    calls, latest_s = 0, 0.0
    while calls < max(_WARM_CALLS, 2 * inputs):
        before = now
        exercise.run(1)
        now, calls = time.perf_counter(), calls + 1
        latest_s = now - before
        if calls >= WARM and now - started > _WARM_SHARE * time_s:
            break
        if _is_too_slow(calls, latest_s, time_s):
            break
    return calls, (now - started) / calls, latest_s


def _is_too_slow(calls: int, latest_s: float, time_s: float) -> bool:
    """Tell that not even the fewest calls fit: nothing can be said, but how long a call takes.

    The first call may have a start of its own, so that it has to take longer than all the time.
    """
    return latest_s > time_s or (calls >= WARM and not fits(latest_s, time_s))


def _stages(
    meter: Meter, inputs: int, call_s: float, time_s: float, limits: StageLimits
) -> tuple[list[Stage], float, float]:
    """Make stages as long as they add something; give the seconds of a call and of a reading."""
    stages: list[Stage] = []
    read_s = 0.0
    ends = time.perf_counter() + time_s
    while size := next_batch(
        stages,
        call_s=call_s,
        read_s=read_s,
        left_s=ends - time.perf_counter() + _more_s(stages, time_s, limits),
        multiple=inputs,
        limits=limits,
    ):
        started, calling_s = time.perf_counter(), meter.calling_s
        stages.append(meter.stage(size, ends=ends))
        took_s, calling_s = time.perf_counter() - started, meter.calling_s - calling_s
        call_s = calling_s / stages[-1].calls
        read_s = (took_s - calling_s) / stages[-1].batches
    return stages, call_s, read_s


def _more_s(stages: list[Stage], time_s: float, limits: StageLimits) -> float:
    """Give the seconds beyond its time for which what rose in the least of calls is followed."""
    tight = limits.batches < StageLimits().batches and 0 < len(stages) < limits.stages
    return _OVER * time_s if tight and has_risen(stages) else 0.0


def _courses(
    meter: Meter,
    exercise: Exercise,
    stages: list[Stage],
    limits: StageLimits,
    entries: dict[int, int],
) -> tuple[dict[str, Course], tuple[str, ...]]:
    """Say what each signal did, after a wait for what ends by itself and without filling caches."""
    courses: dict[str, Course] = {
        signal.name: course(stages, signal, limits) for signal in watched(stages)
    }
    suspects = [each for each in watched(stages) if courses[each.name] in {"grows", "undecided"}]
    resources = [signal for signal in suspects if signal.kind == "resource"]
    for signal in _drained(meter, exercise, stages, resources):
        courses[signal.name] = "transient"
    memory = [signal for signal in suspects if signal.kind == "memory"]
    cached, names = _cached(meter, stages, memory, entries)
    for signal in cached:
        courses[signal.name] = "cached"
    return courses, names


def _drained(
    meter: Meter, exercise: Exercise, stages: list[Stage], suspects: list[GrowthSignal]
) -> list[GrowthSignal]:
    """Give the signals that fall back, by more than half, within a second of rest."""
    halves = {
        signal.name: meter.level(signal.name) - rise(rising(stages, signal.name), signal) / 2
        for signal in suspects
    }
    waited = 0.0
    above = suspects
    while above and waited < _DRAIN_S:
        exercise.rest(_DRAIN_STEP_S)
        waited += _DRAIN_STEP_S
        above = [each for each in above if meter.level(each.name) > halves[each.name]]
    return [each for each in suspects if each not in above]


def _cached(
    meter: Meter, stages: list[Stage], suspects: list[GrowthSignal], before: dict[int, int]
) -> tuple[list[GrowthSignal], tuple[str, ...]]:
    """Give the signals whose rise lies in bounded caches that have room left."""
    if not suspects:
        return [], ()
    gc.unfreeze()
    found = caches.filling(before)
    returned = caches.given_back(
        found, lambda: {signal.name: meter.level(signal.name) for signal in suspects}
    )
    held = [
        signal
        for signal in suspects
        if returned.get(signal.name, 0.0) >= _HELD * rise(rising(stages, signal.name), signal)
    ]
    return held, tuple(each.name for each in found) if held else ()


def _series(meter: Meter, last: Stage, name: str, what: Course) -> LeakSeries:
    calls, readings = meter.series(name, last.batches)
    slope = last.growths[name]
    return LeakSeries(
        course=what,
        per_call=slope.per_call,
        low=slope.low,
        high=slope.high,
        calls=calls,
        readings=readings,
    )
