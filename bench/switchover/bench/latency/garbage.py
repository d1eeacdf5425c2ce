"""What a call leaves to the collector: cycles, which cost when they are found, not in the call."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter, thread_time

__all__ = ["added", "collected_s", "collector_quiet", "leaves_cycles"]

LEAST = 0.03
"""Share of the control's time from which what is left to the collector is no chance. **Source:**
ours: it is processor time of a count of objects that is the same each time."""

_SPAN_S, _MOST_CALLS = 0.005, 200  # copies of an input take most of it where they are slow to make


def leaves_cycles(call: Callable[[], object]) -> bool:
    """Say whether the collector finds anything after a call, in what is newer than the call.

    How many objects wait for it says nothing: those from the interpreter's free lists do not count.
    """
    with collector_quiet(collect=False):
        call()
        return gc.collect() > 0


def collected_s(call: Callable[[], object], copy: Callable[[], object]) -> float:
    """Give the processor seconds that the collector needs for the cycles that one call leaves.

    Nothing where it finds none. What stood before is not looked through, and what `copy` leaves,
    which makes the arguments of a call as `call` does, is no part of it.
    """
    with collector_quiet():
        calls = _made(call)
        spent_s, found = _collection_s()
        for _ in range(calls):
            copy()
        idle_s, idle = _collection_s()
    return max(0.0, spent_s - idle_s) / calls if found - idle >= calls else 0.0


def _made(call: Callable[[], object]) -> int:
    """Make calls for a few milliseconds, one at least, and say how many these were."""
    ends, calls = perf_counter() + _SPAN_S, 0
    while not calls or (calls < _MOST_CALLS and perf_counter() < ends):
        call()
        calls += 1
    return calls


def added(
    control: Sequence[tuple[float, float]], candidate: Sequence[tuple[float, float]]
) -> float:
    """Give what the candidate leaves more to the collector, as a share of the control's time. Pure.

    Each side gives the seconds of a call and of the collector's work for it, for the same inputs.
    """
    whole_s = sum(seconds for seconds, _ in control)
    more_s = sum(left for _, left in candidate) - sum(left for _, left in control)
    return more_s / whole_s if whole_s > 0 and more_s >= LEAST * whole_s else 0.0


def _collection_s() -> tuple[float, int]:
    started = thread_time()  # threads of C may go on beside it
    found = gc.collect()
    return thread_time() - started, found


@contextmanager
def collector_quiet(*, collect: bool = True) -> Iterator[None]:
    """Collect, freeze and stop the garbage collector, and put it back.

    Without `collect` what is there is frozen as it is, which takes no time. What the caller had
    frozen stays so: it is not looked through again in the next launch.
    """
    enabled, frozen = gc.isenabled(), gc.get_freeze_count()
    if collect:
        gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if not frozen:
            gc.unfreeze()
        if enabled:
            gc.enable()
