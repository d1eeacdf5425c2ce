"""A pair's latency, and the counts that back it up: what a time alone says is measured again."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import msgspec

from .. import latency, witness
from ..deadline import Deadline
from ..environment import usable_cores
from ..errors import LaunchError, LaunchTimeoutError
from ..latency import Job, LatencyProgress, LatencySettings, TriedCopy
from ..latency.decision import LEAST, LEAST_FOR_INTERVAL
from ..latency.endurance import Settled
from ..options import Options
from ..records import LatencyRecord, WitnessRecord
from ..verdict import Verdict

_FAR = 1.5  # times as slow, or as quick, from which a start is looked for longer
_LONG, _SHORT = 0.2, 0.05  # of the time, for looking
_APART = 1.1  # between what was timed and what it comes to, from which it is timed anew
_SPARE = 1.5  # times the calls of the start that are made before timing
_PLAIN = 2.0
"""Times as slow, at the low end, from which a fail stands though there is no time to measure it
again. **Source:** ours; far beyond what was ever refuted, and the machine's own error is tried
after it as after any fail."""
_CALLS_TO_COUNT = 40  # tracing opcodes slows calls by a factor of up to 45


class Timed(NamedTuple):
    """A pair's latency, what was counted, and what the machine can be tried by."""

    latency: LatencyRecord
    counts: tuple[WitnessRecord, ...] = ()
    tried: TriedCopy | None = None


def timed(
    job: Job,
    settings: LatencySettings,
    options: Options,
    progress: Callable[[LatencyProgress], None] | None,
    *,
    until: Deadline,
) -> Timed:
    """Measure a pair's latency, and count what backs it up.

    A fail that no count backs up is measured again in new launches; what these do not confirm is
    inconclusive. Launches that die or hang give an inconclusive record that says how.
    """
    try:
        found = latency.measure(job, replace(settings, until=until), report=progress)
    except LaunchError as error:
        return Timed(latency.unmeasured(str(error), seconds=0.0, callers=job.callers))
    if not found.launches:
        return Timed(found)
    with _opcodes(found, job, options, until) as opcodes:
        rest = _rest(found, job, settings, options, until)
        alone = not rest and _strays("pass", found, job, settings, until)
        counts = () if rest else opcodes()
    said: tuple[str, ...] = ()
    if alone:
        job, found, said = _alone(found, job, settings, progress, until)
    if rest:
        job, found = _lasting(rest, found, job, settings, progress, until)
        with _opcodes(found, job, options, until) as opcodes:
            counts = opcodes()
    if options.instructions and _countable(found, job, options):
        counts += witness.count_instructions(job, timeout_s=min(60.0, until.left() / 2))
    if found.verdict == "fail":
        counts = _counted_on(counts, found, job, options, until)
    if not _is_backed(found, counts, options) and _strays("fail", found, job, settings, until):
        job, found, said = _alone(found, job, settings, progress, until)
    timed = _confirmed(found, counts, job, settings, options, progress, until)
    reasons = (*timed.latency.reasons, *said)
    return timed._replace(latency=msgspec.structs.replace(timed.latency, reasons=reasons))


def _confirmed(
    found: LatencyRecord,
    counts: tuple[WitnessRecord, ...],
    job: Job,
    settings: LatencySettings,
    options: Options,
    progress: Callable[[LatencyProgress], None] | None,
    until: Deadline,
) -> Timed:
    """Measure a fail that no count backs up again, and say what counts say of anything else."""
    if found.verdict != "fail" or witness.backing(counts, budget=options.budget):
        said = tuple(_said(counts, found, options.budget))
        return Timed(msgspec.structs.replace(found, reasons=(*found.reasons, *said)), counts)
    again = replace(settings, seed=settings.seed + 1, until=until, calls=found.calls)
    try:
        second, tried = _again(job, again, options, progress)
    except LaunchTimeoutError as error:
        return Timed(cut_short(found, str(error), counts), counts)
    except LaunchError as error:
        return Timed(unconfirmed(found, str(error), counts), counts)
    return Timed(confirmed(found, second, counts), counts, tried)


