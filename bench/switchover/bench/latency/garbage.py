"""What a call leaves to the collector: cycles, which cost when they are found, not in the call."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import process_time

__all__ = ["added", "collected_s", "pressure"]

LEAST = 0.03
"""Share of the control's time from which what is left to the collector is no chance. **Source:**
ours: it is processor time of a count of objects that is the same each time."""

_SPAN_S, _MOST_CALLS = 0.005, 200


def pressure() -> tuple[int, int]:
    """Read how many objects wait for the youngest collection, and how many of these there were."""
    return gc.get_count()[0], gc.get_stats()[0]["collections"]


def collected_s(call: Callable[[], object], call_s: float) -> float:
    """Give the processor seconds that the collector needs for the cycles that one call leaves.

    Nothing where it finds none. What stood before is not looked through.
    """
    calls = max(1, min(_MOST_CALLS, int(_SPAN_S / max(call_s, 1e-9))))
    with _frozen():
        idle_s = min(_collection_s()[0] for _ in range(2))
        for _ in range(calls):
            call()
        spent_s, found = _collection_s()
    return max(0.0, spent_s - idle_s) / calls if found >= calls else 0.0


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
    started = process_time()
    found = gc.collect()
    return process_time() - started, found


@contextmanager
def _frozen() -> Iterator[None]:
    """Stop the collector, and let it look through nothing that stands."""
    enabled, frozen = gc.isenabled(), gc.get_freeze_count()
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
