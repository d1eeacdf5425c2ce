"""Where a pair's time, memory and leaks come from, one line each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from switchover.ground import figures

from .profile.explanation import Explanation
from .profile.flame import duration
from .records import AllocationSite, LeakTrace

MOST = 3


def of_time(found: Explanation) -> Iterator[str]:
    """Name the functions that carry most of what the candidate takes more.

    A profiler slows Python's calls more than C's, so that a profile may show the slower side as the
    faster one; it then has nothing to say about what failed.
    """
    slower = (
        (each, more)
        for each in found.functions
        if (more := found.added_s(each) or 0.0) > 0 and each.candidate_own_s > each.control_own_s
    )
    for each, more in islice(slower, MOST):
        yield f"{each.function} {duration(more)} more, {each.share or 0:.0%} of the difference"


def of_memory(sites: Iterable[AllocationSite]) -> Iterator[str]:
    """Name the places whose allocations grew most."""
    for site in islice(sites, MOST):
        count = site.candidate_allocations - site.control_allocations
        size = site.candidate_bytes - site.control_bytes
        grown = f"{size:+,} bytes at the peak, {count:+,} allocations"
        yield f"{site.where} in {site.function}: {grown}"


def of_leaks(traces: Iterable[LeakTrace]) -> Iterator[str]:
    """Name what leaks, the line that makes it, and who keeps it."""
    for trace in traces:
        made = f", made at {trace.site}" if trace.site else ""
        kept = _kept(" ".join(trace.chain))
        yield f"{figures(trace.per_call)} per call of {trace.type}{made}{kept}"


def _kept(by: str) -> str:
    """Say who keeps it; what waits, a thread or a task, is kept by that."""
    if by.startswith("waits at "):
        return f", which {by}"
    return f", kept by {by}" if by else ""
