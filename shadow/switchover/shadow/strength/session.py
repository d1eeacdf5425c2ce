"""Tries the mutants of a candidate: which would a comparison over this corpus let through?"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Any, Final

import msgspec

from switchover.values.worker import Call as Given
from switchover.values.worker import Reply, Worker, held, wait
from switchover.values.worker.worker import pickled

from ..errors import UsageError
from ..mutation import Mutant, executed, mutants, sample
from ..rules import Rule
from ..running.judging import SeenAs
from ..search.meaning import Answers, Meaning, Said
from ..search.mutator import Input
from ..search.places import Call
from ..search.probe import LOADER
from ..search.probe import Tried as Answer
from ..search.sides import Limits, Side, Sides, Two, asked, why
from .inside import Nursery
from .records import Fate, StrengthRecord, Tried

__all__ = ["strength"]

TAKEN: Final = 50
"""Inputs that are sent at a time."""
MOST_UNLIKE: Final = 3
"""Changed answers of a mutant that are looked at before it is asked for more."""
MOST_KILLERS: Final = 200
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
        time_s: Seconds after which no more is tried.
        most: Mutants that are tried at most.
        limits: What a call may cost and do.
        workers: Processes that try at once; by default one for each core.
        all_killers: Whether every input that sees a mutant is told, and not the first alone.
        progress: Called with how many were tried, of how many.
        today: The day on which rules expire or not.

    Raises:
        UsageError: A side cannot be imported or called, or the candidate is no Python source.
    """
    begun = perf_counter()
    calls = [(tuple(args), dict(kwargs)) for args, kwargs in inputs]
    answers = Answers(rules, seen_as, today)
    running = _Strength(candidate, calls, answers, limits, workers or os.cpu_count() or 1)
    running.all_killers = all_killers
    is_interrupted = False
    try:
        running.begin(control)
        found = [mutant for module in running.modules for mutant in mutants(module[2], module[1])]
        lines: dict[str, set[int]] = {}
        for reached in running.lines:
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
        unusable=len(calls) - len(running.usable),
        seconds=perf_counter() - begun,
        answers=tuple(running.signatures),
        interrupted=is_interrupted,
    )


