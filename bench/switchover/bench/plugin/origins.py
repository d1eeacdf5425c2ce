"""Where a failed pair's time, memory and leaks come from, as lines below its reasons."""

from collections.abc import Iterator

from switchover.bench.pair import Pair
from switchover.bench.profile import explain
from switchover.bench.profile.flame import duration
from switchover.bench.records import AllocationSite, LeakTrace, PairRecord

_MOST = 3
_PROFILE_S = 2.0


def origins(record: PairRecord, pair: Pair) -> Iterator[str]:
    """Name the functions, allocation sites and leaks behind a fail, the largest first."""
    if record.latency is not None and record.latency.verdict == "fail":
        yield from _functions(pair)
    if record.memory is not None:
        for site in record.memory.sites[:_MOST]:
            yield f"  memory: {_grown(site)}"
    if record.leaks is not None:
        for trace in record.leaks.traces:
            yield f"  leak: {_left(trace)}"


def _functions(pair: Pair) -> Iterator[str]:
    found = explain(pair.control, pair.candidate, list(pair.inputs), time_s=_PROFILE_S)
    for warning in found.warnings:
        yield f"  profile: {warning}"
    for shift in found.functions[:_MOST]:
        more = shift.candidate_own_s - shift.control_own_s
        if shift.share is not None and shift.share > 0:
            yield f"  profile: {shift.function} {duration(more)} more, {shift.share:.0%} of it"


def _grown(site: AllocationSite) -> str:
    count = site.candidate_allocations - site.control_allocations
    size = site.candidate_bytes - site.control_bytes
    return f"{site.where} in {site.function}: {size:+,} bytes at the peak, {count:+,} allocations"


def _left(trace: LeakTrace) -> str:
    made = f", made at {trace.site}" if trace.site else ""
    kept = f", kept by {' '.join(trace.chain)}" if trace.chain else ""
    return f"{trace.per_call:g} per call of {trace.type}{made}{kept}"
