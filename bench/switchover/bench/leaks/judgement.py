"""The candidate's growth against the control's: a pure decision over two watched sides."""

from __future__ import annotations

import math
from collections.abc import Sequence

from switchover.ground import figures

from ..records import LeakRecord, LeakSeries, LeakSignal
from ..shares import more, time_for
from ..verdict import Verdict
from .schedule import StageLimits
from .signals import SIGNALS, GrowthSignal
from .steady import LEAST
from .watched import SideSeries

__all__ = ["FEWEST", "advice", "judge"]

_RISING = frozenset({"grows", "undecided"})
_LEAST_CALLS = 60
FEWEST = LEAST
"""Calls that are enough where a call is slow: one in each batch. What every call leaves behind is
seen in them, for the counters are exact; what one call in five leaves is not, and a pass says over
how many calls it speaks. What grew in them is seen in as many again."""

_SLOW_S = 0.1
_TELLING = 800  # calls in which three stages fit, long enough for most signals
_MORE = 3
_SHARE = 0.3  # of the time that both sides have, what one of them may take
_WARM = 3  # calls before the first reading, where calls are slow
_READINGS = 12 * 5  # of five stages, in which most signals are told


def judge(
    control: SideSeries, candidate: SideSeries, *, budget: float, asked_s: float = 0.0
) -> LeakRecord:
    """Fail what the candidate alone leaks, or leaks faster than the control by the budget.

    A leak that both sides have is named and not failed. Growth that the time was too short to tell
    from a filling cache, a side that only raised, or too few calls are inconclusive. More than the
    `asked_s` of the pair is advised then.

    **Source:** the candidate's lower bound must exceed the control's upper bound, each 99 %
    one-sided, by the budget and by the signal's floor, so noise in both is on the control's side.
    """
    signals = tuple(
        _signal(signal, control, candidate, budget)
        for signal in SIGNALS
        if signal.name in control.series and signal.name in candidate.series
    )
    doubts = [
        *_doubts(control, "control", asked_s=asked_s),
        *_doubts(candidate, "candidate", asked_s=asked_s),
    ]
    verdict, reasons = _verdict(signals, doubts, candidate, asked_s=asked_s)
    return LeakRecord(
        verdict=verdict,
        reasons=reasons,
        signals=signals,
        control_calls=control.calls,
        candidate_calls=candidate.calls,
        warnings=(*_warnings(control, "control"), *_warnings(candidate, "candidate")),
    )


def _signal(
    signal: GrowthSignal, control: SideSeries, candidate: SideSeries, budget: float
) -> LeakSignal:
    old, new = control.series[signal.name], candidate.series[signal.name]
    settles = _settles(signal, new, candidate)
    return LeakSignal(
        name=signal.name,
        unit=signal.unit,
        finding="clean" if settles else _finding(signal, old, new, budget),
        control=old,
        candidate=new,
    )


def _settles(signal: GrowthSignal, series: LeakSeries, watched: SideSeries) -> bool:
    """Tell small growth that goes with another signal's slowing down from a leak."""
    beside = watched.series.get(signal.settles_with)
    is_small = series.per_call < signal.settles_below
    return beside is not None and beside.course == "slowing" and is_small


def _finding(
    signal: GrowthSignal, control: LeakSeries, candidate: LeakSeries, budget: float
) -> str:
    if candidate.course not in _RISING:
        return "improved" if control.course == "grows" else "clean"
    allowed = max(control.high, 0.0) * (1 + budget) if control.course in _RISING else 0.0
    if candidate.low - allowed < signal.floor:
        return "shared"
    return "leak" if candidate.course == "grows" else "undecided"


def _verdict(
    signals: Sequence[LeakSignal], doubts: list[str], candidate: SideSeries, *, asked_s: float
) -> tuple[Verdict, tuple[str, ...]]:
    if leaks := _found(signals, "leak"):
        return "fail", (f"the candidate leaks {_rates(leaks)}; {_seen(candidate)}",)
    if undecided := _found(signals, "undecided"):
        wanted = _wanted(_telling(undecided, candidate), candidate, asked_s)
        amount = _amount(_resources_first(undecided)[0])
        doubts = [
            *doubts,
            f"the candidate grows by {amount} per call, {_seen(candidate)}: too few"
            f" to tell a leak from a cache that fills: {wanted}",
        ]
    if doubts:
        return "inconclusive", tuple(doubts)
    return "pass", _passed(signals, candidate, asked_s=asked_s)


