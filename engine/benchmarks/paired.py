"""Times two calls in interleaved rounds, for the benchmarks beside this file."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

__all__ = ["ratio"]


def seconds(call: Callable[[], object], calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - start) / calls


def ratio(
    control: Callable[[], object], candidate: Callable[[], object], *, rounds: int, calls: int
) -> tuple[float, float]:
    """The median ratio of paired rounds, and the candidate's median seconds."""
    pairs = []
    for index in range(rounds):
        first, second = (control, candidate) if index % 2 else (candidate, control)
        times = {first: seconds(first, calls), second: seconds(second, calls)}
        pairs.append((times[candidate] / times[control], times[candidate]))
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
