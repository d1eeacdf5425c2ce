"""The task of a memory launch: one side's calls under an instrument, input by input."""

from __future__ import annotations

import gc
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from statistics import median_low
from typing import Any

from ..completion import Completion
from ..exercise import Arguments, Exercise
from ..itself import own_directory, resident_bytes, started_children
from ..target import ResolvedSide, resolve
from .instruments import (
    Counting,
    Figures,
    Instrument,
    Memray,
    followed,
    made,
)
from .traced import Traced

_QUICK_S = 0.25  # a call up to this is made once untraced before it counts
_HOPELESS: Mapping[Instrument, float] = {"memray": 1.0, "memray-peak": 1.5}
"""Times what is left that all inputs would need, by the first ones, from which it is given up: at
once where something quicker comes after."""
_RESIDENT_CALLS, _RESIDENT_S = 200, 0.2


def trace_side(
    payload: tuple[Any, Sequence[Arguments]],
    *,
    time_s: float,
    repeats: int = 3,
    instrument: Instrument = "memray",
    sites: bool = False,
    before: int = 0,
) -> Traced:
    """Trace one side in this process, as many of its inputs as fit into the time, one at least.

    So many calls are made untraced `before`: what costs at the start alone is then over.
    """
    call, inputs = payload
    started = time.perf_counter()
    ends = started + time_s
    exercise = Exercise(resolve(call), inputs)
    with own_directory() as scratch:
        counting = made(instrument, scratch)
        capture = Capture(counting, repeats=repeats, sites=sites)
        call_s = _warmed(exercise)
        if (
            call_s >= _QUICK_S
        ):  # an input may be the first to await, and is traced at its first call
            import_module("asyncio")
        gc.freeze()  # what stands now is not looked through again before each trace
        resident, resident_calls = _resident(exercise) if call_s < _QUICK_S else (0, 0)
        if before > resident_calls:
            exercise.run(before - resident_calls)
        idle = capture.idle(exercise.completion)
        most = _HOPELESS[instrument]
        figures, needed_s, call_s = _figures(
            exercise, len(inputs), capture, ends, call_s, most=most
        )
    return Traced(
        peaks=tuple(max(0, each.peak - idle.peak) for each in figures),
        allocations=tuple(max(0, each.allocations - idle.allocations) for each in figures),
        allocated=tuple(max(0, each.allocated - idle.allocated) for each in figures),
        needed_s=needed_s,
        call_s=call_s,
        seconds=time.perf_counter() - started,
        resident_bytes=resident,
        resident_calls=resident_calls,
        calls=capture.calls,
        raised=capture.raised,
        broken=tuple(capture.broken),
        first_error=capture.first_error,
        children=started_children(),
        sites=counting.sites() if sites and isinstance(counting, Memray) else (),
    )


class Capture:
    """Makes calls of inputs under an instrument, and notes what they raise."""

    def __init__(self, counting: Counting, *, repeats: int, sites: bool) -> None:
        self._counting = counting
        self._repeats = repeats
        self._sites = sites
        self.calls = self.raised = 0
        self.broken: list[int] = []
        self.first_error = ""

    def idle(self, completion: Completion) -> Figures:
        """Trace a call of nothing that comes to its end in this way."""
        exercise = Exercise(ResolvedSide(name="nothing", call=_NOTHING[completion]), [((), {})])
        exercise.run(1)
        return _middle([self._trace(exercise.prepare(0)) for _ in range(self._repeats)])

    def call(self, exercise: Exercise, index: int, within_s: float) -> tuple[Figures, float]:
        """Trace one input, a few times over where there is time.

        Returns:
            The middle figures, and the seconds of one trace.
        """
        figures: list[Figures] = []
        once_s = 0.0
        started, raised = time.perf_counter(), self.raised
        while len(figures) < self._repeats:
            figures.append(self._trace(exercise.prepare(index)))
            once_s = (time.perf_counter() - started) / len(figures)
            if _agreed(figures, self._repeats) or once_s * (len(figures) + 1) > within_s:
                break
        self.calls += len(figures)
        if self.raised > raised:
            self.broken.append(index)
        if self._sites and isinstance(self._counting, Memray):
            self._counting.locate()
        return _middle(figures), once_s

    def _trace(self, call: Callable[[], None]) -> Figures:
        def noted() -> None:
            try:
                call()
            except Exception as error:  # noqa: BLE001 - an outcome of the code under test
                self.raised += 1
                self.first_error = self.first_error or f"{type(error).__name__}: {error}"

        gc.collect()  # which also empties the free lists, so that every call finds them alike
        return self._counting.count(noted)


def _warmed(exercise: Exercise) -> float:
    """Make a first call or two, and give the seconds of the last."""
    call_s = 0.0
    for _ in range(2):
        started = time.perf_counter()
        with followed():
            exercise.run(1)
        call_s = time.perf_counter() - started
        if call_s > _QUICK_S:
            break
    return call_s


def _figures(
    exercise: Exercise, inputs: int, capture: Capture, ends: float, call_s: float, *, most: float
) -> tuple[list[Figures], float, float]:
    """Trace the inputs in turn, and give the seconds that all of them need once, and one untraced.

    The latter is the mean over the inputs, by the traced call of a slow one.
    Quick ones are called once untraced, so that what they import or cache is over, and that the
    interpreter has what it keeps of functions that a tracer follows. It stops where the time is up,
    and where what the first ones took says that it will not do, `most` times over.
    """
    found: list[Figures] = []
    needed_s = untraced_s = 0.0  # by those so far
    for index in range(inputs):
        once_untraced_s = 0.0
        if call_s < _QUICK_S:
            before = time.perf_counter()
            with suppress(Exception), followed():
                exercise.prepare(index)()
            once_untraced_s = call_s = time.perf_counter() - before
        within_s = (ends - time.perf_counter()) / (inputs - index)
        figures, once_s = capture.call(exercise, index, within_s)
        found.append(figures)
        needed_s += once_untraced_s + once_s
        untraced_s += once_untraced_s or once_s
        left_s = ends - time.perf_counter()
        if left_s < 0 or needed_s / len(found) * (inputs - len(found)) > most * left_s:
            break
    return found, needed_s / len(found) * inputs, untraced_s / len(found)


def _resident(exercise: Exercise) -> tuple[int, int]:
    """Run some calls untraced and give what the resident set grew by, and how many calls."""
    gc.collect()
    before, ends, calls = resident_bytes(), time.perf_counter() + _RESIDENT_S, 0
    while calls < _RESIDENT_CALLS and time.perf_counter() < ends:
        exercise.run(1)
        calls += 1
    gc.collect()
    return resident_bytes() - before, calls


def _agreed(figures: list[Figures], repeats: int) -> bool:
    """Say whether more figures could not move the middle: most of all are one and the same."""
    return 2 * figures.count(figures[-1]) > repeats


def _middle(figures: list[Figures]) -> Figures:
    return Figures(*(median_low(values) for values in zip(*figures, strict=True)))


def _nothing() -> None: ...


async def _nothing_awaited() -> None: ...


def _nothing_iterated() -> Iterator[None]:
    yield from ()


async def _nothing_iterated_async() -> AsyncIterator[None]:
    for _ in ():
        yield


_NOTHING: Mapping[Completion, Callable[[], Any]] = {
    "called": _nothing,
    "awaited": _nothing_awaited,
    "iterated": _nothing_iterated,
    "iterated_async": _nothing_iterated_async,
    "mixed": _nothing_awaited,
}
