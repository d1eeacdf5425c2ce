"""From one launch's raw pairs to its values: log ratios, quantiles, where the time went. Pure."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from switchover.bench.latency.clock import Presence
from switchover.bench.latency.sample import Launch, Piece, Readings
from switchover.bench.records import Clock

QUANTILES = {"p50": 0.50, "p90": 0.90, "p99": 0.99}
CLOCKS: tuple[Clock, ...] = ("cpu", "wall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One launch on one clock; ratios are natural logs of candidate / control.

    Attributes:
        value: The launch's log ratio of the time over the corpus.
        pieces: Log ratio by piece: the median over its adjacent pairs.
        quantiles: Log ratio of each quantile that this many samples can show.
        control_times, candidate_times: Seconds per call, by pair.
    """

    value: float
    pieces: dict[int, float]
    quantiles: dict[str, float]
    control_times: tuple[float, ...]
    candidate_times: tuple[float, ...]


def summarise(launch: Launch, clock: Clock) -> Summary:
    """Summarise a launch on one clock.

    The value is the log of the weighted mean of the pieces' ratios, each the median over adjacent
    pairs. **Source:** measured on a noisy shared machine against mean, trimmed mean, minimum and
    block statistics: the median over adjacent pairs has the least error wherever noise has a heavy
    tail. **Assumption:** noise hits both halves of a pair alike in distribution, which the random
    order of sides provides.
    """
    control = _per_call(launch, launch.control, clock, candidate=False)
    candidate = _per_call(launch, launch.candidate, clock, candidate=True)
    ratios: dict[int, list[float]] = {}
    for piece, a, b in zip(launch.pieces, control, candidate, strict=True):
        ratios.setdefault(piece, []).append(math.log(b / a))
    pieces = {piece: statistics.median(logs) for piece, logs in ratios.items()}
    return Summary(
        value=combine(pieces, launch.weights),
        pieces=pieces,
        quantiles=_quantile_ratios(control, candidate),
        control_times=control,
        candidate_times=candidate,
    )


def combine(logs: Mapping[int, float], weights: Mapping[int, float]) -> float:
    """Return the log of the weighted mean ratio over those pieces that were timed."""
    total = sum(weights[piece] for piece in logs)
    return math.log(sum(weights[piece] / total * math.exp(log) for piece, log in logs.items()))


def presence(readings: Readings) -> Presence:
    """Say where a side's time went in one launch."""
    columns = zip(readings.cpu, readings.wall, readings.waited, readings.others, strict=True)
    on_core, elsewhere = [], []
    for cpu, wall, waited, others in columns:
        own = max(wall - waited, cpu, 1)  # the wait is read around a little more than the wall
        on_core.append(min(1.0, cpu / own))
        elsewhere.append(others / own)
    return Presence(on_core=statistics.median(on_core), elsewhere=statistics.median(elsewhere))


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile by linear interpolation between order statistics.

    **Source:** Hyndman & Fan, The American Statistician 50 (1996), definition 7.
    """
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


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