def _telling(undecided: Sequence[LeakSignal], watched: SideSeries) -> int:
    """Say how many calls would tell growth from a cache: of bytes, until they rose far enough.

    Of slow calls three times as many may: the same ones are made again and again.
    """
    if watched.call_s > _SLOW_S and watched.calls < _TELLING // _MORE:
        return max(_MORE * FEWEST, _MORE * watched.calls)
    limits = StageLimits()
    rates = [each.candidate.per_call for each in undecided if each.unit == "bytes"]
    needed = (min(limits.certain_calls, math.ceil(limits.byte_rise / rate)) for rate in rates)
    return max([_TELLING, *needed])


def _passed(
    signals: Sequence[LeakSignal], candidate: SideSeries, *, asked_s: float
) -> tuple[str, ...]:
    reasons = []
    if shared := _found(signals, "shared"):
        reasons.append(f"both sides leak, the candidate {_rates(shared)}; {_seen(candidate)}")
    if improved := _found(signals, "improved"):
        reasons.append(
            f"the control leaks {', '.join(s.name for s in improved)}, the candidate does not"
        )
    if candidate.calls < _LEAST_CALLS:
        reasons.append(
            f"nothing grows in the {candidate.calls} calls there was time for: what every call"
            " leaves would show, what one in five leaves needs"
            f" {_wanted(_LEAST_CALLS, candidate, asked_s)}"
        )
    return tuple(reasons) or (f"nothing that is watched grows; {_seen(candidate)}",)


def _found(signals: Sequence[LeakSignal], finding: str) -> list[LeakSignal]:
    return [signal for signal in signals if signal.finding == finding]


def _rates(signals: Sequence[LeakSignal]) -> str:
    """Name what the calls leave behind: resources first, for the memory mostly belongs to them."""
    ordered = _resources_first(signals)
    return ", ".join(f"{_amount(s)} per call (control {_control_rate(s)})" for s in ordered)


def _resources_first(signals: Sequence[LeakSignal]) -> list[LeakSignal]:
    memory = {signal.name for signal in SIGNALS if signal.kind == "memory"}
    return sorted(signals, key=lambda signal: signal.name in memory)


def _amount(signal: LeakSignal) -> str:
    number = figures(signal.candidate.per_call)
    return f"{number} {signal.singular if number == '1' else signal.unit}"


def _control_rate(signal: LeakSignal) -> str:
    return figures(signal.control.per_call) if signal.control.course in _RISING else "0"


def _seen(watched: SideSeries) -> str:
    return f"seen over {watched.calls:,} calls"


def _doubts(watched: SideSeries, side: str, *, asked_s: float) -> list[str]:
    if watched.raised == watched.calls + watched.warm_calls:
        return [f"every call of the {side} raised: {watched.first_error}"]
    least = FEWEST if watched.call_s > _SLOW_S else _LEAST_CALLS
    if watched.calls < least:
        return [
            f"only {watched.calls} calls of the {side} fitted into the time, {least} are needed:"
            f" {_wanted(least, watched, asked_s)}"
        ]
    return []


def _wanted(calls: int, watched: SideSeries, asked_s: float) -> str:
    return advice(calls, watched.call_s, read_s=watched.read_s, asked_s=asked_s)


def advice(calls: int, call_s: float, *, read_s: float = 0.0, asked_s: float) -> str:
    """Name the time of a pair in which so many calls of each side are watched."""
    seconds = ((calls + _WARM) * call_s + _READINGS * read_s) / _SHARE
    return more(time_for("leaks", 1.25 * seconds), asked_s=asked_s)


def _warnings(watched: SideSeries, side: str) -> list[str]:
    found = [f"{side}: {name} not watched: {why}" for name, why in watched.missing.items()]
    if watched.raised:
        found.append(f"{side}: {watched.raised:,} calls raised, first {watched.first_error}")
    for course, text in _HARMLESS.items():
        names = [name for name, series in watched.series.items() if series.course == course]
        if names:
            found.append(f"{side}: {', '.join(names)} {text}")
    found += [f"{side}: cache still filling: {name}" for name in watched.caches]
    return found


_HARMLESS = {
    "slowing": "grew slower with every doubling of the calls, as a cache does that fills",
    "transient": "grew, and fell back after a second of rest",
    "cached": "grew inside bounded caches that have room left",
}
