"""The driver of a latency measurement: launches until the rule decides or the time is up."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic
from typing import Any, Protocol

from msgspec.structs import replace as replace_fields

from ..deadline import Deadline
from ..errors import LaunchError, LaunchTimeoutError
from ..launch import Packed, hashing, launch, pack
from ..records import Calls, Clock, LatencyRecord
from ..shares import more
from . import account, decision, hashes
from .assessment import Assessment, Observed, assess, observe, time_up
from .decision import StoppingRule
from .endurance import BUSY, Course, Settled, settled
from .firsts import alone, apart, of_first_calls
from .recounted import PLAIN, Recounted, executes_less
from .remembering import AskedFirsts, Remembered, remembers
from .repeats import Repeats
from .sample import Calibration, Launch
from .sampler import Job
from .shared import strays

__all__ = [
    "LatencyProgress",
    "LatencySettings",
    "TriedCopy",
    "can_pin",
    "measure",
    "measure_tried",
    "settles",
    "strays_apart",
]

LAUNCH_S = 0.15
"""Seconds of pairs in one launch. **Source:** measured: many short launches beat few long ones,
since the process is the level with the most variance; 0.15 s is twice what starting it costs."""

LAUNCH_SHARE = 1 / 8
"""Of the time, what a launch of many slow inputs may take: enough launches for the second look and
a third. **Source:** ours."""

_TIMES_MORE = 4  # the time that is advised where nothing is known of how long calls take
SLOW_S = 1.0
"""Seconds of a launch from which each is looked at: waiting for the next costs more than a look."""

_LOOKS = frozenset(islice(decision.looks(), 40))


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencySettings:
    """How a measurement is run.

    Attributes:
        rule: When it decides.
        time_s: Seconds after which it stops undecided; a launch under way is finished.
        seed: Of the order of sides and pieces, the hash seeds and the cores.
        clock: Clock that decides, or None for the one that fits.
        timeout_s: Seconds a single launch may take before it is killed.
        pin: Whether to bind each launch to one core.
        until: When all has to be over. Between the time and that, launches are made until there are
            enough for a first look; a launch under way then is killed.
        calls: Which calls are timed: "repeated" ones, the "first" one of each input in a process,
            or, with "auto", the first ones where a cache was seen to answer the others.
        asked_s: The time of the pair, of which `time_s` is a part: what is advised speaks of it.
            None where it is all of it.
    """

    rule: StoppingRule
    time_s: float = 10.0
    seed: int = 0
    clock: Clock | None = None
    timeout_s: float = 300.0
    pin: bool = True
    until: Deadline | None = None
    calls: Calls = "repeated"
    asked_s: float | None = None

    def more(self, seconds: float) -> str:
        """Name the option that would give this measurement so many seconds."""
        asked_s = self.time_s if self.asked_s is None else self.asked_s
        return more(seconds * asked_s / self.time_s, asked_s=asked_s)

    @property
    def launch_s(self) -> float:
        """Seconds that a launch may take that begins now."""
        return self.timeout_s if self.until is None else min(self.timeout_s, self.until.left())

    @property
    def most_s(self) -> float:
        """Seconds of calls in a launch of many slow inputs."""
        return max(LAUNCH_S, LAUNCH_SHARE * self.time_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyProgress:
    """How far a measurement is; `assessment` is None until the first look."""

    launches: int
    seconds: float
    time_s: float
    assessment: Assessment | None


Report = Callable[[LatencyProgress], None]


def measure(job: Job, settings: LatencySettings, *, report: Report | None = None) -> LatencyRecord:
    """Measure one pair until its interval decides, or until the time is up.

    Raises:
        LaunchError: A launch died, was killed at its deadline, or the code under test raised.
    """
    return _measured(_Launches(job, settings), job, settings, report=report)


def measure_tried(
    job: Job, settings: LatencySettings, *, report: Report | None = None
) -> tuple[LatencyRecord, TriedCopy]:
    """Measure one pair with a copy of its control in the same launches, as `measure` does.

    Raises:
        LaunchError: As `measure`.
    """
    launches = _Launches(replace(job, tried=True), settings)
    return _measured(launches, job, settings, report=report), TriedCopy(launches, job)


class TriedCopy:
    """The control beside its own copy, in launches that timed a pair as well.

    What they show of the copy is judged by looks of its own, each at its share of the error as if
    nothing else were judged in them, and where they do not decide more such launches are made.
    """

    def __init__(self, launches: _Launches, job: Job) -> None:
        self._launches = launches
        self._job = job

    def measure(self, settings: LatencySettings) -> LatencyRecord:
        """Judge the copy as the candidate, as `measure` does.

        Raises:
            LaunchError: As `measure`.
        """
        return _measured(_OfCopy(self._launches, settings), self._job, settings)


def _measured(
    launches: _Source, job: Job, settings: LatencySettings, *, report: Report | None = None
) -> LatencyRecord:
    started = monotonic()
    seen: list[Observed] = []
    look, assessment = 0, None
    before_s = 0.0  # spent on what is not judged, which says nothing of how long launches take
    taken: Launch | None = None
    while True:
        try:
            taken = launches.take()
        except LaunchTimeoutError as error:
            if not launches.out_of_time:
                raise
            if taken is None or not seen:
                raise LaunchTimeoutError(_no_launch(error, settings)) from error
            assessment = _assessed(seen, job, settings, look + 1)
            break
        spent_s = monotonic() - started
        if (none := account.nothing(taken, seconds=spent_s, callers=job.callers)) is not None:
            return none
        if launches.turned():
            before_s = monotonic() - started
            continue
        seen.append(observe(taken))
        over = _is_over(len(seen), spent_s, settings, before_s=before_s)
        if over or len(seen) in _LOOKS or spent_s > SLOW_S * len(seen):
            look += 1
            assessment = _assessed(seen, job, settings, look)
            over = over or assessment.decided.verdict != "inconclusive"
        if report is not None:
            report(
                LatencyProgress(
                    launches=len(seen),
                    seconds=spent_s,
                    time_s=settings.time_s,
                    assessment=assessment,
                )
            )
        if over and assessment is not None:
            break
    by_hash = _by_hash(seen, assessment, launches, settings)
    return account.write(
        seen,
        assessment,
        taken.calibration,
        rule=settings.rule,
        seconds=monotonic() - started,
        more=settings.more,
        callers=job.callers,
        by_hash=by_hash,
    )


def _by_hash(
    seen: Sequence[Observed], assessment: Assessment, launches: _Source, settings: LatencySettings
) -> tuple[int, float] | None:
    """Launch again with the seed by which an odd launch hashed texts, and say whether it is that.

    Where it is, the seed and the ratio in such processes are given.
    """
    clock, rule = assessment.choice.clock, settings.rule
    found = hashes.odd(seen, clock, rule=rule)
    if assessment.decided.verdict == "fail" or found is None or found.hashes is None:
        return None
    alike, other = [found], hashes.middle(seen, clock)
    for same in hashes.AGAIN:
        try:
            again = observe(launches.take(hashes=found.hashes if same else other.hashes))
        except LaunchError:
            return None
        if hashes.is_odd(again, seen, clock, rule=rule) is not same:
            return None
        if same:
            alike.append(again)
    return found.hashes, hashes.ratio_of(alike, clock)


def settles(job: Job, settings: LatencySettings, *, seconds: float) -> Settled | None:
    """Run both sides for so long, and say where they come to rest, if they do not from the start.

    Raises:
        LaunchError: The launch died, or was killed at its deadline.
    """
    cores = _cores(job, settings)
    course = launch(
        "switchover.bench.latency.endurance:run",
        pack(job),
        does="looked for what costs at the start alone",
        returns=Course,
        timeout_s=settings.launch_s,
        cpu=random.Random(settings.seed).choice(cores) if cores else None,
        seed=settings.seed,
        seconds=seconds,
        most_s=min(BUSY * seconds, settings.launch_s / 2),
    )
    return settled(course)


def strays_apart(job: Job, settings: LatencySettings, found: LatencyRecord) -> bool:
    """Time each side in a process of its own, and say whether that contradicts a verdict.

    Raises:
        LaunchError: The launch died, or was killed at its deadline.
    """
    if found.calls == "first" or (lone := apart(job)).control_path == job.control_path:
        return False
    taken = _Launches(lone, settings).take()
    if not taken.pieces:
        return False
    return strays(found, observe(taken).summaries[found.clock].pairs, rule=settings.rule)


def _assessed(
    seen: Sequence[Observed], job: Job, settings: LatencySettings, look: int
) -> Assessment:
    return assess(
        seen,
        rule=settings.rule,
        look=look,
        callers=job.callers,
        clock=settings.clock,
        pinned=settings.pin and can_pin(),
    )


def _is_over(launches: int, spent_s: float, settings: LatencySettings, *, before_s: float) -> bool:
    """Say whether to look for the last time: the time is up, or there is none for a launch more.

    A launch is expected to take as long as those before. Where the time is up before the first look
    could be, launches are made for it as far as the deadline allows.
    """
    if not time_up(launches=launches, elapsed_s=spent_s, time_s=settings.time_s):
        return False
    if launches >= decision.LEAST or settings.until is None:
        return True
    return (spent_s - before_s) / launches > settings.until.left()


def _no_launch(error: LaunchTimeoutError, settings: LatencySettings) -> str:
    wanted = settings.more(_TIMES_MORE * settings.time_s)
    return f"not one launch came to its end in the time: {error}; give it more: {wanted}"


class _Source(Protocol):
    """Where launches come from."""

    @property
    def out_of_time(self) -> bool:
        """Whether it is the deadline of all that has passed, and not a launch's own."""
        ...

    def take(self, *, hashes: int | None = None) -> Launch:
        """Give the next one, which hashes texts by a seed, or by one of its own."""
        ...

    def turned(self) -> bool:
        """Say, once, whether first calls are timed from here on: what was timed is then void."""
        ...


