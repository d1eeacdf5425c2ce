"""Run control and candidate over many inputs, and keep what came of it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Final

from switchover.values import encode
from switchover.values.worker import Call, Local, Reply, WorkerPair

from ..comparing.answers import Answer
from ..errors import UsageError
from ..records import Comparison, Outcome, ShadowRecord, Side
from ..records.groups import Groups
from ..records.journal import ComparisonJournal, FileJournal, JournalError, NullJournal
from ..records.outcomes import UNLIKE
from ..records.portion import Portion, say
from ..records.spelling import spelled
from ..records.tally import Costs, Outcomes
from ..rules import Rule, Rulebook
from .comparer import Comparer, ForkedComparer, NearComparer
from .gathering import recorded
from .judging import Judge, Question, SeenAs
from .outcomes import compared, matched, was_unsteady
from .progress import ShadowProgress
from .sides import Function, Inputs, checked, hash_seed, opened, printed, written

if TYPE_CHECKING:
    from pathlib import Path

    from switchover.values.worker import Pool

__all__ = ["TIMEOUT_S", "run", "run_portion"]

TIMEOUT_S: Final = 30.0
"""Seconds that one call may take, unless said otherwise."""


def run(  # noqa: PLR0913 - each is a setting of the run, by name
    control: Function,
    candidate: Function,
    inputs: Inputs,
    *,
    name: str = "shadow",
    rules: Iterable[Rule] = (),
    seen_as: SeenAs | None = None,
    seed: int | None = None,
    timeout_s: float | None = TIMEOUT_S,
    observations: Path | None = None,
    progress: Callable[[int], None] | None = None,
    today: dt.date | None = None,
    isolate: bool = True,
    ask_again: bool = True,
    first: int = 0,
    pool: Pool | None = None,
) -> ShadowRecord:
    """Run both sides on every input, compare, and give the record. The sides cannot stop it.

    Each side runs in a process of its own, and gets its own copy of each input. A side given as
    `module:name` runs in a fresh interpreter; a callable is carried by a fork of this process,
    which is less safe where threads run; a `Target` says where to import from. A side may be plain
    or async. Where an input differs
    without a rule, the control is asked once more: if it differs from itself, the outcome is
    unsteady. Ctrl-C ends the run and keeps what was done.

    Args:
        control: The old path.
        candidate: The new path.
        inputs: `(args, kwargs)` for each call; read once, one at a time.
        name: What the record is called.
        rules: The differences that are expected.
        seen_as: A function of one value, or `module:name` of one; what both sides return is
            compared after it. It runs where rules' functions run, see `Normalise`.
        seed: Of the interpreters' hashes; drawn and recorded where None.
        timeout_s: For each call and the writing of its answer, above 0; None for no limit.
        observations: A JSON-lines file for one `Comparison` per input.
        progress: Called with the number of inputs done, ten times a second at most. Should it
            raise, the run goes on without it, and the record warns of it.
        today: The day on which rules expire or not; the present day in UTC where None.
        isolate: False runs both sides, the comparison and rules' functions in this process: for a
            debugger, and for Windows, which cannot fork. A side that ends the process then ends
            the run, a side that hangs is not stopped, and what one side leaves behind in modules
            or the environment is seen by the other.
        ask_again: False where a second call of the control would do harm: then nothing is found
            unsteady.
        first: The number of the first input, where not all of them are run.
        pool: Keeps the processes of importable sides for the next run.

    Raises:
        UsageError: A side that is not callable, a bad timeout, rule ids used twice, or an input
            that is no `(args, kwargs)`.
        PatternError: A rule's path cannot be read.
        JournalError: `observations` cannot be opened.
    """
    start = perf_counter()
    seed = int.from_bytes(os.urandom(4), "big") if seed is None else seed
    rulebook = Rulebook(rules, today=today)
    pair = opened(control, candidate, seed, timeout_s, isolate=isolate, pool=pool)
    journal = FileJournal(observations) if observations else NullJournal()
    groups = Groups()
    shadow = _Shadow(
        pair,
        _comparer(rulebook, seen_as, today, isolate=isolate),
        rulebook,
        journal,
        groups,
        ask_again=ask_again,
        first=first,
    )
    shadow.go(inputs, progress)
    return recorded(
        shadow.portion(),
        groups,
        rulebook,
        name=name,
        seed=seed,
        wall_s=perf_counter() - start,
        observations=observations,
    )


def run_portion(  # noqa: PLR0913 - each is a setting of the run, by name
    control: Function,
    candidate: Function,
    inputs: Inputs,
    *,
    first: int,
    seed: int,
    comparisons: Path,
    rules: Iterable[Rule] = (),
    seen_as: SeenAs | None = None,
    timeout_s: float | None = TIMEOUT_S,
    progress: Callable[[int], None] | None = None,
    today: dt.date | None = None,
    pool: Pool | None = None,
) -> Portion:
    """Run both sides on some consecutive inputs of a corpus; as `run`, but for the record.

    Args:
        control: The old path.
        candidate: The new path.
        inputs: `(args, kwargs)` for each call.
        first: The number of the first input.
        seed: Of the interpreters' hashes.
        comparisons: A JSON-lines file for one `Comparison` per input.
        rules: As for `run`; so are the rest.
        seen_as: As for `run`.
        timeout_s: As for `run`.
        progress: As for `run`.
        today: As for `run`.
        pool: As for `run`.

    Raises:
        ShadowError: As for `run`; also where not all comparisons could be written.
    """
    rulebook = Rulebook(rules, today=today)
    pair = opened(control, candidate, seed, timeout_s, isolate=True, pool=pool)
    journal = FileJournal(comparisons)
    comparer = _comparer(rulebook, seen_as, today, isolate=True)
    shadow = _Shadow(pair, comparer, rulebook, journal, None, ask_again=True, first=first)
    shadow.go(inputs, progress)
    if not shadow.is_kept:
        text = "a portion without all of its comparisons says too little"
        raise JournalError(f"{comparisons}: cannot be written: {text}")
    return shadow.portion()


def _comparer(
    rulebook: Rulebook, seen_as: SeenAs | None, today: dt.date | None, *, isolate: bool
) -> Comparer:
    judge = Judge(Rulebook(rulebook.rules, today=today), seen_as)
    return ForkedComparer(judge) if isolate else NearComparer(judge)


class _Shadow:
    """One run in progress."""

    def __init__(
        self,
        pair: WorkerPair | Local,
        comparer: Comparer,
        rulebook: Rulebook,
        journal: ComparisonJournal,
        groups: Groups | None,
        *,
        ask_again: bool,
        first: int,
    ) -> None:
        self.done = 0
        self._first = first
        self.outcomes = Outcomes()
        self._groups = groups
        self.costs = {Side.CONTROL: Costs(), Side.CANDIDATE: Costs()}
        self.interrupted = False
        self._said: dict[str, int] = {}
        self._doubts: list[str] = []
        self._hits: dict[str, int] = {}
        self._pair = pair
        self._comparer = comparer
        self._rulebook = rulebook
        self._journal = journal
        self._ask_again = ask_again
        self._keeps = not isinstance(journal, NullJournal)

    def go(self, inputs: Inputs, progress: Callable[[int], None] | None) -> None:
        """Run until the inputs are over, or Ctrl-C; close everything."""
        report = ShadowProgress(progress, self._say)
        try:
            with self._pair:
                problems = self._pair.check()
                if problems:
                    raise UsageError("; ".join(problems))
                self._go(inputs, report)
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            self._close()
        try:
            report.end(self.done)
        except KeyboardInterrupt:
            self.interrupted = True

    def _go(self, inputs: Inputs, report: ShadowProgress) -> None:
        mine, theirs = self.costs[Side.CONTROL], self.costs[Side.CANDIDATE]
        outcomes, keeps, at = self.outcomes, self._keeps, report.at
        first = self._first
        for number, call, control, candidate in self._pair.replies(checked(inputs, first)):
            index = first + number
            mine.time(control.wall_s, control.cpu_s)
            theirs.time(candidate.wall_s, candidate.cpu_s)
            if control.notes or candidate.notes:
                self._note(control, candidate)
            if (
                control.document == candidate.document
                and control.state == "returned" == candidate.state
            ):
                if keeps:
                    self._write(matched(index, control, candidate))
                outcomes.match()
                self.done += 1
            else:
                self._keep(self._compared(index, call, control, candidate))
            at(self.done)

    def _compared(self, index: int, call: Call, control: Reply, candidate: Reply) -> Comparison:
        given = None
        if self._keeps or self._rulebook.looks_at_input:
            given = encode((tuple(call.args), dict(call.kwargs)), aliases=True)
        asked = Question(_answer(control), _answer(candidate), given, self._keeps)
        judgement = self._comparer.ask(asked)
        found = compared(index, control, candidate, judgement)
        if self._ask_again and found.outcome in UNLIKE and not found.accepted:
            found = self._steadied(call, control, found, given)
        if found.outcome is not Outcome.UNSTEADY:
            for rule, count in judgement.hits.items():
                self._hits[rule] = self._hits.get(rule, 0) + count
        return found

    def _steadied(
        self, call: Call, control: Reply, found: Comparison, given: bytes | None
    ) -> Comparison:
        """Ask the control once more; where it differs from itself, the input is unsteady."""
        again = self._pair.again(found.index - self._first, call)
        if again.state == control.state and again.document == control.document:
            return found
        judgement = self._comparer.ask(Question(_answer(control), _answer(again), given))
        return was_unsteady(found, compared(found.index, control, again, judgement)) or found

    def _keep(self, comparison: Comparison) -> None:
        if self._keeps:
            self._write(comparison)
        self.outcomes.add(comparison)
        self.costs[Side.CONTROL].end(comparison.control)
        self.costs[Side.CANDIDATE].end(comparison.candidate)
        if self._groups is not None:
            self._groups.add(comparison)
        self.done += 1

    def _write(self, comparison: Comparison) -> None:
        try:
            self._journal.write(comparison)
        except JournalError as error:
            self._give_up(error)

    def _give_up(self, error: JournalError) -> None:
        self._doubts.append(f"{error}; not all of the comparisons are in it")
        self._journal, self._keeps = NullJournal(), False

    def _close(self) -> None:
        self._comparer.close()
        try:
            self._journal.close()
        except JournalError as error:
            self._give_up(error)

    def _say(self, text: str) -> None:
        say(self._said, spelled(text))

    def _note(self, control: Reply, candidate: Reply) -> None:
        for side, reply in ((Side.CONTROL, control), (Side.CANDIDATE, candidate)):
            for note in reply.notes:
                self._say(f"{side}: {note}")

    @property
    def is_kept(self) -> bool:
        """Whether all comparisons were written."""
        return self._keeps

    def portion(self) -> Portion:
        """Say what it came to."""
        pair = self._pair
        return Portion(
            first=self._first,
            inputs=self.done,
            counts=self.outcomes.counts,
            accepted=self.outcomes.accepted,
            not_compared=self.outcomes.not_compared,
            hits=self._hits,
            control=self.costs[Side.CONTROL].summary(),
            candidate=self.costs[Side.CANDIDATE].summary(),
            said=self._said,
            doubts=spelled((*self._doubts, *pair.warnings)),
            wrote=spelled(written(pair)),
            output=printed(pair),
            hash_seed=hash_seed(pair),
            interrupted=self.interrupted,
        )


def _answer(reply: Reply) -> Answer:
    return Answer(reply.state, reply.document)