def _again(
    job: Job,
    settings: LatencySettings,
    options: Options,
    progress: Callable[[LatencyProgress], None] | None,
) -> tuple[LatencyRecord, TriedCopy | None]:
    """Measure a second time, and try the machine in the same launches where it can be.

    It cannot where each side has a process of its own.
    """
    if options.self_check and settings.calls == "repeated" and not job.control_path:
        return latency.measure_tried(job, settings, report=progress)
    return latency.measure(job, settings, report=progress), None


def _rest(
    found: LatencyRecord, job: Job, settings: LatencySettings, options: Options, until: Deadline
) -> Settled | None:
    """Say where both sides come to rest, if that is elsewhere than what was timed.

    Looked for where a fail, or a gain of more than a third, may come from a start, and where
    launches lie so far apart that some may have held one.
    """
    clock = found.clocks[found.clock]
    ratio = clock.ratio
    apart = clock.low is not None and clock.high is not None and clock.high > _FAR * clock.low
    suspect = found.verdict == "fail" or ratio < 1 / _FAR
    if found.calls == "first" or not (suspect or (apart and found.verdict == "inconclusive")):
        return None
    share = _LONG if ratio > _FAR else _SHORT
    seconds = min(share * options.time_s, until.left() / 6)
    try:
        rest = latency.settles(job, replace(settings, until=until), seconds=seconds)
    except LaunchError:
        return None
    if rest is None or abs(math.log(rest.late / ratio)) < math.log(_APART):
        return None
    return rest


def _lasting(
    rest: Settled,
    found: LatencyRecord,
    job: Job,
    settings: LatencySettings,
    progress: Callable[[LatencyProgress], None] | None,
    until: Deadline,
) -> tuple[Job, LatencyRecord]:
    """Judge what costs for ever, by timing anew after what costs otherwise at the start."""
    warm = replace(job, warm_calls=math.ceil(_SPARE * rest.calls))
    inputs = sum(len(piece.inputs) for piece in found.inputs)
    calls = found.calls if inputs > 1 else settings.calls  # no cache was seen, if one could be
    try:
        settings = replace(settings, until=until, calls=calls)
        lasting = latency.measure(warm, settings, report=progress)
    except LaunchError:
        return job, found
    if _is_as_before(found, lasting):  # launches vary, and one of them looked like a start
        return warm, msgspec.structs.replace(lasting, seconds=found.seconds + lasting.seconds)
    said = (
        f"about the first {rest.calls:,} calls cost otherwise,"
        f" {found.clocks[found.clock].ratio:.3f} of the control's in what"
        " was timed at first: judged are those after them"
    )
    return warm, msgspec.structs.replace(
        lasting, seconds=found.seconds + lasting.seconds, reasons=(*lasting.reasons, said)
    )


def _is_backed(found: LatencyRecord, counts: Sequence[WitnessRecord], options: Options) -> bool:
    """Say whether a count has what a fail shows, or waiting is all of it. Pure."""
    return bool(witness.backing(counts, budget=options.budget)) or _only_waits(found)


def _strays(
    verdict: Verdict, found: LatencyRecord, job: Job, settings: LatencySettings, until: Deadline
) -> bool:
    """Say whether sides in processes of their own contradict a verdict; a launch that fails not."""
    try:
        return found.verdict == verdict and latency.strays_apart(
            job, replace(settings, until=until), found
        )
    except LaunchError:
        return False


