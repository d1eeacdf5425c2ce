"""One pair under measurement: its inputs are drawn once, and each part adds to its record."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

import msgspec

from .. import corpus, latency, leaks, memory, profile, witness
from ..against import checkout
from ..answers import Answers, Differ, difference
from ..apart import must_be_apart
from ..corpus import Draw
from ..deadline import Deadline
from ..environment import MachineWatch
from ..errors import BenchError
from ..latency import Job, LatencyProgress, LatencySettings, StoppingRule, TriedCopy
from ..options import Options
from ..pair import Pair, with_parts
from ..profile import Explanation
from ..records import LatencyRecord, PairRecord, SelfCheck, WitnessRecord
from ..shares import Part, bound_s, kept_s
from ..strata import Fact
from ..target import name_of
from . import timing, trial

__all__ = ["Measuring"]

_PROFILE_S = 1.2  # a thousand samples of each side, of which a tenth is a share within 1 %
_WATCHED_S = 10.0  # a side, for telling a leak from a cache that fills
_LEAST_S = 0.1
_EXPLAINED_S = 1.0  # least time that a profile is worth


@dataclass(slots=True, kw_only=True)
class Measuring:
    """One pair under measurement; made by a `Suite`.

    Attributes:
        pair: What is measured.
        options: How.
        parts: All parts that will be asked for, in their order: what each may take depends on it.
        drawn: The inputs, with their places in the corpus; the same for every part.
        record: What was found so far.
        checked: The trial of the machine, where a fail made one necessary.
    """

    pair: Pair
    options: Options
    parts: Sequence[Part]
    drawn: Draw
    record: PairRecord
    checked: SelfCheck | None = None
    _watch: MachineWatch = field(default_factory=MachineWatch)
    _deadline: Deadline | None = None

    @classmethod
    def of(
        cls,
        pair: Pair,
        options: Options,
        *,
        parts: Sequence[Part],
        facts: Sequence[Fact] | None = None,
    ) -> Measuring:
        """Draw the inputs and name the sides.

        Raises:
            TargetError: A side cannot be found or called.
            BenchError: An input is not (args, kwargs).
        """
        seed = random.SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
        options = replace(options, seed=seed)
        drawn = corpus.draw(pair.inputs, seed=seed, most=options.inputs, facts=facts)
        earlier = bool(pair.against)
        control, candidate = (_name(each, earlier) for each in (pair.control, pair.candidate))
        watch = MachineWatch()
        record = PairRecord(
            name=pair.name or candidate,
            verdict="inconclusive",
            budget=options.budget,
            seed=seed,
            control=control,
            candidate=candidate,
            inputs=drawn.total,
            inputs_digest=drawn.digest,
            sample=drawn.sample,
            environment=watch.finish(pinned=False, packages=_packages((control, candidate))),
        )
        return cls(
            pair=pair, options=options, parts=parts, drawn=drawn, record=record, _watch=watch
        )

    def measure(
        self,
        part: Part,
        *,
        progress: Callable[[LatencyProgress], None] | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> PairRecord:
        """Measure one part, and give the record with it.

        Args:
            part: Which.
            progress: Told how far a latency is.
            tell: Told in a few words what a memory or leak measurement begins.

        Raises:
            RevisionError: There is no such revision as the pair names.
            BenchError: It cannot be measured against a revision.
        """
        until = self._until().before(kept_s(self.parts, after=part, time_s=self.options.time_s))
        if part == "latency":
            self._latency(until, progress)
        elif part == "memory":
            self._memory(until, tell)
        else:
            self._leaks(until, tell)
        return self.record

    def measure_all(
        self, *, progress: Callable[[LatencyProgress], None] | None = None
    ) -> PairRecord:
        """Measure all parts in their order, and give the record; see `measure`."""
        for part in self.parts:
            self.measure(part, progress=progress)
        return self.record

    def explain(self) -> Explanation:
        """Say which functions the difference in time is made of, within what time is left."""
        left_s, why = self._until().left(), ""
        if left_s < _EXPLAINED_S:
            why = "no time was left for a profile: more (--time) makes room for one"
        elif must_be_apart(self.pair.control, self.pair.candidate):
            why = "both import one name from two places: no process holds both for a profile"
        if why:
            return Explanation(
                control=self.record.control, candidate=self.record.candidate, warnings=(why,)
            )
        found = profile.explain(
            self.pair.control,
            self.pair.candidate,
            self.drawn.inputs,
            time_s=min(_PROFILE_S, left_s / 3),
            limit_s=left_s,
        )
        return found.measured(self.record.latency)

    def _until(self) -> Deadline:
        """Give when all parts have to be over; it counts from the first of them."""
        self._deadline = self._deadline or Deadline.after(bound_s(self.options.time_s))
        return self._deadline

    def _latency(self, until: Deadline, progress: Callable[[LatencyProgress], None] | None) -> None:
        started = monotonic()
        with _held(self._job(), self.pair.against) as (job, commit):
            found, counts, tried = timing.timed(
                job, self._settings(), self.options, progress, until=until
            )
        pinned = self._pinned() and bool(found.launches)
        record = msgspec.structs.replace(
            self.record,
            against=commit,
            witnesses=counts,
            environment=self._watch.finish(
                pinned=pinned, packages=_packages((self.record.control, self.record.candidate))
            ),
        )
        self.record = with_parts(record, latency=_placed(found, self.drawn))
        if self._is_doubtful(found, counts):
            self._try(found, tried, until)
        timed = self.record.latency
        if timed is not None and timed.launches:
            timed = msgspec.structs.replace(timed, seconds=monotonic() - started)
            self.record = with_parts(self.record, latency=timed)

    def _is_doubtful(self, found: LatencyRecord, counts: Sequence[WitnessRecord]) -> bool:
        """Tell a fail that the machine's error may explain: of time alone, which nothing proves."""
        if found.verdict != "fail" or not found.launches or not self.options.self_check:
            return False
        return witness.proving(counts, found, budget=self.options.budget) is None

    def _try(self, found: LatencyRecord, tried: TriedCopy | None, until: Deadline) -> None:
        """Let a fail stand only as far as the machine's own error does not explain it.

        It was tried already where a second measurement timed a copy as well. Against a revision,
        the side that is here is tried.
        """
        here = self.pair.candidate if self.pair.against else self.pair.control
        job = replace(
            self._job(), control=here, candidate=here, copied=True, differ=None, control_path=()
        )
        beyond = found.clocks[found.clock].low
        self.checked = trial.try_machine(job, self.options, until=until, beyond=beyond, tried=tried)
        self.record = trial.doubted(self.record, self.checked)

    def _memory(self, until: Deadline, tell: Callable[[str], None] | None) -> None:
        budget = self.options.memory_budget or self.options.budget
        found = memory.measure(
            self.pair.control,
            self.pair.candidate,
            self.drawn.inputs,
            stands_for=self.drawn.stands_for,
            budget=budget,
            time_s=max(_LEAST_S, until.left()),
            asked_s=self.options.time_s,
            seed=self.record.seed,
            progress=tell,
        )
        self.record = with_parts(self.record, memory=found)

    def _leaks(self, until: Deadline, tell: Callable[[str], None] | None) -> None:
        found = leaks.watch(
            self.pair.control,
            self.pair.candidate,
            (*self.drawn.inputs, *self.drawn.raised),
            time_s=min(max(_WATCHED_S, self.options.time_s), 0.3 * until.left()),
            asked_s=self.options.time_s,
            until=until,
            call_s=self._call_s(),
            progress=tell,
        )
        self.record = with_parts(self.record, leaks=found)

    def _call_s(self) -> float:
        """Return the seconds of the slower side's call; 0 where no latency was measured."""
        clocks = self.record.latency.clocks if self.record.latency else {}
        return max((max(each.control_s, each.candidate_s) for each in clocks.values()), default=0.0)

    def _job(self) -> Job:
        two = not self.pair.against and must_be_apart(self.pair.control, self.pair.candidate)
        return Job(
            control=self.pair.control,
            candidate=self.pair.candidate,
            inputs=self.drawn.inputs,
            stands_for=self.drawn.stands_for,
            differ=_differ(self.options.answers),
            as_values=callable(self.options.answers),
            callers=self.options.callers,
            fresh=self.options.fresh,
            same=self.options.calls == "repeated",
            control_path=tuple(sys.path) if two else (),
        )

    def _settings(self) -> LatencySettings:
        options = self.options
        return LatencySettings(
            rule=StoppingRule(budget=options.budget, level=options.level, family=options.family),
            time_s=options.time_s,
            seed=self.record.seed,
            clock=options.clock,
            timeout_s=options.timeout_s,
            pin=options.pin,
            calls=options.calls,
            asked_s=options.time_s,
        )

    def _pinned(self) -> bool:
        return self.options.pin and self.options.callers == 1 and latency.can_pin()


