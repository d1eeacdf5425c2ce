"""Searches for inputs nobody recorded on which control and candidate differ."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from random import Random
from time import perf_counter
from typing import Any, Final

from switchover.values import decode

from ..coverage import Map
from ..coverage.branch import Branch
from ..rules import Rule
from ..running.judging import SeenAs
from .calls.finds import SearchRecord
from .calls.identity import identity
from .calls.places import Call
from .changes.mutator import Input, Mutator
from .covering.covering import Covering
from .finding.finding import Findings
from .finding.meaning import Answers
from .knowledge.domain import Domain
from .knowledge.facts import Facts, joined
from .knowledge.schemas import told_apart
from .leading import Leading
from .sides.sides import Limits, Side, Sides, Two

__all__ = ["search"]

SIDES: Final = ("control", "candidate")
ANSWERED: Final = frozenset(("returned", "raised"))
BATCH: Final = 50
"""Inputs that are made before any of their answers is looked at."""
DRAWN: Final = 250
"""Inputs that are drawn at a time."""
MOST_FINDS: Final = 40
"""Causes that are told apart; then the search ends."""
MOST_SEEDS: Final = 2_000
"""Recorded inputs that others are made of."""
MOST_SEEN: Final = 100_000
"""Inputs that are remembered, so that none is tried twice."""
LISTENED: Final = 40
"""Recorded inputs that are run once more for what the sides put together to compare."""
FAILING: Final = 0.05
"""Share of the inputs that are made of those on which both sides raised."""
LED: Final = 0.6
"""The same of those that led further, and on which a side answered."""
COVERING: Final = 0.6
"""Share of the inputs that go through what sources know of documents, until all has come."""
COVERING_AGAIN: Final = 0.3
"""The same afterwards."""
MUTATED: Final = 0.8
"""Share of the calls for changed records; the rest is for strategies by type."""


def search(  # noqa: PLR0913 - each is a setting of the search, by name
    control: Side,
    candidate: Side,
    inputs: Iterable[Call],
    *,
    rules: Iterable[Rule] = (),
    seen_as: SeenAs | None = None,
    seed: int = 0,
    calls: int = 20_000,
    time_s: float = 60.0,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    earlier: Sequence[Call] = (),
    schemas: Sequence[Mapping[str, Any]] = (),
    stop_at: int = MOST_FINDS,
    with_strategies: bool = True,
    with_symbols: bool = True,
    progress: Callable[[int], None] | None = None,
    told: Callable[[Call, Two, bool], None] | None = None,
    today: dt.date | None = None,
) -> SearchRecord:
    """Search, and give what was found and what was tried.

    Recorded inputs are run first; what they show is known and no find. Then they are changed by
    type, spliced and reshaped, led by branches that no input had taken; then inputs are drawn by
    strategies from types and records. Each find is confirmed in processes that saw nothing else,
    made small, and grouped by cause.

    Args:
        control: The old path: an import string, or a callable that a fork carries.
        candidate: The new path.
        inputs: Recorded calls.
        rules: Differences that are expected, and no finds.
        seen_as: As in a shadow run.
        seed: Of all that is drawn.
        calls: Inputs that are tried at most, those recorded not counted.
        time_s: Seconds after which no more are made.
        limits: What a call may cost and do.
        earlier: Inputs that earlier searches found; those that still differ are finds.
        schemas: JSON Schemas of what inputs hold: mappings that none was recorded of are made by
            them.
        stop_at: Causes after which the search ends.
        with_strategies: Whether Hypothesis draws a part of them.
        with_symbols: Whether CrossHair is asked where all else found nothing.
        progress: Called with the number of inputs tried.
        told: Called with each input that was run, what both sides made of it, and whether it took
            a branch, or raised an error, that none before did.
        today: The day on which rules expire or not.

    Raises:
        UsageError: A side cannot be imported or called.
        PatternError: A rule's path cannot be read.
    """
    answers = Answers(rules, seen_as, today)
    try:
        with Sides(control, candidate, limits) as sides:
            running = _Search(
                sides, answers, seed, schemas, stop_at=stop_at, progress=progress, told=told
            )
            running.limit(calls, time_s)
            try:
                running.go(inputs, earlier)
                if with_strategies:
                    running.begin()
                running.explore(share=MUTATED if with_strategies else 1.0)
                if with_strategies:
                    running.strategies()
                if with_symbols:
                    running.symbols(control, candidate)
                running.explore(share=1.0)
            except KeyboardInterrupt:
                running.interrupted = True
            return running.record()
    finally:
        answers.close()


class _Search:
    """One search in progress."""

    def __init__(
        self,
        sides: Sides,
        answers: Answers,
        seed: int,
        schemas: Sequence[Mapping[str, Any]],
        *,
        stop_at: int,
        progress: Callable[[int], None] | None,
        told: Callable[[Call, Two, bool], None] | None,
    ) -> None:
        self.most, self.until = 0, 0.0
        self.interrupted = False
        self._begun = perf_counter()
        self._sides, self._seed = sides, seed
        self._random = Random(seed)
        self._progress, self._told = progress, told
        self._shapes = told_apart(schemas)
        """What schemas say of mappings."""
        self._domain = Domain(self._facts())
        self._finding = Findings(sides, answers, self._domain, stop_at)
        self._mutator = Mutator(self._domain, self._random)
        self._recorded: list[Input] = []
        self._failing: list[Input] = []
        """Those that led further, and both raised: what is made of them mostly does, too."""
        self._drawn: list[Input] = []
        self._covering: Covering | None = None
        self._covered: Iterator[Input] = iter(())
        """What is made of all that sources know of documents."""
        self._maps = Map(), Map()
        self._leading = Leading(self._maps)
        self._errors = set[tuple[int, str]]()
        self._seen = set[bytes]()
        self._origins = Counter[str]()
        self._taken = self._tried = self._uncarried = 0

    def limit(self, calls: int, time_s: float) -> None:
        """Say how many inputs are made at most, and how long; finds are made small within it."""
        self.most, self.until = calls, perf_counter() + time_s
        self._finding.until = self.until

    # --- the parts of a search

    def go(self, inputs: Iterable[Call], earlier: Sequence[Call]) -> None:
        """Run what was recorded, and what was found before."""
        recorded = list(_spread(inputs, MOST_SEEDS, Random(self._seed)))
        self._domain.fit((*recorded, *earlier))
        self._domain.learn_all((*recorded, *earlier))
        self._recorded = [Input(call) for call in recorded]
        self._taken = len(recorded)
        for batch in _batches(self._recorded):
            for given, two in self._run(batch):
                self._finding.know(given, two)
        # what was entered speaks of more than could be reached by names
        self._sides.about()
        self._sides.listen(recorded[:LISTENED])
        self._domain.fit((*recorded, *earlier), self._facts())
        self._covering = Covering(self._domain, recorded, Random(self._seed))
        self._covered = self._covering.inputs()
        for batch in _batches([Input(call, origin="found before") for call in earlier]):
            for given, two in self._run(batch):
                self._finding.look(given, two, self._tried)

    def _facts(self) -> Facts:
        facts = joined(*self._sides.about())
        return replace(facts, shapes=(*self._shapes, *facts.shapes))

    def begin(self) -> None:
        """Draw inputs by annotations to begin with, where none was recorded."""
        if self._recorded:
            return
        self.strategies(most=DRAWN)
        self._recorded = self._drawn[:DRAWN]
        self._domain.learn_all(one.call for one in self._recorded)

    def explore(self, share: float) -> None:
        """Change records, and what was made of them, until a share of the calls is used."""
        pool = self._recorded
        if not pool:
            return
        idle = 0
        while not self._is_over(share) and idle < 200:
            is_first = self._covering is not None and not self._covering.rounds
            part = COVERING if is_first else COVERING_AGAIN
            made = list(islice(self._covered, round(part * BATCH)))
            made += [
                self._mutator.mutated(self._parent(), self._other(pool))
                for _ in range(BATCH - len(made))
            ]
            fresh = [one for one in made if self._is_new(one)]
            idle = 0 if fresh else idle + 1
            self.tried(fresh[: max(0, self.most - self._tried)])

    def strategies(self, most: int | None = None) -> None:
        """Try what Hypothesis draws by types and records, where it is installed."""
        from .knowledge.strategies import drawn

        recorded = [one.call for one in self._recorded]
        for number in range(self.most // DRAWN + 1):
            room = min(DRAWN, self.most - self._tried)
            if self._is_over(1.0) or (most is not None and self._origins["drawn"] >= most):
                return
            made = drawn(self._domain, recorded, room, self._seed * 1_000_003 + number)
            inputs = [Input(call, origin="drawn") for call in made]
            self._drawn = self._drawn or inputs
            for batch in _batches(inputs):
                if self._is_over(1.0):
                    return
                self.tried([one for one in batch if self._is_new(one)])
            if not made:
                return

    def symbols(self, control: Side, candidate: Side) -> None:
        """Try what CrossHair finds, where it is installed and both sides are annotated."""
        from .symbolic import solved

        left = self.until - perf_counter()
        if left <= 1 or self._finding.finds:
            return
        if isinstance(control, str) and isinstance(candidate, str):
            made = solved(control, candidate, min(left / 2, 20.0), self._domain.facts)
            self.tried([Input(call, origin="solved") for call in made])

    def tried(self, batch: list[Input]) -> None:
        """Run inputs on both sides and look at what came of them."""
        for given, two in self._run(batch):
            self._tried += 1
            self._origins[given.origin] += 1
            self._finding.look(given, two, self._tried)
        if self._progress is not None:
            self._progress(self._tried)

    # --- one input

    def _run(self, batch: list[Input]) -> Iterator[tuple[Input, Two]]:
        for given, two in zip(batch, self._sides.tried([one.call for one in batch]), strict=True):
            if two is None:
                self._uncarried += 1
                continue
            if "timed_out" in (two.control.state, two.candidate.state):
                self._mutator.tame(given.call)
            self._note(given, two)
            yield given, two

    def _note(self, given: Input, two: Two) -> None:
        """Keep an input where a side took a branch, or raised an error, that none did before."""
        fresh, is_further = list[tuple[int, Branch]](), False
        for at, (tried, known) in enumerate(zip(two, self._maps, strict=True)):
            taken = known.add(tried.more) or ()
            fresh += sorted((at, branch) for branch in taken if known.inputs[branch] == 1)
            if tried.error is not None and (at, tried.error) not in self._errors:
                self._errors.add((at, tried.error))
                is_further = True
        is_further = is_further or bool(fresh)
        if is_further:
            for one in two:
                if one.state in ANSWERED:
                    self._domain.hear(decode(one.document))
        if is_further and given.origin != "recorded":
            if two.both_raised:
                self._failing.append(given)
            else:
                self._leading.add(given, fresh)
                if self._covering is not None:
                    self._covering.take(given.call)
                self._domain.note(given.call)
        if self._told is not None:
            self._told(given.call, two, is_further)

    # --- what to try next

    def _parent(self) -> Input:
        leading = self._leading
        if self._failing and self._random.random() < FAILING:
            return self._random.choice(self._failing)
        if leading and self._random.random() < LED:
            return leading.parent(self._random)
        return self._random.choice(self._recorded)

    def _other(self, pool: list[Input]) -> Input:
        """Give an input that parts are taken from."""
        leading = self._leading
        if leading and self._random.random() < 0.3:
            return leading.any(self._random)
        return self._random.choice(pool)

    def _is_new(self, given: Input) -> bool:
        try:
            known = identity(given.call)
        except OverflowError:
            return False
        if known is None:
            return True
        if known in self._seen:
            return False
        if len(self._seen) < MOST_SEEN:
            self._seen.add(known)
        return True

    def _is_over(self, share: float) -> bool:
        return (
            self._tried >= self.most * share
            or perf_counter() >= self.until
            or self._finding.is_full
        )

    def record(self) -> SearchRecord:
        """Give what was found and tried."""
        finding = self._finding
        return SearchRecord(
            seed=self._seed,
            recorded=self._taken,
            tried=self._tried,
            extra=finding.extra,
            origins=dict(self._origins),
            counts={said.value: count for said, count in finding.counts.items()},
            raised=finding.raised,
            seconds=perf_counter() - self._begun,
            branches={
                name: (len(known.reached), len(known.branches))
                for name, known in zip(SIDES, self._maps, strict=True)
            },
            missing={
                name: tuple(known.missing()) for name, known in zip(SIDES, self._maps, strict=True)
            },
            finds=tuple(finding.finds),
            groups=finding.groups.sorted(),
            known_inputs=finding.known_inputs,
            unsteady=finding.unsteady,
            uncarried=self._uncarried,
            denied=dict(finding.denied.most_common(5)),
            interrupted=self.interrupted,
        )


def _batches(inputs: list[Input]) -> Iterator[list[Input]]:
    for start in range(0, len(inputs), BATCH):
        yield inputs[start : start + BATCH]


def _spread(inputs: Iterable[Call], most: int, random: Random) -> list[Call]:
    """Keep at most so many, each as likely as any other (a reservoir)."""
    kept = list[Call]()
    for number, (args, kwargs) in enumerate(inputs):
        call = (tuple(args), dict(kwargs))
        if len(kept) < most:
            kept.append(call)
        elif (spot := random.randrange(number + 1)) < most:
            kept[spot] = call
    return kept
