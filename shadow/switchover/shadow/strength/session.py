"""Tries the mutants of a candidate: which would a comparison over this corpus let through?"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import perf_counter
from typing import Any, Final

import msgspec

from switchover.values.worker import Call as Given
from switchover.values.worker import Reply, Worker, pickled

from ..coverage import spread
from ..errors import UsageError
from ..mutation import Mutant, executed, mutants, sample
from ..rules import Rule
from ..running.judging import SeenAs
from ..search.calls.places import Call
from ..search.changes.mutator import Input
from ..search.finding.meaning import Answers, Meaning, Said
from ..search.sides.probe import ProbedCall as Answer
from ..search.sides.sides import (
    HASH_SEED,
    Limits,
    Side,
    Sides,
    Two,
    answered,
    asked,
    loaded_as,
    why,
)
from .inside import Nursery
from .living import Lived
from .planting import body_lines
from .records import Fate, StrengthRecord, Tried
from .trial import MOST_CHANGED, Changed, Trial, run

__all__ = ["strength"]

TAKEN: Final = 50
"""Inputs that are answered at a time, at most: it begins with one, lest slow ones take all time."""
READY_SHARE: Final = 0.5
"""Of the time of a trial, what answering inputs may take before the first mutant."""
FIRST_SHARE: Final = 0.1
"""Of it, what looking for lines may take that inputs run when they are answered first alone."""
MOST_FIRST_S: Final = 20.0
GRACE_S: Final = 10.0
"""Seconds more than its time after which a trial gives up to wait for an answer."""
LAST_S: Final = 1.0
"""Seconds after the time is over that mutants have which are being tried."""
TRIAL_S: Final = 300.0
"""Seconds for one mutant over all inputs."""
_USABLE: Final = (Said.ALIKE, Said.ACCEPTED, Said.UNLIKE)


def strength(  # noqa: PLR0913 - each is a setting, by name
    control: Side,
    candidate: Side,
    inputs: Iterable[Call],
    *,
    rules: Iterable[Rule] = (),
    seen_as: SeenAs | None = None,
    seed: int = 0,
    time_s: float = 60.0,
    most: int | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    workers: int | None = None,
    within: Sequence[str] = (),
    chosen: Callable[[Mutant], bool] | None = None,
    all_killers: bool = False,
    progress: Callable[[int, int], None] | None = None,
    today: dt.date | None = None,
) -> StrengthRecord:
    """Plant mutants of the candidate's own modules, one at a time, and say which the inputs see.

    A mutant is seen where a comparison of it with the control would find a difference that the
    candidate does not have. They are tried in an order that the seed draws; where time ends
    first, those that were tried are a sample.

    Args:
        control: The old path.
        candidate: The new path, of Python source.
        inputs: The corpus.
        rules: Differences that are expected.
        seen_as: As in a shadow run.
        seed: Of the order.
        time_s: Seconds after which no more is tried. Half of them may pass before the first
            mutant: of a corpus that takes longer the inputs that there was time for are used,
            which the seed draws; all are where all killers are asked for.
        most: Mutants that are tried at most.
        limits: What a call may cost and do.
        workers: Processes that try at once; by default one for each core.
        within: What the paths of the modules begin with that are mutated; by default all of the
            candidate's own are.
        chosen: Says of a mutant whether it counts; by default those of all own modules do.
        all_killers: Whether every input that sees a mutant is told, and not the first alone.
        progress: Called with how many were tried, of how many.
        today: The day on which rules expire or not.

    Raises:
        UsageError: There is no input, a side cannot be imported or called, the candidate is no
            Python source, or it was not ready in time.
    """
    begun = perf_counter()
    calls = [(tuple(args), dict(kwargs)) for args, kwargs in inputs]
    if not calls:
        raise UsageError("the corpus holds no input: there is nothing to tell a mutant by")
    answers = Answers(rules, seen_as, today)
    running = _Strength(
        candidate, calls, answers, limits, workers or os.cpu_count() or 1, tuple(within)
    )
    running.all_killers, running.is_seen_as = all_killers, seen_as is not None
    if not all_killers:
        running.ready_by = begun + READY_SHARE * time_s
        running.over_by = begun + time_s + GRACE_S
        running.first_s = min(MOST_FIRST_S, FIRST_SHARE * time_s)
    is_interrupted = False
    try:
        running.begin(control, spread(len(calls), seed))
        found = [mutant for module in running.modules for mutant in mutants(module[2], module[1])]
        found = [mutant for mutant in found if chosen is None or chosen(mutant)]
        lines: dict[str, set[int]] = {}
        for reached in running.lines.values():
            for file, numbers in reached.items():
                lines.setdefault(file, set()).update(numbers)
        able = executed(found, lines)
        called = {file: name for name, file, _ in running.modules}
        count = len(able) if most is None else most
        drawn = sample(able, count, seed=seed, called=called)
        try:
            running.go(drawn, begun + time_s, progress)
        except KeyboardInterrupt:
            is_interrupted = True
    finally:
        running.close()
        answers.close()
    kept = {id(mutant) for mutant in able}
    return StrengthRecord(
        total=len(found),
        executed=len(able),
        tried=tuple(running.tried),
        not_executed=tuple(mutant for mutant in found if id(mutant) not in kept),
        inputs=len(calls),
        used=running.taken,
        unusable=running.taken - len(running.usable),
        seconds=perf_counter() - begun,
        answers=tuple(running.signatures[number] for number in sorted(running.signatures)),
        interrupted=is_interrupted,
    )


class _Strength:
    """One strength trial in progress."""

    def __init__(
        self,
        candidate: Side,
        calls: Sequence[Call],
        answers: Answers,
        limits: Limits,
        count: int,
        within: tuple[str, ...],
    ) -> None:
        self._calls, self._answers, self._limits = calls, answers, limits
        self._candidate = candidate
        self._nurseries = [
            Worker(
                loaded_as(Nursery, candidate, (limits.allowed, within)),
                timeout_s=TRIAL_S,
                hash_seed=HASH_SEED,
                raw=True,
            )
            for _ in range(count)
        ]
        self.is_seen_as = False
        self.all_killers, self.ready_by, self.over_by = False, math.inf, math.inf
        self.first_s = MOST_FIRST_S
        self.modules: list[tuple[str, str, str]] = []
        self.taken = 0
        """Inputs that were answered in the time."""
        self.lines: dict[int, dict[str, frozenset[int]]] = {}
        self._usual_lines: dict[str, frozenset[int]] = {}
        """Those that an input runs when it is answered again: what else runs once runs no more."""
        self.tried: list[Tried] = []
        self.usable: list[int] = []
        self.signatures: dict[int, object] = {}
        self._controls: dict[int, Answer] = {}
        self._usual: dict[int, Meaning] = {}
        self._killers = defaultdict[tuple[str, str], Counter[int]](Counter)

    def close(self) -> None:
        for worker in self._nurseries:
            worker.abandon()
            worker.close()

    def begin(self, control: Side, order: Sequence[int]) -> None:
        """Let both sides answer inputs, and say which lines of the candidate each runs.

        Args:
            control: The old path.
            order: Numbers of the inputs, those first that are to be used where time is short.
        """
        size = 1
        with Sides(control, self._candidate, self._limits) as sides:
            sides.until = self.over_by
            sides.load()
            for worker in self._nurseries:
                worker.start()
            while self.taken < len(order):
                self._answer(sides, order[self.taken : self.taken + size])
                self.taken = min(len(order), self.taken + size)
                if perf_counter() >= self.ready_by:
                    break
                size = min(TAKEN, 2 * size)
        self.usable.sort()
        self._know()

    def _answer(self, sides: Sides, numbers: Sequence[int]) -> None:
        """Learn what both sides answer to inputs, and which lines of the candidate these run."""
        ended, telling = list[int](), set[int]()
        pairs = sides.tried([self._calls[number] for number in numbers], plain=True)
        for number, two in zip(numbers, pairs, strict=True):
            blank = Answer("not_encoded")
            mine = two.control if two is not None else blank
            theirs = two.candidate if two is not None else blank
            usual = self._answers.mean(Input(self._calls[number]), Two(mine, theirs))
            self._controls[number], self._usual[number] = mine, usual
            self.signatures[number] = (usual.said, usual.signatures, mine.state, mine.error)
            if theirs.document:  # others may never end in a nursery either
                ended.append(number)
            if usual.said in _USABLE and mine.document:
                telling.add(number)
        bodies = [(number, _body(self._calls[number])) for number in ended]
        taken = [_read(one, _TAKEN) for one in self._all("take", bodies)]
        self.usable += [
            number
            for at, number in enumerate(ended)
            if number in telling
            and all(one[at][2] for one in taken)
            and len({one[at][:2] for one in taken}) == 1
        ]
        count = len(self._nurseries)
        for first, worker in enumerate(self._nurseries):
            worker.ask(0, pickled(Given(("lines", ended[first::count]))))
        for (reply,) in answered(self._nurseries, 1, self.over_by):
            self.lines |= _read(reply, _LINES)

    def _know(self) -> None:
        """Learn what mutants may stand in, and let the nurseries know it."""
        modules = dict[str, tuple[str, str, str]]()
        once = defaultdict[str, set[int]](set)
        usable = {*self.usable}
        told = [number for number in self.lines if number in usable]
        for worker in self._nurseries:
            worker.ask(0, pickled(Given(("modules", told, self.first_s))))
        for (reply,) in answered(self._nurseries, 1, self.over_by):
            texts, lines = _read(reply, _MODULES)
            for file, found in lines.items():
                once[file] |= found
            modules |= {file: (name, file, text) for name, file, text in texts}
        self.modules = [modules[file] for file in sorted(modules)]
        for _, file, text in self.modules:  # what an import runs, every input runs
            nothing = frozenset[int]()
            every = self.lines.values()
            self._usual_lines[file] = nothing.union(*(one.get(file, ()) for one in every))
            inside = body_lines(text, file) | once[file]
            for lines in every:
                lines[file] = lines.get(file, nothing) | inside
        if not self.modules:
            raise UsageError(self._nothing())
        for reply in self._all("know", self.modules):
            _read(reply, None)

    def _nothing(self) -> str:
        """Say why there is nothing to mutate."""
        if any(one.said is not Said.LIMITED for one in self._usual.values()):
            return (
                "no input reaches Python source of the candidate's own: there is nothing to mutate"
            )
        return (
            f"no input is answered in its time, of the {self.taken:,} (of {len(self._calls):,}) "
            "that there was time for: there is nothing to tell a mutant by"
        )

    def _all(self, word: str, given: Any) -> tuple[Reply, ...]:
        """Ask all nurseries the same."""
        (replies,) = asked(self._nurseries, [pickled(Given((word, given)))], self.over_by)
        return replies

    def go(
        self, drawn: Sequence[Mutant], until: float, progress: Callable[[int, int], None] | None
    ) -> None:
        """Try mutants on all nurseries at once, until the time is over."""

        def trials() -> Iterator[Trial]:
            for mutant in drawn:
                if perf_counter() >= until:
                    return
                inputs = self._running(mutant)
                if inputs:
                    most = MOST_CHANGED if self.all_killers else 1
                    is_once = mutant.lines.isdisjoint(self._usual_lines.get(mutant.file, ()))
                    yield Trial(mutant, inputs, most, is_anew=is_once)
                else:
                    why = "no steady input"
                    self.tried.append(Tried(mutant=mutant, fate=Fate.ALIKE, why=why))

        def landed(trial: Trial, reply: Reply) -> bool:
            goes_on = self._landed(trial, reply)
            if progress is not None and not goes_on:
                progress(len(self.tried), len(drawn))
            return goes_on

        run(self._nurseries, trials(), landed, until=until + LAST_S)

    def _running(self, mutant: Mutant) -> list[int]:
        """Give the inputs that run the mutant, those first that saw most of others near by."""
        found = [
            number
            for number in self.usable
            if not mutant.lines.isdisjoint(self.lines[number].get(mutant.file, ()))
        ]
        near, far = self._killers[mutant.file, mutant.function], self._killers[mutant.file, ""]
        if not self.all_killers:
            found.sort(key=lambda number: (-near[number], -far[number]))
        return found

    def _landed(self, trial: Trial, reply: Reply) -> bool:
        """Take what came of a mutant; say whether it is to be tried on more inputs."""
        mutant = trial.mutant
        if reply.state != "returned":
            self.tried.append(trial.not_run(f"what tries it {why(reply)}"))
            return False
        said, unlike = _read(reply, Lived)
        if said != "ran":
            self.tried.append(trial.not_run(said))
            return False
        told = [self._told(number, state, document) for number, state, document in unlike]
        trial.found += [one for one in told if one is not None]
        seen = trial.seen
        if unlike and (self.all_killers or not seen) and trial.goes_on(unlike[-1][0]):
            return True
        for number in seen:
            self._killers[mutant.file, mutant.function][number] += 1
            self._killers[mutant.file, ""][number] += 1
        accepted = [one.rules for one in trial.found if one.rules is not None]
        rules = sorted({rule for hiding in accepted for rule in hiding})
        unseen = Fate.HIDDEN if accepted else Fate.BEHIND if trial.found else Fate.ALIKE
        self.tried.append(
            Tried(
                mutant=mutant,
                fate=Fate.SEEN if seen else unseen,
                inputs=len(trial.inputs),
                killed_by=seen,
                rules=tuple(rules),
            )
        )
        return False

    def _told(self, number: int, state: str, document: bytes) -> Changed | None:
        """Say whether a changed answer would be seen, or what hides it.

        None where only its document has changed (an address in a text, what is shared within it).
        """
        two = Two(self._controls[number], Answer(state, document))
        given = Input(self._calls[number])
        found = self._answers.mean(given, two)
        if found.said in {Said.LIMITED, Said.BLIND}:  # neither is ever a pass
            return Changed(number, True)
        if found.said is Said.UNLIKE:
            return Changed(number, bool(found.signatures - self._usual[number].signatures))
        if found.said is Said.ALIKE and self._usual[number].said is not Said.ALIKE:
            return Changed(number, False)  # without the mutant it differs
        if found.said is Said.ALIKE and not self.is_seen_as:
            return None
        if found.said is Said.ACCEPTED:
            found = self._answers.mean(given, two, in_full=True)
        differences = found.comparison.differences if found.comparison is not None else ()
        return Changed(number, False, tuple(one.rule for one in differences if one.rule))


_TAKEN: Final = list[tuple[str, bytes, bool]]
_LINES: Final = dict[int, dict[str, frozenset[int]]]
_MODULES: Final = tuple[list[tuple[str, str, str]], dict[str, frozenset[int]]]


def _body(call: Call) -> bytes:
    """Write a call for a nursery; one that no process can be given, as one without arguments.

    Such an input has no answer of either side, and so tells of no mutant.
    """
    try:
        return pickled(Given(*call))
    except Exception:  # noqa: BLE001 - an input may refuse in any way
        return pickled(Given())


def _read(reply: Reply, kind: Any) -> Any:
    if reply.state != "returned":
        raise UsageError(f"the candidate: {why(reply)}")
    return msgspec.msgpack.decode(reply.document, type=kind)