def _alone(
    found: LatencyRecord,
    job: Job,
    settings: LatencySettings,
    progress: Callable[[LatencyProgress], None] | None,
    until: Deadline,
) -> tuple[Job, LatencyRecord, tuple[str, ...]]:
    """Judge each side in a process of its own, where one launch of that was another matter.

    What is said of it is given beside the record.
    """
    lone = latency.apart(job)
    try:
        apart = latency.measure(
            lone, replace(settings, until=until, calls="repeated"), report=progress
        )
    except LaunchError as error:
        why = f"sides in processes of their own may differ otherwise, which was not told: {error}"
        reasons = (why, *found.reasons)
        return job, msgspec.structs.replace(found, verdict="inconclusive", reasons=reasons), ()
    if apart.verdict == found.verdict:
        return job, found, ()
    said = (
        f"in one process both came to {_span(found)}: what one side changes for all of its process"
        " (a setting, a library's state) counts for both there, so that each is timed in its own"
    )
    seconds = found.seconds + apart.seconds
    return lone, msgspec.structs.replace(apart, answers=found.answers, seconds=seconds), (said,)


def _is_as_before(first: LatencyRecord, lasting: LatencyRecord) -> bool:
    """Say whether what was timed after a start is what was timed at first. Pure."""
    ratio, now = first.clocks[first.clock].ratio, lasting.clocks.get(lasting.clock)
    if now is None:
        return False
    if max(ratio, now.ratio) < _APART * min(ratio, now.ratio):
        return True
    return now.low is not None and now.high is not None and now.low <= ratio <= now.high


def confirmed(
    first: LatencyRecord, second: LatencyRecord, counts: tuple[WitnessRecord, ...]
) -> LatencyRecord:
    """Join a fail that no count backs up with its second measurement. Pure."""
    if _agrees(first, second):
        ratio = second.clocks[first.clock].ratio
        said = f"a second measurement had no time for its launches, and agrees so far: {ratio:.3f}"
        return msgspec.structs.replace(
            first,
            reasons=(*first.reasons, _doubt(counts), said),
            seconds=first.seconds + second.seconds,
        )
    reasons: tuple[str, ...] = (*second.reasons, _doubt(counts))
    if second.verdict != "fail":
        said = f"a first measurement said {_span(first)}, a second did not confirm it"
        reasons = (said, *reasons)
    return msgspec.structs.replace(
        second,
        verdict="fail" if second.verdict == "fail" else "inconclusive",
        reasons=reasons,
        seconds=first.seconds + second.seconds,
        refuted=None if second.verdict == "fail" else first.clocks[first.clock].interval,
    )


def _agrees(first: LatencyRecord, second: LatencyRecord) -> bool:
    """Say whether a second measurement was cut short, and what it saw lies as far from 1. Pure.

    As far is beyond the middle between 1 and the low end of what was measured first.
    """
    if second.verdict != "inconclusive" or not 0 < second.launches < LEAST:
        return False
    low, ratio = first.clocks[first.clock].low, second.clocks[first.clock].ratio
    return first.launches >= LEAST_FOR_INTERVAL and low is not None and ratio > math.sqrt(low)


def cut_short(
    first: LatencyRecord, problem: str, counts: tuple[WitnessRecord, ...]
) -> LatencyRecord:
    """Keep a fail that is plain, where the time ended before its second measurement. Pure."""
    low = first.clocks[first.clock].low
    if low is None or low < _PLAIN:
        return unconfirmed(first, problem, counts)
    said = f"no deterministic count backs this up, and it was not measured again: {problem}"
    return msgspec.structs.replace(first, reasons=(*first.reasons, said))


def unconfirmed(
    first: LatencyRecord, problem: str, counts: tuple[WitnessRecord, ...]
) -> LatencyRecord:
    """Leave a fail open whose second measurement could not be made. Pure."""
    return msgspec.structs.replace(
        first,
        verdict="inconclusive",
        reasons=(
            f"a first measurement said {_span(first)}, a second could not be made: {problem}",
            *first.reasons[1:],
            _doubt(counts),
        ),
    )


def _doubt(counts: tuple[WitnessRecord, ...]) -> str:
    said = ", ".join(f"{each.name} {each.ratio or 0:.3f}" for each in counts) or "nothing counted"
    return f"no deterministic count backs this up ({said}): measured again in new launches"


