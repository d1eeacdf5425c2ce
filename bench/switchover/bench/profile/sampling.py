"""The task of a profiling launch: both sides by turns under pyinstrument, on the same inputs."""

import time
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from switchover.bench.exercise import Arguments, Exercise
from switchover.bench.manner import IN_LOOP
from switchover.bench.profile.stacks import Stack
from switchover.bench.target import resolve

_ROOM = str(Path(__file__).parents[1])
_INTERVAL_S = 0.0005
_BLOCKS = 40  # of each side, about
_WARM_CALLS = 3
_CALLERS = frozenset({"_once", "_awaited", "drain", "consume", "end"})
"""Where an exercise calls the code under test, or iterates and awaits what that returned."""


class Sampled(msgspec.Struct, frozen=True, kw_only=True):
    """One side: seconds by stack of frames (function, NUL, file), and the calls they are of."""

    stacks: list[tuple[list[str], float]]
    calls: int
    raised: int = 0
    first_error: str = ""

    def folded(self) -> dict[Stack, float]:
        """Give the stacks as a mapping."""
        return {tuple(stack): seconds for stack, seconds in self.stacks}


class Profiled:
    """One side under a profiler of its own, block by block."""

    def __init__(self, call: Any, inputs: Sequence[Arguments]) -> None:
        self._exercise = Exercise(resolve(call), inputs)
        self._calls = 0

    @cached_property
    def _profiler(self) -> Any:
        """Made after the warm-up, which shows whether calls are awaited."""
        from pyinstrument import Profiler

        awaits = self._exercise.manner in IN_LOOP
        return Profiler(interval=_INTERVAL_S, async_mode="enabled" if awaits else "disabled")

    def warm_up(self, inputs: int) -> float:
        """Call each input untimed, and give the seconds of a call."""
        calls = max(_WARM_CALLS, inputs)
        self._exercise.run(1)
        started = time.perf_counter()
        self._exercise.run(calls)
        return (time.perf_counter() - started) / calls

    def block(self, calls: int) -> None:
        """Make so many profiled calls."""
        self._exercise.run(calls, within=self._profiler)
        self._calls += calls

    def sampled(self) -> Sampled:
        """Fold what was sampled, without the frames above the call under test."""
        session = self._profiler.last_session
        folded: defaultdict[tuple[str, ...], float] = defaultdict(float)
        for identifiers, seconds in session.frame_records if session else ():
            if stack := inner(identifiers):
                folded[stack] += seconds
        return Sampled(
            stacks=[(list(stack), seconds) for stack, seconds in folded.items()],
            calls=self._calls,
            raised=self._exercise.raised,
            first_error=self._exercise.first_error,
        )


def sample_both(
    payload: tuple[Any, Any, Sequence[Arguments]], *, time_s: float
) -> tuple[Sampled, Sampled]:
    """Profile control and candidate in alternating blocks for about `time_s` seconds."""
    control, candidate, inputs = payload
    sides = (Profiled(control, inputs), Profiled(candidate, inputs))
    call_s = max(side.warm_up(len(inputs)) for side in sides)
    whole_passes = max(1, round(time_s / (2 * _BLOCKS * call_s * len(inputs))))
    ends = time.perf_counter() + time_s
    while True:
        for side in sides:  # the same inputs in the same numbers on both sides
            side.block(whole_passes * len(inputs))
        if time.perf_counter() > ends:
            break
    return sides[0].sampled(), sides[1].sampled()


def inner(identifiers: Sequence[str]) -> tuple[str, ...]:
    """Cut a sampled stack down to the call under test, frame by frame (function, NUL, file).

    Empty where the sample fell into this room's own work, such as copying an input.
    """
    frames = [f"{identifier}\0\0".split("\0") for identifier in identifiers]
    ours = [place for place, frame in enumerate(frames) if frame[1].startswith(_ROOM)]
    if not ours or frames[ours[-1]][0] not in _CALLERS:
        return ()
    return tuple(f"{frame[0]}\0{frame[1]}" for frame in frames[ours[-1] + 1 :])
