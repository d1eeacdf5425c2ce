"""The driver of a leak watch: one launch for each side, and another one where something leaks."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Any

import msgspec

from .. import corpus
from ..deadline import Deadline
from ..errors import LaunchError, LaunchTimeoutError
from ..exercise import Arguments
from ..launch import launch
from ..records import LeakRecord, LeakTrace
from ..target import name_of
from .judgement import FEWEST, advice, judge
from .watched import SideSeries, fits

__all__ = ["watch"]

MOST_INPUTS = 50
_SLOW_S = 0.1
_TRACING = 3  # times as long that a call may take while it is traced
_GRACE_S = 30.0  # for a start, a drain, and a last stage that took longer than it was given
_WATCH = "switchover.bench.leaks.watching:watch_side"
_DIAGNOSE = "switchover.bench.leaks.diagnosis:diagnose"


def watch(  # noqa: PLR0913 - what a watch is made of
    control: str | Callable[..., Any],
    candidate: str | Callable[..., Any],
    inputs: Iterable[Arguments],
    *,
    budget: float = 0.05,
    time_s: float = 10.0,
    asked_s: float = 0.0,
    until: Deadline | None = None,
    call_s: float = 0.0,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> LeakRecord:
    """Say whether the candidate leaks what the control does not.

    Each side runs in a fresh process of its own, hundreds of times on the same inputs (at most 50
    are drawn), while blocks, heap, objects, threads, descriptors, sockets, tasks, un-awaited
    coroutines, child processes and temporary files are counted. Where nothing grows that takes
    well under a second a side; `time_s` bounds what is spent on telling a leak from a cache.

    Args:
        control: Import string `module:qualname`, or a callable; sync or async.
        candidate: As the control.
        inputs: Positional and keyword arguments of each call; every call gets copies of its own.
        budget: Share by which the candidate may leak faster than the control.
        time_s: Seconds per side.
        asked_s: The time of the pair of which this is a part, where it is one of a pair's.
        until: When all has to be over; a side that is then still running is killed.
        call_s: Seconds of the slower side's call, where known: what cannot fit is not begun.
        seed: Chooses the inputs where there are more than 50.
        progress: Told in a few words what begins.

    Raises:
        TargetError: A side names nothing that can be called.
        BenchError: An input is not (args, kwargs).
        ValueError: There are no inputs, or the time is not above zero.
    """
    drawn = corpus.few(inputs, seed=seed, most=MOST_INPUTS, time_s=time_s, of="a leak watch")
    sides = {"control": name_of(control), "candidate": name_of(candidate)}
    if importlib.util.find_spec("psutil") is None:
        return _undecided("psutil is not installed: pip install 'switchover[bench]'")
    started, tell = perf_counter(), progress or _silent
    if not fits(call_s, time_s):
        return _undecided(_too_slow(call_s, asked_s))
    watched: dict[str, SideSeries] = {}
    for name, call in {"control": control, "candidate": candidate}.items():
        tell(f"leaks: {name} {sides[name]}")
        limit_s = _limit_s(4 * time_s + _GRACE_S, until, 2 - len(watched))
        try:
            watched[name] = launch(
                _WATCH,
                (call, drawn),
                does=f"watched the {name} for leaks",
                returns=SideSeries,
                timeout_s=limit_s,
                env=_exact(),
                time_s=time_s,
            )
        except LaunchError as error:
            late = isinstance(error, LaunchTimeoutError)
            wanted = advice(FEWEST, limit_s, asked_s=asked_s) if late else ""
            said = f"{error}; give it more: {wanted}" if late else str(error)
            return _undecided(f"the {name} could not be watched: {said}", started)
        if not watched[name].calls:
            return _undecided(_too_slow(watched[name].call_s, asked_s), started)
    record = judge(watched["control"], watched["candidate"], budget=budget, asked_s=asked_s)
    traces: tuple[LeakTrace, ...] = ()
    if record.verdict == "fail":
        tell("leaks: where the candidate's come from")
        side = watched["candidate"]
        limit_s = _limit_s(1_000 * side.call_s + _GRACE_S, until)
        traces, warning = _traces(candidate, drawn, record, limit_s, _fit(side, limit_s))
        record = msgspec.structs.replace(record, warnings=(*record.warnings, *warning))
    return msgspec.structs.replace(record, traces=traces, seconds=perf_counter() - started)


def _too_slow(call_s: float, asked_s: float) -> str:
    said = f"a call takes {call_s:.3g} s, and {FEWEST} of each side are needed"
    return f"{said}: {advice(FEWEST, call_s, asked_s=asked_s)}"


def _limit_s(seconds: float, until: Deadline | None, launches: int = 1) -> float:
    """Bound a launch by its share of what is left for this one and those that follow."""
    return seconds if until is None else min(seconds, until.left() / launches)


def _traces(
    call: Any, inputs: Sequence[Arguments], record: LeakRecord, limit_s: float, fit: int
) -> tuple[tuple[LeakTrace, ...], tuple[str, ...]]:
    """Diagnose the candidate; a diagnosis that does not come to an end is said and not raised."""
    leaking = tuple(signal.name for signal in record.signals if signal.finding == "leak")
    try:
        traces = launch(
            _DIAGNOSE,
            (call, inputs),
            does="looked where leaks come from",
            returns=tuple[LeakTrace, ...],
            timeout_s=limit_s,
            signals=leaking,
            fit=fit,
            rate=_rate(record),
        )
    except LaunchError as error:
        return (), (f"the leak's origin was not found: {error}",)
    return traces, ()


def _rate(record: LeakRecord) -> float:
    """Give how many of what leaks a call leaves at the least; bytes are no number of objects."""
    counted = [
        signal.candidate.per_call
        for signal in record.signals
        if signal.finding == "leak" and "bytes" not in signal.unit and signal.candidate.per_call > 0
    ]
    return min((1.0, *counted))


def _fit(side: SideSeries, limit_s: float) -> int:
    """Give the calls that fit into a diagnosis: of slow ones no more than were needed to see it."""
    fit = int(limit_s / _TRACING / max(side.call_s, 1e-6))
    return min(fit, side.calls) if side.call_s > _SLOW_S else fit


def _exact() -> dict[str, str]:
    """Give the environment in which the heap's size is exact, where malloc is glibc's.

    It keeps freed memory for each thread in lists that fill through the first thousand calls, and
    counts it as given out. **Source:** glibc's manual, Memory Allocation Tunables; other systems
    do not look at the variable.
    """
    there = os.environ.get("GLIBC_TUNABLES", "")
    return {"GLIBC_TUNABLES": ":".join(filter(None, (there, "glibc.malloc.tcache_count=0")))}


def _undecided(reason: str, started: float | None = None) -> LeakRecord:
    seconds = perf_counter() - started if started is not None else 0.0
    return LeakRecord(verdict="inconclusive", reasons=(reason,), seconds=seconds)


def _silent(_: str) -> None: ...
