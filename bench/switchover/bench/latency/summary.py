"""From one launch's raw pairs to its values: log ratios, quantiles, where the time went. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..records import Clock, Estimate
from .clock import Presence
from .decision import Spread
from .precision import LEAST_PAIRS, quantile, standard_error
from .sample import Launch, Piece, Readings

__all__ = ["CLOCKS", "QUANTILES", "Summary", "presence", "summarise"]

QUANTILES = {"p50": 0.50, "p90": 0.90, "p99": 0.99}
CLOCKS: tuple[Clock, ...] = ("cpu", "wall")

OwnTimes = dict[int, list[tuple[int, int]]]
"""Nanoseconds of either side's own time, control first, of each pair, by piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One launch on one clock; ratios are natural logs of candidate / control.

    Attributes:
        values: The launch's log ratio of the time over the corpus: of the usual pair, in total.
        pairs: Mean over the pairs, with what it is off by as far as these tell.
        error: Standard error of the usual value, so far as it is the machine's doing; None where
            the pairs are too few to tell.
        pieces: Log ratio by piece: the median over its adjacent pairs.
        quantiles: Log ratio of each quantile that this many samples can show.
        control_times, candidate_times: Seconds per call, by pair.
    """

    values: dict[Estimate, float]
    pairs: Spread
    error: float | None
    pieces: dict[int, float]
    quantiles: dict[str, float]
    control_times: tuple[float, ...]
    candidate_times: tuple[float, ...]


def summarise(launch: Launch, clock: Clock) -> Summary:
    """Summarise a launch on one clock.

    The usual value is the log of the weighted mean of the pieces' ratios, each the median over
    adjacent pairs. **Source:** measured on a noisy shared machine against mean, trimmed mean,
    minimum and block statistics: the median over adjacent pairs has the least error wherever noise
    has a heavy tail. **Assumption:** noise hits both halves of a pair alike in distribution, which
    the random order of sides provides. The total is that of the ratios of all their samples' times
    added up.

    Both are of a sample's own time, without the time that its thread waited for the core: what a
    busy machine takes is not the code's. The times and their quantiles keep it.
    """
    own = _own_times(launch, clock)
    logs = {
        piece: [math.log(b / a * _passes_ratio(launch, piece)) for a, b in pairs]
        for piece, pairs in own.items()
    }
    pieces = {piece: statistics.median(each) for piece, each in logs.items()}
    control = _per_call(launch, launch.control, clock, candidate=False)
    candidate = _per_call(launch, launch.candidate, clock, candidate=True)
    return Summary(
        values={
            "usual": combine(pieces, launch.weights),
            "total": combine(_totals(launch, own), launch.weights),
        },
        pairs=_spread(logs, launch.weights),
        error=_error(launch, own, logs),
        pieces=pieces,
        quantiles=_quantile_ratios(control, candidate),
        control_times=control,
        candidate_times=candidate,
    )


def _own_times(launch: Launch, clock: Clock) -> OwnTimes:
    times = zip(_own(launch.control, clock), _own(launch.candidate, clock), strict=True)
    found: OwnTimes = {}
    for piece, pair in zip(launch.pieces, times, strict=True):
        found.setdefault(piece, []).append(pair)
    return found


def _totals(launch: Launch, own: OwnTimes) -> dict[int, float]:
    """Give each piece's log ratio of its samples' own times, added up."""
    return {
        piece: math.log(
            sum(b for _, b in pairs) / sum(a for a, _ in pairs) * _passes_ratio(launch, piece)
        )
        for piece, pairs in own.items()
    }


def _passes_ratio(launch: Launch, piece: int) -> float:
    cut = launch.calibration.pieces[piece]
    return cut.control_passes / cut.candidate_passes


def _error(launch: Launch, own: OwnTimes, logs: Mapping[int, Sequence[float]]) -> float | None:
    """Give the standard error of the usual value that the machine's noise accounts for.

    It is what the pairs show, but no more than twice the variance of the control's own samples: a
    candidate that scatters by itself, in some launches, does not make these less worth.
    """
    if len(launch.pieces) < LEAST_PAIRS:
        return None
    control = {
        piece: [math.sqrt(2) * math.log(ours) for ours, _ in pairs] for piece, pairs in own.items()
    }
    return min(_combined_error(each, launch.weights) for each in (logs, control))


def _spread(logs: Mapping[int, Sequence[float]], weights: Mapping[int, float]) -> Spread:
    """Give the weighted mean of the pieces' mean log ratios, and Student's error of it."""
    whole = sum(weights[piece] for piece in logs)
    shares = {piece: weights[piece] / whole for piece in logs}
    errors = [
        shares[piece] * statistics.stdev(each) / math.sqrt(len(each)) if len(each) > 1 else math.inf
        for piece, each in logs.items()
    ]
    return Spread(
        centre=sum(shares[piece] * statistics.fmean(each) for piece, each in logs.items()),
        error=math.hypot(*errors),
        freedom=sum(len(each) - 1 for each in logs.values()),
    )


def _combined_error(logs: Mapping[int, Sequence[float]], weights: Mapping[int, float]) -> float:
    """Give the standard error of the weighted mean of the pieces' medians."""
    whole = sum(weights[piece] for piece in logs)
    return math.hypot(
        *(weights[piece] / whole * standard_error(each) for piece, each in logs.items())
    )


