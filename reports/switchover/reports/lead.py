"""One sentence on a pair, in words for whoever decides: every part that failed, with its size."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from switchover.bench import LeakRecord, MemoryMetric, Verdict
from switchover.ground import figures

from . import wording
from .records import Check, PairRun

__all__ = ["largest", "lead"]

NAMES: dict[Check, str] = {
    "shadow": "answers",
    "latency": "latency",
    "memory": "memory",
    "leaks": "leaks",
    "record": "comparison with the earlier record",
}

_MEMORY = {
    "peak": ("memory", "was"),
    "allocations": ("allocations", "were"),
    "allocated": ("bytes allocated", "were"),
}
"""What each quantity of memory is called in a sentence, and the verb of its number."""


def lead(pair: PairRun, verdicts: Iterable[tuple[Check, Verdict]]) -> str:
    """Name every part that failed, then those left open; "" where all passed."""
    found = list(verdicts)
    failed = [_failed(pair, check) for check, verdict in found if verdict == "fail"]
    left = [NAMES[check] for check, verdict in found if verdict == "inconclusive"]
    if left:
        failed.append(f"undecided: {', '.join(left)}")
    return ", ".join(failed)


def _failed(pair: PairRun, check: Check) -> str:
    return _SAID[check](pair) or f"{NAMES[check]} failed"


def _answers(pair: PairRun) -> str:
    record = pair.shadow
    if record is None or not record.unaccepted:
        return ""
    if record.inputs == 1:
        return "the only answer differs"
    answers = f"{record.unaccepted:,} of {wording.plural(record.inputs, 'answer')}"
    return f"{answers} {'differs' if record.unaccepted == 1 else 'differ'}"


def _slower(pair: PairRun) -> str:
    record = pair.bench.latency if pair.bench else None
    clock = record.decided if record else None
    if record is not None and record.answers == "differ":
        return "answers differ"
    return "" if clock is None else more(clock.ratio, "slower", "the time")


def _hungrier(pair: PairRun) -> str:
    record = pair.bench.memory if pair.bench else None
    failed = [m for m in record.metrics if m.gated and m.verdict == "fail"] if record else []
    metric = largest(failed)
    if metric is None:
        return ""
    what, were = _MEMORY[metric.name]
    if metric.ratio is None:
        return f"{what} where there {were} none"
    return more(metric.ratio, f"more {what}", f"the {what}")


def largest(metrics: Iterable[MemoryMetric]) -> MemoryMetric | None:
    """Pick what grew most: from nothing to something before any ratio."""
    return max(
        metrics, key=lambda each: math.inf if each.ratio is None else each.ratio, default=None
    )


def _leaking(pair: PairRun) -> str:
    record = pair.bench.leaks if pair.bench else None
    if record is None:
        return ""
    left = _left(record)
    return f"leaks {left} a call" if left else "leaks more"


def _left(record: LeakRecord) -> str:
    """Name what is left behind first, by its type where that is known."""
    if record.traces:
        trace = record.traces[0]
        return _count(trace.per_call, trace.type)
    leaking = (signal for signal in record.signals if signal.finding == "leak")
    signal = next(leaking, None)
    return "" if signal is None else _count(signal.candidate.per_call, signal.singular)


def _count(number: float, noun: str) -> str:
    """Write `one list`, `3 blocks`, `0.2 lists`, `2 processes`, `1,008 bytes`."""
    if abs(number - 1) < 0.05:
        return f"one {noun}"
    ending = "es" if noun.endswith("ss") else "" if noun.endswith("s") else "s"
    return f"{figures(number)} {noun}{ending}"


def _earlier(pair: PairRun) -> str:
    found = pair.against_record
    if found is None or found.ratio is None:
        return ""
    return f"{more(found.ratio, 'more', 'what it took')} than in the earlier record"


def more(ratio: float, small: str, large: str) -> str:
    """Write a ratio above 1 as `17 % slower`, and from 2 on as `2.7 × the time`."""
    if ratio >= 2:
        return f"{figures(ratio, 2)} × {large}"
    return f"{figures(100 * (ratio - 1), 2)} % {small}"


_SAID: dict[Check, Callable[[PairRun], str]] = {
    "shadow": _answers,
    "latency": _slower,
    "memory": _hungrier,
    "leaks": _leaking,
    "record": _earlier,
}