class _Strength:
    """One trial in progress."""

    def __init__(
        self, candidate: Side, calls: Sequence[Call], answers: Answers, limits: Limits, count: int
    ) -> None:
        self._calls, self._answers, self._limits = calls, answers, limits
        self._candidate = candidate
        self._nurseries = [
            Worker(
                held(Nursery(candidate, limits.allowed), name=str(candidate), watcher=LOADER),
                timeout_s=TRIAL_S,
                raw=True,
            )
            for _ in range(count)
        ]
        self.all_killers = False
        self.modules: list[tuple[str, str, str]] = []
        self.lines: list[dict[str, list[int]]] = []
        self.tried: list[Tried] = []
        self.usable: list[int] = []
        self.signatures: list[object] = []
        self._controls: list[Answer] = []
        self._usual: list[Meaning] = []

    def close(self) -> None:
        for worker in self._nurseries:
            worker.abandon()
            worker.close()

    def begin(self, control: Side) -> None:
        """Let both sides answer every input, and say which lines of the candidate each runs."""
        with Sides(control, self._candidate, self._limits) as sides:
            sides.about()
            pairs = sides.tried(self._calls, plain=True)
        for worker in self._nurseries:
            worker.start()
        steady = self._take()
        for number, (two, is_steady) in enumerate(zip(pairs, steady, strict=True)):
            blank = Answer("not_encoded")
            mine = two.control if two is not None else blank
            theirs = two.candidate if two is not None else blank
            usual = self._answers.mean(Input(self._calls[number]), Two(mine, theirs))
            self._controls.append(mine)
            self._usual.append(usual)
            self.signatures.append((usual.said, usual.signatures, mine.state, mine.error))
            if is_steady and usual.said in _USABLE and mine.document:
                self.usable.append(number)
        ((reply,),) = asked(self._nurseries[:1], [pickled(Given(("lines",)))])
        self.modules, self.lines = _read(reply, _LINES)
        if not self.modules:
            raise UsageError(
                "no input reaches Python source of the candidate's own: there is nothing to mutate"
            )

    def _take(self) -> list[bool]:
        steady = list[bool]()
        for start in range(0, len(self._calls), TAKEN):
            bodies = [pickled(Given(*call)) for call in self._calls[start : start + TAKEN]]
            (replies,) = asked(self._nurseries, [pickled(Given(("take", bodies)))])
            taken = [_read(reply, _TAKEN) for reply in replies]
            steady += [
                all(one[at][2] for one in taken) and len({one[at][:2] for one in taken}) == 1
                for at in range(len(bodies))
            ]
        return steady

    def go(
        self, drawn: Sequence[Mutant], until: float, progress: Callable[[int, int], None] | None
    ) -> None:
        """Try mutants on all nurseries at once, until the time is over."""
        sources = {file: (name, text) for name, file, text in self.modules}
        todo = iter(drawn)
        busy: dict[Worker, tuple[Mutant, list[int], list[int], list[Any]]] = {}
        idle = list(self._nurseries)
        while True:
            while idle and perf_counter() < until and (mutant := next(todo, None)) is not None:
                inputs = self._running(mutant)
                if not inputs:
                    self.tried.append(Tried(mutant=mutant, fate=Fate.ALIKE, why="no steady input"))
                    continue
                worker = idle.pop()
                busy[worker] = (mutant, inputs, inputs, [])
                self._send(worker, mutant, inputs, sources)
            if not busy:
                return
            wait(list(busy), 0.02)
            for worker in list(busy):
                worker.pump()
                if worker.ready:
                    mutant, inputs, left, before = busy.pop(worker)
                    more = self._landed(worker, mutant, inputs, left, before)
                    if more:
                        busy[worker] = (mutant, inputs, more, before)
                        self._send(worker, mutant, more, sources)
                    else:
                        idle.append(worker)
                        if progress is not None:
                            progress(len(self.tried), len(drawn))

    def _running(self, mutant: Mutant) -> list[int]:
        """Give the inputs that run the mutant."""
        return [
            number
            for number in self.usable
            if mutant.lines.intersection(self.lines[number].get(mutant.file, ()))
        ]

    def _send(
        self, worker: Worker, mutant: Mutant, inputs: list[int], sources: dict[str, tuple[str, str]]
    ) -> None:
        name, text = sources[mutant.file]
        is_default = mutant.operator == "default value"
        planted = (name, mutant.applied(text), mutant.function, is_default)
        given = ("try", planted, inputs, MOST_KILLERS if self.all_killers else MOST_UNLIKE)
        worker.ask(0, pickled(Given(given)))
        worker.pump()

    def _landed(
        self, worker: Worker, mutant: Mutant, inputs: list[int], left: list[int], before: list[Any]
    ) -> list[int]:
        """Take what came of a mutant; give the inputs that it is still to be tried on."""
        reply = worker.pop()
        if reply.state != "returned":
            seen = (left[0],) if reply.state in ("timed_out", "died") else ()
            fate = Fate.SEEN if seen else Fate.BROKEN
            why = reply.reason or reply.state
            self.tried.append(Tried(mutant=mutant, fate=fate, killed_by=seen, why=why))
            return []
        said, unlike = _read(reply, _UNLIKE)
        if said != "ran":
            is_seen = said.startswith("raised on import")
            self.tried.append(
                Tried(
                    mutant=mutant,
                    fate=Fate.SEEN if is_seen else Fate.BROKEN,
                    inputs=len(inputs),
                    killed_by=tuple(inputs) if is_seen else (),
                    why=said,
                )
            )
            return []
        before += [self._told(number, state, document) for number, state, document in unlike]
        seen = tuple(number for number, is_seen, _ in before if is_seen)
        last = unlike[-1][0] if unlike else -1
        rest = left[left.index(last) + 1 :] if last in left else []
        if rest and unlike and (self.all_killers or not seen):
            return rest
        rules = sorted({rule for _, _, hiding in before for rule in hiding})
        fate = Fate.SEEN if seen else Fate.HIDDEN if before else Fate.ALIKE
        self.tried.append(
            Tried(mutant=mutant, fate=fate, inputs=len(inputs), killed_by=seen, rules=tuple(rules))
        )
        return []

    def _told(self, number: int, state: str, document: bytes) -> tuple[int, bool, tuple[str, ...]]:
        """Say whether a changed answer would be seen, or which rules hide it."""
        two = Two(self._controls[number], Answer(state, document))
        given = Input(self._calls[number])
        found = self._answers.mean(given, two)
        if found.said is Said.LIMITED:
            return number, True, ()
        if found.said is Said.UNLIKE:
            return number, bool(found.signatures - self._usual[number].signatures), ()
        if found.said is Said.ACCEPTED:
            found = self._answers.mean(given, two, in_full=True)
        differences = found.comparison.differences if found.comparison is not None else ()
        return number, False, tuple(one.rule for one in differences if one.rule)


_TAKEN: Final = list[tuple[str, bytes, bool]]
_LINES: Final = tuple[list[tuple[str, str, str]], list[dict[str, list[int]]]]
_UNLIKE: Final = tuple[str, list[tuple[int, str, bytes]]]


def _read(reply: Reply, kind: Any) -> Any:
    if reply.state != "returned":
        raise UsageError(f"the candidate: {why(reply)}")
    return msgspec.msgpack.decode(reply.document, type=kind)
