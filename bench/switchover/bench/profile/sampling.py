"""The task of a profiling launch: both sides by turns under pyinstrument, on the same inputs."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..completion import IN_LOOP
from ..exercise import Arguments, Exercise
from ..target import resolve
from .stacks import Stack

__all__ = ["Sampled"]

_ROOM = str(Path(__file__).parents[1])
_BLOCKS = 40  # of each side, about
_INTERVALS_S = (0.0002, 0.001)
"""Seconds between samples, another for each block: one fixed interval falls into step with calls
of even length and then sees the same few places of them again and again."""
_GOLDEN = (5**0.5 - 1) / 2  # its multiples modulo 1 spread evenly over 0 to 1, however many
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
        self._folded: defaultdict[tuple[str, ...], float] = defaultdict(float)
        self._blocks = 0
        self._calls = 0

    def warm_up(self, inputs: int) -> float:
        """Call each input untimed, and give the seconds of a call."""
        calls = max(_WARM_CALLS, inputs)
        self._exercise.run(1)
        started = time.perf_counter()
        self._exercise.run(calls)
        return (time.perf_counter() - started) / calls

    def block(self, calls: int) -> None:
        """Make so many profiled calls, and fold what was sampled of the calls under test."""
        from pyinstrument import Profiler

        profiler = Profiler(
            interval=interval(self._blocks),
            async_mode="enabled" if self._exercise.completion in IN_LOOP else "disabled",
        )
        self._exercise.run(calls, within=profiler)
        self._blocks += 1
        self._calls += calls
        session = profiler.last_session
        for identifiers, seconds in session.frame_records if session else ():
            if stack := inner(identifiers):
                self._folded[stack] += seconds

    def sampled(self) -> Sampled:
        """Give what the blocks so far have shown."""
        return Sampled(
            stacks=[(list(stack), seconds) for stack, seconds in self._folded.items()],
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


def interval(block: int) -> float:
    """Give the seconds between the samples of a block."""
    shortest, longest = _INTERVALS_S
    return shortest + (longest - shortest) * (block * _GOLDEN % 1)


def inner(identifiers: Sequence[str]) -> tuple[str, ...]:
    """Cut a sampled stack down to the call under test, frame by frame (function, NUL, file).

    Empty where the sample fell into this room's own work, such as copying an input.
    """
    frames = [f"{identifier}\0\0".split("\0") for identifier in identifiers]
    ours = [place for place, frame in enumerate(frames) if frame[1].startswith(_ROOM)]
    if not ours or frames[ours[-1]][0] not in _CALLERS:
        return ()
    return tuple(f"{frame[0]}\0{frame[1]}" for frame in frames[ours[-1] + 1 :])