@contextmanager
def _held(job: Job, revision: str) -> Iterator[tuple[Job, str]]:
    """Hold the revision that the control is taken from, for as long as it is measured."""
    if not revision:
        yield job, ""
        return
    if not (isinstance(job.control, str) and isinstance(job.candidate, str)):
        raise BenchError("against a revision both sides are named as module:function")
    with checkout(revision) as held:
        folder = str(held.folder)
        yield replace(job, control_path=held.path, control_folder=folder), held.commit


def _placed(found: LatencyRecord, drawn: Draw) -> LatencyRecord:
    """Name inputs by their place in the corpus, and say which part was drawn, and how it counts."""
    inputs = tuple(
        msgspec.structs.replace(each, inputs=tuple(drawn.places[index] for index in each.inputs))
        for each in found.inputs
    )
    reasons = found.reasons
    if drawn.total > len(drawn.places):
        reasons += (f"{len(drawn.places)} of {drawn.total} inputs drawn",)
    if found.launches and drawn.sample.calls is not None:
        calls = f"{drawn.sample.calls:,.1f}".removesuffix(".0")
        reasons += (f"inputs count by their weight: {calls} calls in all",)
    return msgspec.structs.replace(found, inputs=inputs, reasons=reasons)


def _differ(answers: Answers | Differ) -> Differ | None:
    if callable(answers):
        return answers
    return difference if answers == "same" else None


def _name(side: str | Callable[..., Any], earlier: bool) -> str:
    """Name a side; one that may exist only at an earlier revision is not looked for here."""
    return side if earlier and isinstance(side, str) else name_of(side)


def _packages(names: tuple[str, ...]) -> set[str]:
    return {name.partition(":")[0].partition(".")[0] for name in names}
