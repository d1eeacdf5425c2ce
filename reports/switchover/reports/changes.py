"""From old to new: the quantities and values behind a check's verdict, control beside candidate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from switchover.bench import MemoryMetric
from switchover.ground import figures

from . import wording
from .records import Check, PairRun

__all__ = ["Change", "changes"]

SHOWN = 5
"""Groups of differences that a summary names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One quantity or value: on the control, on the candidate, and what is to be said of it."""

    what: str
    control: str
    candidate: str
    note: str = ""


def changes(pair: PairRun, check: Check) -> tuple[Change, ...]:
    """List what a check saw change; nothing where it saw nothing or did not happen."""
    return tuple(_CHANGES[check](pair))


def _answers(pair: PairRun) -> Iterator[Change]:
    groups = [group for group in (pair.shadow.groups if pair.shadow else ()) if group.is_open]
    for group in groups[:SHOWN]:
        one = group.exemplars[0] if group.exemplars else None
        yield Change(
            what=group.path,
            control=(one.control if one else group.control_type) or "nothing",
            candidate=(one.candidate if one else group.candidate_type) or "nothing",
            note=f"{group.kind} in {wording.plural(group.inputs, 'input')}",
        )


def _latency(pair: PairRun) -> Iterator[Change]:
    record = pair.bench.latency if pair.bench else None
    clock = record.decided if record else None
    if clock is None:
        return
    interval = clock.interval
    ends = f" ({figures(interval.low, 4)} to {figures(interval.high, 4)})" if interval else ""
    yield Change(
        what=f"{clock.clock} time per call",
        control=wording.seconds(clock.control_s),
        candidate=wording.seconds(clock.candidate_s),
        note=f"ratio {figures(clock.ratio, 4)}{ends}",
    )


def _memory(pair: PairRun) -> Iterator[Change]:
    record = pair.bench.memory if pair.bench else None
    for metric in record.metrics if record else ():
        if metric.verdict != "pass" or metric is record.metrics[0]:  # type: ignore[union-attr]
            control, candidate = (_amount(metric, n) for n in (metric.control, metric.candidate))
            ratio = "" if metric.ratio is None else wording.change(metric.ratio)
            yield Change(
                what=f"{metric.name} per call", control=control, candidate=candidate, note=ratio
            )


def _amount(metric: MemoryMetric, number: float) -> str:
    return wording.amount(number, "bytes" if metric.unit == "bytes" else "")


def _leaks(pair: PairRun) -> Iterator[Change]:
    record = pair.bench.leaks if pair.bench else None
    for signal in record.signals if record else ():
        if signal.finding != "clean":
            yield Change(
                what=f"{signal.name} per call",
                control=wording.signed(signal.control.per_call),
                candidate=wording.signed(signal.candidate.per_call),
                note=signal.finding,
            )


def _earlier(pair: PairRun) -> Iterator[Change]:
    found = pair.against_record
    if found is not None and found.ratio is not None:
        yield Change(
            what=found.basis, control="1", candidate=figures(found.ratio, 4), note="then, now"
        )


_CHANGES: dict[Check, Callable[[PairRun], Iterator[Change]]] = {
    "shadow": _answers,
    "latency": _latency,
    "memory": _memory,
    "leaks": _leaks,
    "record": _earlier,
}