class _OfCopy:
    """Launches that timed a copy of the control too, as of that copy: first those made already."""

    def __init__(self, launches: _Launches, settings: LatencySettings) -> None:
        self._launches = launches.until(settings)
        self._made = list(launches.made)

    @property
    def out_of_time(self) -> bool:
        return self._launches.out_of_time

    def take(self, *, hashes: int | None = None) -> Launch:
        if self._made and hashes is None:
            return self._made.pop(0).of_copy()
        return self._launches.take(hashes=hashes).of_copy()

    def turned(self) -> bool:
        return False


class _Launches:
    """The launches of one measurement: the first calibrates, each has its own seed and core.

    Attributes:
        made: Those that timed a copy of the control as well.
    """

    def __init__(self, job: Job, settings: LatencySettings) -> None:
        self.made: list[Launch] = []
        self._job = pack(job)
        self._settings = settings
        self._rng = random.Random(settings.seed)
        self._cores = _cores(job, settings)
        self._calibration: Calibration | None = None
        self._asked = settings.calls == "repeated"

    def until(self, settings: LatencySettings) -> _Launches:
        """Go on by the deadlines of other settings."""
        self._settings = replace(self._settings, until=settings.until, timeout_s=settings.timeout_s)
        return self

    def turned(self) -> bool:
        calibration = self._calibration
        if self._asked or calibration is None:
            return False
        self._asked = True
        job: Job = replace(self._job.value, tried=False)
        kept = self._remembered(job, calibration) if calibration.opened else Remembered()
        plain = job
        if self._settings.calls == "auto" and not (calibration.cheaper or kept.sides):
            return False
        job = replace(job, control_without=kept.control, candidate_without=kept.candidate)
        single = sum(len(piece.inputs) for piece in calibration.pieces) == 1
        job = job if single else apart(job)  # functools' caches are looked for in this process
        found = launch(
            "switchover.bench.latency.repeats:find",
            pack(job),
            does="looked for calls that a cache answers",
            returns=Repeats,
            timeout_s=self._settings.launch_s,
            seed=self._settings.seed,
            most_s=self._settings.most_s,
            skipped=calibration.skipped,
        )
        if self._settings.calls == "auto" and not (single or plain.control_path):
            found, cold = self._recounted(found, plain, calibration)
            calibration = self._calibration = replace_fields(calibration, cold=cold)
        cached = found.control or found.candidate or kept.sides
        if self._settings.calls == "auto" and not cached:
            self._calibration = alone(calibration)
            return False
        self._calibration = of_first_calls(calibration, found, stands_for=job.stands_for, kept=kept)
        self._job = pack(apart(job))
        return True

    def _recounted(
        self, found: Repeats, job: Job, calibration: Calibration
    ) -> tuple[Repeats, tuple[str, ...]]:
        """Tell a cache from memory that is cold at a first call, and name the sides where it is."""
        cold = []
        for side, cheaper, by in (
            ("control", found.control, found.control_by),
            ("candidate", found.candidate, found.candidate_by),
        ):
            if not cheaper or by >= PLAIN:
                continue
            try:
                counts = launch(
                    "switchover.bench.latency.recounted:run",
                    (getattr(job, side), job.inputs),
                    does=f"told a cache of the {side} from cold memory",
                    returns=Recounted,
                    timeout_s=self._settings.launch_s,
                    env=hashing(0),
                    most_s=self._settings.most_s,
                    skipped=calibration.skipped,
                )
            except LaunchError:
                continue
            if not executes_less(counts):
                cold.append(side)
        return replace_fields(found, **dict.fromkeys(cold, False)), tuple(cold)

    def _remembered(self, job: Job, calibration: Calibration) -> Remembered:
        """Say from which files each side answers what it was asked before.

        A side is asked in four fresh processes, twice with its files and twice without.
        """
        packed = pack(replace(job, differ=None))
        options = {"most_s": self._settings.most_s, "skipped": tuple(calibration.skipped)}
        files: dict[str, tuple[str, ...]] = {}
        for side in ("control", "candidate"):
            plain = [self._ask(packed, side=side, **options)]
            if not (opened := plain[0].opened) or plain[0].problem:
                continue
            plain.append(self._ask(packed, side=side, **options))
            gone = [self._ask(packed, side=side, without=opened, **options) for _ in range(2)]
            if remembers(plain, gone):
                files[side] = opened
        return Remembered(**files)

    def _ask(self, packed: Packed, **options: Any) -> AskedFirsts:
        return launch(
            "switchover.bench.latency.remembering:ask",
            packed,
            does="looked for answers that are kept in files",
            returns=AskedFirsts,
            timeout_s=self._settings.launch_s,
            **options,
        )

    @property
    def out_of_time(self) -> bool:
        until = self._settings.until
        return until is not None and until.left() == 0

    def take(self, *, hashes: int | None = None) -> Launch:
        seed = self._rng.randrange(1, 1 << 32)
        by = seed if hashes is None else hashes
        taken = launch(
            "switchover.bench.latency.sampler:run",
            self._job,
            does="timed both sides",
            returns=Launch,
            timeout_s=self._settings.launch_s,
            cpu=self._rng.choice(self._cores) if self._cores else None,
            env=hashing(by),
            seed=seed,
            seconds=LAUNCH_S,
            most_s=self._settings.most_s,
            calibration=self._calibration,
        )
        self._calibration = taken.calibration
        if self._job.data is not None:  # a fork hashes as its parent does
            taken = replace_fields(taken, hashes=by)
        if taken.copy is not None:
            self.made.append(taken)
        return taken


def _cores(job: Job, settings: LatencySettings) -> tuple[int, ...]:
    """Give the cores that a launch may be bound to; several callers at once need more than one."""
    return cores_to_pin() if settings.pin and job.callers == 1 else ()


def can_pin() -> bool:
    """Say whether launches can be bound to a core here."""
    return bool(cores_to_pin())


def cores_to_pin() -> tuple[int, ...]:
    """Return the cores a process may be pinned to; none where the platform cannot pin."""
    if not hasattr(os, "sched_getaffinity"):
        return ()
    return tuple(sorted(os.sched_getaffinity(0)))
