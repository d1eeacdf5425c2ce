"""The record of a latency measurement, written from what its launches showed. Pure."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec

from ..records import Clock, ClockRecord, InputRatio, Interval, LatencyRecord
from . import decision, wording
from .assessment import Assessment, Observed, values
from .decision import StoppingRule
from .firsts import FASTER
from .sample import Calibration, Launch
from .summary import CLOCKS, QUANTILES

__all__ = ["unmeasured"]

MOST_TIMES = 2_000


def write(
    seen: Sequence[Observed],
    assessment: Assessment,
    calibration: Calibration,
    *,
    rule: StoppingRule,
    seconds: float,
    callers: int,
    more: Callable[[float], str],
    by_hash: tuple[int, float] | None = None,
) -> LatencyRecord:
    """Write the record of a measurement that took `seconds` and at least one launch.

    `more` names the option that would give it other seconds; `by_hash` is a seed by which texts
    are hashed, and the ratio in processes that have it, where that is another.
    """
    clock = assessment.choice.clock
    launch_values = values(seen, clock, assessment.decided.estimate)
    to_decide_s = seconds_to_decide(launch_values, assessment, rule=rule, seconds=seconds)
    control, candidate = _times(seen, clock)
    verdict, broken = assessment.decided.verdict, len(calibration.broken)
    reasons: tuple[str, ...] = (
        *wording.reasons(
            assessment,
            rule=rule,
            launches=len(seen),
            advised=wording.advice(
                to_decide_s,
                assessment.decided,
                budget=rule.budget,
                seconds=seconds,
                launches=len(seen),
                more=more,
            ),
        ),
        *wording.disturbed(launches=len(seen), kept=len(launch_values)),
        *_left_out(calibration),
        *wording.first_calls(calibration),
    )
    if calibration.behind:
        more_work = verdict == "pass" and calibration.behind > 1 + rule.budget
        verdict = "inconclusive" if more_work else verdict
        said = wording.left_behind(calibration.behind)
        reasons = (said, *reasons) if more_work else (*reasons, said)
    if calibration.garbage:
        whole = math.exp(assessment.decided.centre) + calibration.garbage
        more_work = verdict == "pass" and whole > 1 + rule.budget
        verdict = "inconclusive" if more_work else verdict
        said = wording.for_the_collector(calibration.garbage, whole)
        reasons = (said, *reasons) if more_work else (*reasons, said)
    if by_hash:
        verdict = "inconclusive"
        reasons = (wording.by_hash(*by_hash, usual=math.exp(assessment.decided.centre)), *reasons)
    if verdict == "pass" and calibration.single and math.exp(assessment.decided.centre) < FASTER:
        verdict = "inconclusive"
        reasons = (wording.ALONE, *reasons)
    if verdict == "pass" and broken:
        verdict = "inconclusive"
        reasons = (f"the candidate raised on {_inputs_of(broken)} that the control took", *reasons)
    return LatencyRecord(
        verdict=verdict,
        reasons=reasons,
        clock=clock,
        clocks={each: _clock(seen, assessment, each, rule) for each in CLOCKS},
        launches=len(seen),
        pairs=sum(each.pairs for each in seen),
        seconds=seconds,
        seconds_to_decide=to_decide_s,
        control_on_core=assessment.control.on_core,
        candidate_on_core=assessment.candidate.on_core,
        callers=callers,
        calls="repeated" if calibration.warm is None else "first",
        answers=_answers(calibration),
        calls_per_sample=max(len(p.inputs) * p.control_passes for p in calibration.pieces),
        control_times=control,
        candidate_times=candidate,
        inputs=_inputs(seen, clock, calibration),
    )


def unmeasured(reason: str, *, seconds: float, callers: int) -> LatencyRecord:
    """Write the record of a measurement that has nothing to judge."""
    return LatencyRecord(
        verdict="inconclusive",
        reasons=(reason,),
        clock="wall",
        clocks={},
        launches=0,
        pairs=0,
        seconds=seconds,
        seconds_to_decide=None,
        control_on_core=0.0,
        candidate_on_core=0.0,
        callers=callers,
    )


def nothing(taken: Launch, *, seconds: float, callers: int) -> LatencyRecord | None:
    """Write the record of a measurement that ends here: nothing to time, or other answers."""
    calibration = taken.calibration
    if calibration.differs:
        return differing(calibration, seconds=seconds, callers=callers)
    if not taken.pieces:
        reason = f"no input could be timed; {calibration.problem or 'there is none'}"
        return unmeasured(reason, seconds=seconds, callers=callers)
    return None


def differing(calibration: Calibration, *, seconds: float, callers: int) -> LatencyRecord:
    """Write the record of sides that answer differently: nothing that is timed would be a gain."""
    probed = sum(len(piece.inputs) for piece in calibration.pieces) + len(calibration.skipped)
    said = f"{len(calibration.differs)} of {_inputs_of(probed)} answered differently"
    first = f"input {calibration.differs[0]}: {calibration.difference}"
    remedy = 'answers="differ" allows it (--answers differ), and check judges it by rules'
    return msgspec.structs.replace(
        unmeasured(f"{said}; {first}; {remedy}", seconds=seconds, callers=callers),
        verdict="fail",
        answers="differ",
    )


def _answers(calibration: Calibration) -> Literal["same", "unknown", "not compared"]:
    if not calibration.compared:
        return "not compared"
    return "unknown" if calibration.incomparable else "same"


def seconds_to_decide(
    launch_values: Sequence[float], assessment: Assessment, *, rule: StoppingRule, seconds: float
) -> float | None:
    """Return the seconds that would probably still be needed, at today's pace."""
    if assessment.decided.verdict != "inconclusive":
        return 0.0
    needed = decision.launches_to_decide(launch_values, rule=rule)
    done = len(launch_values)
    return None if needed is None else max(1, needed - done) * seconds / done


