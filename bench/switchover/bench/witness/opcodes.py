"""Count the opcodes that both sides execute: exact, slow, and blind to C and to waiting."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import perf_counter
from types import CodeType, FrameType
from typing import Any

import msgspec

from switchover.bench.exercise import Exercise
from switchover.bench.latency.sampler import Job
from switchover.bench.target import resolve

_NOT_COUNTED = (str(Path(asyncio.__file__).parent), str(Path(__file__).parents[1]))
_WARM_UP = 2


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Opcodes of one pass over those inputs that there was time for and that did not raise."""

    control: int
    candidate: int
    inputs: int


def count(job: Job, *, seconds: float) -> Counts:
    """Count both sides, input by input, each after two calls that warm caches up.

    The event loop's own opcodes are left out: how often it turns depends on time.
    """
    started = perf_counter()
    control, candidate, inputs = 0, 0, 0
    sides = [Exercise(resolve(spec), job.inputs) for spec in (job.control, job.candidate)]
    for index in range(len(job.inputs)):
        ours, theirs = (_counted(side, index) for side in sides)
        if ours is not None and theirs is not None:
            control, candidate, inputs = control + ours, candidate + theirs, inputs + 1
        if perf_counter() - started > seconds:
            break
    return Counts(control=control, candidate=candidate, inputs=inputs)


def counting() -> AbstractContextManager[list[int]]:
    """Count opcodes until the block ends, into the one item of the list it gives.

    Through `sys.monitoring` from Python 3.12 on, before that by tracing opcodes.
    """
    return _monitored() if sys.version_info >= (3, 12) else _traced()


def _counted(side: Exercise, index: int) -> int | None:
    """Return the opcodes of one call, or None where it raises."""
    try:
        for _ in range(_WARM_UP):
            side.prepare(index)()
        call = side.prepare(index)
        with counting() as total:
            call()
    except Exception:  # noqa: BLE001 - an outcome of the code under test; not counted
        return None
    return total[0]


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