def _span(found: LatencyRecord) -> str:
    clock = found.clocks[found.clock]
    interval = clock.interval
    if interval is None:
        return f"{clock.ratio:.3f}"
    return f"{clock.ratio:.3f} ({interval.low:.3f} to {interval.high:.3f})"


def _countable(found: LatencyRecord, job: Job, options: Options) -> bool:
    """Say whether counting is worth its time: always to back up a fail, else for quick calls."""
    if found.calls == "first" or job.warm_calls:  # what is counted comes again, from the start
        return False
    if found.verdict == "fail":
        return True
    wall = found.clocks["wall"]
    return _CALLS_TO_COUNT * (wall.control_s + wall.candidate_s) < options.time_s


def _said(counts: tuple[WitnessRecord, ...], found: LatencyRecord, budget: float) -> Iterator[str]:
    """Name the count that backs a fail up, or those beyond the budget that time belies. Pure."""
    if found.verdict == "fail":
        if backing := witness.backing(counts, budget=budget):
            needless = (
                ", and are what it spends its time on: no machine's error adds any"
                if witness.proving(counts, found, budget=budget)
                else ""
            )
            yield f"{backing.name} back this up: {backing.ratio:.3f} of the control's{needless}"
        return
    for each in counts:
        if each.ratio is not None and each.ratio > 1 + budget:
            grown = f"{each.name} grew to {each.ratio:.3f} of the control's"
            passed = found.verdict == "pass"
            yield f"{grown} all the same: the time does not show it" if passed else grown


def _counted_on(
    counts: tuple[WitnessRecord, ...],
    found: LatencyRecord,
    job: Job,
    options: Options,
    until: Deadline,
) -> tuple[WitnessRecord, ...]:
    """Count on, the quickest count first, until one backs a fail up or none is left."""
    if found.calls == "first" or job.warm_calls or _only_waits(found):
        return counts
    if not witness.backing(counts, budget=options.budget) and until.left() > 1:
        counts += witness.count_allocations(job, time_s=min(8.0, until.left() / 4))
    if not witness.backing(counts, budget=options.budget) and until.left() > 1:
        counts += _instructions(found, job, options, until)
    return counts


def _only_waits(found: LatencyRecord) -> bool:
    """Say whether all that the candidate computes is too little to be what it is slower by. Pure.

    What a call allocates or executes it does while it computes: where that takes less than half
    of the difference, no such count is its cause, and the fail is measured again at once.
    """
    wall, cpu = found.clocks["wall"], found.clocks["cpu"]
    return found.clock == "wall" and cpu.candidate_s < (wall.candidate_s - wall.control_s) / 2


def _instructions(
    found: LatencyRecord, job: Job, options: Options, until: Deadline
) -> tuple[WitnessRecord, ...]:
    """Count instructions where computing decided: waiting executes none."""
    if found.clock != "cpu" or options.instructions:
        return ()
    call_s = max(found.clocks["cpu"].control_s, found.clocks["cpu"].candidate_s)
    timeout_s = min(options.time_s, until.left() / 2)
    return witness.count_instructions(job, call_s=call_s, timeout_s=timeout_s)


@contextmanager
def _opcodes(
    found: LatencyRecord, job: Job, options: Options, until: Deadline
) -> Iterator[Callable[[], tuple[WitnessRecord, ...]]]:
    """Begin to count opcodes within a share of the time, on another core where there is one.

    What not all inputs were counted of says nothing, so a fail is given more of the time.
    """
    if not _countable(found, job, options):
        yield lambda: ()
        return
    share = 1 / 2 if found.verdict == "fail" else 1 / 10
    seconds = min(max(0.5, options.time_s * share), until.left() / 4)
    timeout_s = min(60.0, until.left() / 2)
    if usable_cores() > 1:
        with witness.opcodes_counted(job, seconds=seconds, timeout_s=timeout_s) as counted:
            yield counted
    else:
        yield lambda: witness.count_opcodes(job, seconds=seconds, timeout_s=timeout_s)