def _clock(
    seen: Sequence[Observed], assessment: Assessment, clock: Clock, rule: StoppingRule
) -> ClockRecord:
    decided = assessment.decisions[clock]
    summaries = [each.summaries[clock] for each in seen]
    return ClockRecord(
        clock=clock,
        verdict=decided.verdict,
        ratio=math.exp(decided.centre),
        low=math.exp(decided.low) if decided.has_interval else None,
        high=math.exp(decided.high) if decided.has_interval else None,
        level=rule.level,
        estimate=decided.estimate,
        usual=None if decided.usual is None else math.exp(decided.usual),
        launch_ratios=tuple(map(math.exp, values(seen, clock, decided.estimate))),
        quantiles=_quantiles([summary.quantiles for summary in summaries], rule.level),
        control_s=statistics.median(time for s in summaries for time in s.control_times),
        candidate_s=statistics.median(time for s in summaries for time in s.candidate_times),
        launch_candidate_s=tuple(statistics.median(s.candidate_times) for s in summaries),
    )


def _quantiles(launches: Sequence[dict[str, float]], level: float) -> dict[str, Interval]:
    """Give each quantile's ratio with Student's interval over those launches that can show it."""
    found = {}
    for name in QUANTILES:
        logs = [launch[name] for launch in launches if name in launch]
        if len(logs) >= 3:
            trimmed = decision.trim(logs)
            centre, half = trimmed.centre, trimmed.half_width((1 - level) / 2)
            if half > decision.WIDEST:
                continue
            found[name] = Interval(
                ratio=math.exp(centre),
                low=math.exp(centre - half),
                high=math.exp(centre + half),
                level=level,
            )
    return found


def _times(seen: Sequence[Observed], clock: Clock) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Thin the times of both sides to what a plot needs, pair by pair, over all launches evenly."""
    pairs = list(
        itertools.chain.from_iterable(
            zip(s.control_times, s.candidate_times, strict=True)
            for s in (each.summaries[clock] for each in seen)
        )
    )
    step = math.ceil(len(pairs) / MOST_TIMES)
    control, candidate = zip(*pairs[::step], strict=True)
    return control, candidate


def _inputs(
    seen: Sequence[Observed], clock: Clock, calibration: Calibration
) -> tuple[InputRatio, ...]:
    ratios = []
    for index, piece in enumerate(calibration.pieces):
        logs = [s.pieces[index] for s in (e.summaries[clock] for e in seen) if index in s.pieces]
        if logs:
            ratio = math.exp(statistics.median(logs))
            ratios.append(InputRatio(inputs=piece.inputs, ratio=ratio, share=piece.share))
    return tuple(sorted(ratios, key=lambda each: -each.ratio))


def _left_out(calibration: Calibration) -> Iterator[str]:
    if calibration.skipped:
        yield f"{_inputs_of(len(calibration.skipped))} not timed; {calibration.problem}"
    if calibration.left:
        yield (
            f"{_inputs_of(calibration.left)} not timed: a launch has room for"
            f" {sum(len(piece.inputs) for piece in calibration.pieces)}, drawn at random;"
            " more time makes more room"
        )


def _inputs_of(count: int) -> str:
    return f"{count} {'input' if count == 1 else 'inputs'}"
