"""Run control and candidate over many inputs, and keep what came of it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from .errors import UsageError
from .journal import FileJournal, Journal, JournalError, NullJournal
from .judge import Judgement, judge
from .limits import Limit
from .observe import Answer, failure_of, observe
from .records import Comparison, Outcome, ShadowRecord, Side
from .rulebook import Rulebook
from .rules import Rule
from .shorten import shorten
from .snapshot import SnapshotError, Snapshots
from .tally import Costs, Groups, Outcomes

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

__all__ = ["TIMEOUT_S", "run"]

TIMEOUT_S: Final = 30.0
"""Seconds that one call may take, unless said otherwise."""
PROGRESS_S: Final = 0.1
"""Seconds between two reports of progress."""

Callable_: TypeAlias = Callable[..., Any]
Inputs: TypeAlias = Iterable[tuple[Sequence[Any], Mapping[str, Any]]]
_Changed: TypeAlias = tuple[tuple[Any, Any], tuple[Any, Any]] | None


def run(  # noqa: PLR0913 - each is a setting of the run, by name
    control: Callable_,
    candidate: Callable_,
    inputs: Inputs,
    *,
    name: str = "shadow",
    rules: Iterable[Rule] = (),
    seed: int | None = None,
    timeout_s: float | None = TIMEOUT_S,
    observations: Path | None = None,
    progress: Callable[[int], None] | None = None,
    today: dt.date | None = None,
) -> ShadowRecord:
    """Run both sides on every input, compare, and give the record. The sides cannot stop it.

    Each side gets its own copy of each input; which side goes first is drawn from `seed`. A side
    may be a plain or an async callable. Ctrl-C ends the run and keeps what was done.

    Args:
        control: The old path.
        candidate: The new path.
        inputs: `(args, kwargs)` for each call; read once, one at a time.
        name: What the record is called.
        rules: The differences that are expected.
        seed: Of the order of sides; drawn and recorded where None.
        timeout_s: For each call, above 0; None for no limit. `limits` says how it is kept.
        observations: A JSON-lines file for one `Comparison` per input.
        progress: Called with the number of inputs done, ten times a second at most. Should it
            raise, the run goes on without it, and the record warns of it.
        today: The day on which rules expire or not; the present day in UTC where None.

    Raises:
        UsageError: A side that is not callable, a bad timeout, rule ids used twice, or an input
            that is no `(args, kwargs)`.
        PatternError: A rule's path cannot be read.
        JournalError: `observations` cannot be opened.
    """
    from random import Random

    for side, function in ((Side.CONTROL, control), (Side.CANDIDATE, candidate)):
        if not callable(function):
            raise UsageError(f"the {side} is {shorten(function, 80)}; it must be callable")
    seed = int.from_bytes(os.urandom(4), "big") if seed is None else seed
    rulebook = Rulebook(rules, today=today)
    limit = Limit(timeout_s)
    journal = FileJournal(observations) if observations else NullJournal()
    shadow = _Shadow(control, candidate, rulebook, limit, journal, Random(seed))
    start = perf_counter()
    with limit:
        shadow.go(inputs, progress)
    return ShadowRecord(
        name=name,
        seed=seed,
        inputs=shadow.done,
        counts=shadow.outcomes.counts,
        accepted=shadow.outcomes.accepted,
        groups=shadow.groups.sorted(),
        groups_dropped=shadow.groups.dropped,
        rules=rulebook.uses(),
        control=shadow.costs[Side.CONTROL].summary(),
        candidate=shadow.costs[Side.CANDIDATE].summary(),
        wall_s=perf_counter() - start,
        interrupted=shadow.interrupted,
        warnings=shadow.warnings(),
        observations=str(observations) if observations else None,
    )


class _Shadow:
    """One run in progress."""

    def __init__(
        self,
        control: Callable_,
        candidate: Callable_,
        rulebook: Rulebook,
        limit: Limit,
        journal: Journal,
        order: Random,
    ) -> None:
        self.done = 0
        self.outcomes = Outcomes()
        self.groups = Groups()
        self.costs = {Side.CONTROL: Costs(), Side.CANDIDATE: Costs()}
        self.interrupted = False
        self._said: list[str] = []
        self._control = control
        self._candidate = candidate
        self._rulebook = rulebook
        self._limit = limit
        self._journal = journal
        self._order = order
        self._snapshots = Snapshots()

    def go(self, inputs: Inputs, progress: Callable[[int], None] | None) -> None:
        report = _Progress(progress, self._said)
        try:
            for given in inputs:
                args, kwargs = _checked(self.done, given)
                self._keep(self._compared(args, kwargs))
                report.at(self.done)
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            self._close()
        try:
            report.end(self.done)
        except KeyboardInterrupt:
            self.interrupted = True

    def _compared(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Comparison:
        first = Side.CONTROL if self._order.random() < 0.5 else Side.CANDIDATE
        try:
            copies = self._snapshots.take(args, kwargs)
            mine, theirs = copies.fresh(), copies.fresh()
        except SnapshotError as error:
            return Comparison(
                index=self.done, outcome=Outcome.NOT_COMPARABLE, first=first, reason=str(error)
            )
        if first is Side.CONTROL:
            control = observe(self._control, *mine, self._limit)
            candidate = observe(self._candidate, *theirs, self._limit)
        else:
            candidate = observe(self._candidate, *theirs, self._limit)
            control = observe(self._control, *mine, self._limit)
        self.costs[Side.CONTROL].add(control)
        self.costs[Side.CANDIDATE].add(candidate)
        changed = (mine, theirs) if copies.may_change else None
        judgement = judge(control, candidate, changed, self._rulebook)
        return _comparison(self.done, first, control, candidate, judgement)

    def _keep(self, comparison: Comparison) -> None:
        self.outcomes.add(comparison.outcome, is_accepted=comparison.accepted)
        if comparison.differences:
            self.groups.add(comparison.index, comparison.differences)
        self.done += 1
        try:
            self._journal.write(comparison)
        except JournalError as error:
            self._give_up(error)

    def _give_up(self, error: JournalError) -> None:
        self._said.append(f"{error}; not all of the comparisons are in it")
        self._journal = NullJournal()

    def _close(self) -> None:
        try:
            self._journal.close()
        except JournalError as error:
            self._give_up(error)

    def warnings(self) -> tuple[str, ...]:
        if self._limit.left_behind:
            late = f"{self._limit.left_behind} timed-out calls could not be stopped and ran on"
            self._said.append(late)
        return tuple(self._said)


_SEQUENCES = (tuple, list)
_MAPPINGS = (dict, Mapping)


def _checked(index: int, given: Any) -> tuple[Sequence[Any], Mapping[str, Any]]:
    if isinstance(given, _SEQUENCES) and len(given) == 2:
        args, kwargs = given
        if isinstance(args, _SEQUENCES) and isinstance(kwargs, _MAPPINGS):
            return args, kwargs
    raise UsageError(f"input {index} is {shorten(given, 80)}; it must be (args, kwargs)")


def _comparison(
    index: int, first: Side, control: Answer, candidate: Answer, judgement: Judgement
) -> Comparison:
    outcome, found, reason = judgement
    if outcome is Outcome.MATCH:
        return Comparison(
            index=index,
            outcome=outcome,
            first=first,
            control=control.observation(),
            candidate=candidate.observation(),
        )
    return Comparison(
        index=index,
        outcome=outcome,
        first=first,
        control=control.observation(_preview(control)),
        candidate=candidate.observation(_preview(candidate)),
        differences=found.differences,
        accepted=judgement.is_accepted,
        truncated=found.truncated,
        reason=reason,
    )


def _preview(answer: Answer) -> str | None:
    if answer.failure or answer.timed_out:
        return None
    return shorten(answer.value)


class _Progress:
    """Calls back ten times a second at most, and once at the end; no more once it has raised."""

    def __init__(self, callback: Callable[[int], None] | None, said: list[str]) -> None:
        self._callback = callback
        self._said = said
        self._next = 0.0

    def at(self, done: int) -> None:
        if self._callback is None:
            return
        now = perf_counter()
        if now >= self._next:
            self._next = now + PROGRESS_S
            self.end(done)

    def end(self, done: int) -> None:
        if self._callback is None:
            return
        try:
            self._callback(done)
        except Exception as error:  # noqa: BLE001 - a report of progress is not worth the run
            self._callback = None
            failure = failure_of(error)
            text = f"progress raised {failure.type} after {done} inputs: {failure.message}"
            self._said.append(f"{text}; it was not called again")