def _own(readings: Readings, clock: Clock) -> list[int]:
    """Give each sample's time on a clock; of wall time without the wait for the core.

    A wait as long as this process's other threads and children computed may be for them: it counts.
    """
    if clock == "cpu":
        return [max(cpu, 1) for cpu in readings.cpu]
    columns = zip(readings.wall, readings.waited, readings.others, readings.cpu, strict=True)
    # the wait is read around a little more than the wall
    return [max(wall - max(0, waited - others), cpu, 1) for wall, waited, others, cpu in columns]


def combine(logs: Mapping[int, float], weights: Mapping[int, float]) -> float:
    """Return the log of the weighted mean ratio over those pieces that were timed."""
    total = sum(weights[piece] for piece in logs)
    return math.log(sum(weights[piece] / total * math.exp(log) for piece, log in logs.items()))


def presence(readings: Readings) -> Presence:
    """Say where a side's time went in one launch: shares of its samples' own time, added up.

    The tenth of the samples that waited most is left out. **Source:** ours: a stall of the machine
    hits fewer, and a call that waits every now and then waits in more, or its total tells.
    """
    own = _own(readings, "wall")
    waits = sorted(range(len(own)), key=lambda index: own[index] - readings.cpu[index])
    kept = waits[: len(waits) - len(waits) // 10]
    whole = sum(own[index] for index in kept)
    return Presence(
        on_core=min(1.0, sum(readings.cpu[index] for index in kept) / whole),
        elsewhere=sum(readings.others[index] for index in kept) / whole,
    )


def _quantile_ratios(control: Sequence[float], candidate: Sequence[float]) -> dict[str, float]:
    """Give each quantile above which at least one sample is to be expected."""
    ours, theirs = sorted(control), sorted(candidate)
    return {
        name: math.log(quantile(theirs, share) / quantile(ours, share))
        for name, share in QUANTILES.items()
        if len(ours) * (1 - share) >= 0.999
    }


def _per_call(
    launch: Launch, readings: Readings, clock: Clock, *, candidate: bool
) -> tuple[float, ...]:
    times = readings.cpu if clock == "cpu" else readings.wall
    calls = [_calls(piece, candidate=candidate) for piece in launch.calibration.pieces]
    return tuple(
        max(time, 1) / 1e9 / calls[piece] for piece, time in zip(launch.pieces, times, strict=True)
    )


def _calls(piece: Piece, *, candidate: bool) -> int:
    return len(piece.inputs) * (piece.candidate_passes if candidate else piece.control_passes)
