"""Count the opcodes that both sides execute: exact, slow, and blind to C and to waiting."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from types import CodeType, FrameType
from typing import Any

import msgspec

from ..exercise import Arguments, Exercise
from ..latency.garbage import collector_quiet
from ..latency.sampler import Job
from ..target import resolve

__all__ = ["counting"]

_NOT_COUNTED = (str(Path(os.__file__).with_name("asyncio")), str(Path(__file__).parents[1]))
_WARM_UP = 2
_WARM_UP_S = 0.2


RAISED = -1
VARIED = -2
_QUICK_S = 0.05
_BUSIEST = 10  # times slower than it computes is a call on a busy machine, or one that waits
_ALIKE = 0.005
"""How much two counts of one call may differ. **Source:** ours: deterministic code counts exactly
alike, and a cache that grows between the two by less than that is no chance either."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Opcodes of one pass over the inputs that did not raise; of none where not all are known.

    The ratio is that of the calls that the inputs stand for; None where the control has none.
    """

    control: int
    candidate: int
    inputs: int
    ratio: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One side by itself, for a process with an import path of its own.

    Attributes:
        inputs: Pickled, so that they are loaded under that path.
    """

    spec: str
    inputs: bytes
    path: tuple[str, ...]


def count(job: Job, *, seconds: float) -> Counts:
    """Count both sides in this process, and spend at most about `seconds` on each."""
    control = tally(job.control, job.inputs, seconds=seconds)
    candidate = tally(job.candidate, job.inputs, seconds=seconds)
    return combine(control, candidate, inputs=len(job.inputs), stands_for=job.stands_for)


def count_half(half: Half, *, seconds: float) -> list[int]:
    """Count one side in this process, input by input, under the side's own import path."""
    sys.path[:] = half.path  # what counts is loaded; from here on it is the code under test
    inputs = pickle.loads(half.inputs)  # noqa: S301 - our own parent pickled it
    return tally(half.spec, inputs, seconds=seconds)


def tally(spec: Any, inputs: Sequence[Arguments], *, seconds: float) -> list[int]:
    """Count the opcodes of one call of each input, `RAISED` where it raises.

    Each is counted after two calls that warm caches up; quick ones twice, and `VARIED` where these
    differ. The event loop's own opcodes are left out: how often it turns depends on time.
    """
    started, counts = perf_counter(), list[int]()
    side = Exercise(resolve(spec), inputs)
    with collector_quiet():  # what stands is not looked through again before each count
        for index in range(len(inputs)):
            counts.append(_settled(side, index))
            if perf_counter() - started > seconds:
                break
    return counts


def combine(
    control: Sequence[int],
    candidate: Sequence[int],
    *,
    inputs: int,
    stands_for: Sequence[float] = (),
) -> Counts:
    """Add up the inputs on which neither side raised. Pure.

    Where one was not counted, for want of time or because its count is chance, nothing is known of
    the whole.
    """
    if min(len(control), len(candidate)) < inputs or VARIED in {*control, *candidate}:
        return Counts(control=0, candidate=0, inputs=0)
    calls = stands_for or [1.0] * inputs
    rows = zip(control, candidate, calls, strict=True)
    both = [row for row in rows if RAISED not in row[:2]]
    whole = sum(ours * count for ours, _, count in both)
    return Counts(
        control=sum(ours for ours, _, _ in both),
        candidate=sum(theirs for _, theirs, _ in both),
        inputs=len(both),
        ratio=sum(theirs * count for _, theirs, count in both) / whole if whole else None,
    )


def counting() -> AbstractContextManager[list[int]]:
    """Count opcodes until the block ends, into the one item of the list it gives.

    Through `sys.monitoring` from Python 3.12 on, before that by tracing opcodes.
    """
    import_module("asyncio")  # which a call may need: no import of it is counted
    return _monitored() if sys.version_info >= (3, 12) else _traced()


def _settled(side: Exercise, index: int) -> int:
    first, seconds = _counted(side, index)
    if first == RAISED or seconds > _QUICK_S:
        return first
    again, _ = _counted(side, index)
    return first if abs(again - first) <= _ALIKE * first else VARIED


def _counted(side: Exercise, index: int) -> tuple[int, float]:
    """Count one call, and say how long it computed without its warm-up."""
    try:
        _warm_up(side, index)
        call = side.prepare(index)
        gc.collect()  # no finaliser of the past is counted
        with counting() as total:
            computed, started = process_time(), perf_counter()
            call()
            computed, taken = process_time() - computed, perf_counter() - started
    except Exception:  # noqa: BLE001 - an outcome of the code under test; not counted
        return RAISED, 0.0
    return total[0], max(computed, taken / _BUSIEST)


def _warm_up(side: Exercise, index: int) -> None:
    started = perf_counter()
    for _ in range(_WARM_UP):
        side.prepare(index)()
        if perf_counter() - started > _WARM_UP_S:
            return


@contextmanager
def _traced() -> Iterator[list[int]]:
    total = [0]

    def step(_: FrameType, event: str, __: Any) -> Any:
        total[0] += event == "opcode"
        return step

    def enter(frame: FrameType, _: str, __: Any) -> Any:
        if frame.f_code.co_filename.startswith(_NOT_COUNTED):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return step

    before, before_threads = sys.gettrace(), threading.gettrace()
    threading.settrace(enter)
    sys.settrace(enter)
    try:
        yield total
    finally:
        sys.settrace(before)
        threading.settrace(before_threads)


@contextmanager
def _monitored() -> Iterator[list[int]]:
    monitoring: Any = vars(sys)["monitoring"]  # not there for a type checker at the 3.11 floor
    total = [0]

    def step(code: CodeType, _: int) -> Any:
        if code.co_filename.startswith(_NOT_COUNTED):
            return monitoring.DISABLE
        total[0] += 1
        return None

    tool = next(number for number in range(6) if monitoring.get_tool(number) is None)
    event = monitoring.events.INSTRUCTION
    monitoring.use_tool_id(tool, "switchover")
    monitoring.register_callback(tool, event, step)
    monitoring.set_events(tool, event)
    try:
        yield total
    finally:
        monitoring.set_events(tool, 0)
        monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)
