"""Time a run of calls on all clocks at once, with nothing but the calls inside the bracket."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from time import perf_counter_ns, process_time_ns, thread_time_ns
from typing import Any

from ..copying import Arguments

__all__ = ["Call", "Reading", "Timed", "others"]

Reading = tuple[int, int, int, int]
"""cpu, wall, waited, others: nanoseconds, as in `Readings`."""

Call = Callable[..., Any]
Timed = tuple[int, int]

_SCHEDSTAT = "/proc/thread-self/schedstat"


def waiting_clock() -> Callable[[], int]:
    """Return a clock of the nanoseconds this thread was runnable without running.

    **Source:** second field of schedstat, Linux, Documentation/scheduler/sched-stats.rst. Where
    there is none the clock stands still, and preemption looks like waiting for something else.
    """
    if sys.platform != "linux":
        return lambda: 0
    try:
        file = os.open(_SCHEDSTAT, os.O_RDONLY | os.O_CLOEXEC)
        int(os.pread(file, 64, 0).split()[1])
    except (OSError, IndexError, ValueError):
        return lambda: 0
    return lambda: int(os.pread(file, 64, 0).split()[1])


def timer(call: Call, batch: Sequence[Arguments]) -> Callable[[], Timed]:
    """Return what times plain calls over a batch, in the cheapest loop that fits its arguments."""
    if any(keywords for _, keywords in batch):
        return partial(_with_keywords, call, batch)
    positional = [arguments for arguments, _ in batch]
    if all(len(arguments) == 1 for arguments in positional):
        return partial(_with_one, call, [arguments[0] for arguments in positional])
    return partial(_with_positional, call, positional)


def _with_one(call: Call, batch: Sequence[Any]) -> Timed:
    wall, cpu = perf_counter_ns(), thread_time_ns()
    for argument in batch:
        call(argument)
    return thread_time_ns() - cpu, perf_counter_ns() - wall


def _with_positional(call: Call, batch: Sequence[Sequence[Any]]) -> Timed:
    wall, cpu = perf_counter_ns(), thread_time_ns()
    for arguments in batch:
        call(*arguments)
    return thread_time_ns() - cpu, perf_counter_ns() - wall


def _with_keywords(call: Call, batch: Sequence[Arguments]) -> Timed:
    wall, cpu = perf_counter_ns(), thread_time_ns()
    for arguments, keywords in batch:
        call(*arguments, **keywords)
    return thread_time_ns() - cpu, perf_counter_ns() - wall


async def time_awaits(call: Callable[..., Awaitable[Any]], batch: Sequence[Arguments]) -> Timed:
    """Time awaited calls, one after the other: (cpu, wall) nanoseconds of all of them."""
    wall, cpu = perf_counter_ns(), thread_time_ns()
    for arguments, keywords in batch:
        await call(*arguments, **keywords)
    return thread_time_ns() - cpu, perf_counter_ns() - wall


def read(timed: Callable[[], Timed], waiting: Callable[[], int]) -> Reading:
    """Run `timed` and read around it how long it waited, and what others computed."""
    before, waited = others(), waiting()
    cpu, wall = timed()
    return cpu, wall, waiting() - waited, max(0, others() - before)


def others() -> int:
    """Return the CPU nanoseconds of all but this thread, and of child processes that ended."""
    return process_time_ns() - thread_time_ns() + _children()


if sys.platform == "win32":

    def _children() -> int:
        return 0

else:
    from resource import RUSAGE_CHILDREN, getrusage

    def _children() -> int:
        used = getrusage(RUSAGE_CHILDREN)
        return int(1e9 * (used.ru_utime + used.ru_stime))
