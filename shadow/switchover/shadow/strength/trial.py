"""One mutant on its way through the inputs, and many of them on their way through workers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Final, NamedTuple

from switchover.values.worker import Call, Reply, Worker, pickled, wait

from ..mutation import Mutant
from ..search.sides.sides import LOOK_S
from .inside import Planted
from .records import Fate, Tried

__all__ = ["MOST_CHANGED", "Changed", "Trial", "run"]

AHEAD: Final = 2
"""Mutants that a worker has at a time: it never waits for what is judged of the one before."""
MOST_CHANGED: Final = 200


class Changed(NamedTuple):
    """An answer that a mutant changed."""

    number: int
    """Of the input."""
    is_seen: bool
    rules: tuple[str, ...] | None = None
    """The rules that accept it, none where what both sides are seen as does; None where nothing
    does: it is seen, or the candidate's own answer differs already."""


class Trial:
    """One mutant, the inputs that run it, and what they came to so far.

    Args:
        most: Changed answers that are waited for at first; whenever none of them is seen, four
            times as many.
        is_anew: Whether it shows only where the candidate is imported anew.
    """

    def __init__(
        self, mutant: Mutant, inputs: list[int], most: int, *, is_anew: bool = False
    ) -> None:
        self._is_anew = is_anew or mutant.operator == "default value"
        self.mutant, self.inputs, self.left, self._most = mutant, inputs, inputs, most
        self.found: list[Changed] = []

    def given(self) -> tuple[Planted, list[int], int]:
        """Give what a nursery is to try."""
        one = self.mutant
        place = (one.file, one.start, one.end, one.text, one.function, one.line)
        planted = (*place, self._is_anew)
        return planted, self.left, self._most

    def goes_on(self, last: int) -> bool:
        """Leave what comes after an input, and say whether anything does."""
        self.left = self.left[self.left.index(last) + 1 :] if last in self.left else []
        self._most = min(MOST_CHANGED, 4 * self._most)
        return bool(self.left)

    @property
    def seen(self) -> tuple[int, ...]:
        return tuple(one.number for one in self.found if one.is_seen)

    def not_run(self, said: str) -> Tried:
        """Give what it comes to where it was not planted, or its module raised."""
        is_seen = said.startswith("raised on import")
        return Tried(
            mutant=self.mutant,
            fate=Fate.SEEN if is_seen else Fate.BROKEN,
            inputs=len(self.inputs),
            killed_by=tuple(self.inputs) if is_seen else (),
            why=said,
        )


def run(
    workers: Sequence[Worker],
    fresh: Iterator[Trial],
    landed: Callable[[Trial, Reply], bool],
    *,
    until: float,
) -> None:
    """Let workers try one trial after the other, until there are no more.

    Args:
        workers: Nurseries.
        fresh: Gives the next trial when a worker has room for it.
        landed: Takes what came of a trial; says whether it goes on.
        until: When the trials that have not landed are given up, as `perf_counter` has it.
    """
    begun = list[Trial]()
    asked: dict[Worker, deque[Trial]] = {worker: deque() for worker in workers}
    while True:
        for worker, trials in asked.items():
            while len(trials) < AHEAD and (trial := _next(begun, fresh)) is not None:
                trials.append(trial)
                worker.ask(0, pickled(Call(("try", *trial.given()))))
            worker.pump()
        busy = [worker for worker, trials in asked.items() if trials]
        if not busy or perf_counter() >= until:
            return
        if not any(worker.ready for worker in busy):
            wait(busy, LOOK_S)
        for worker in busy:
            worker.pump()
            begun += _landed(worker, asked[worker], landed)


def _next(begun: list[Trial], fresh: Iterator[Trial]) -> Trial | None:
    return begun.pop() if begun else next(fresh, None)


def _landed(
    worker: Worker, trials: deque[Trial], landed: Callable[[Trial, Reply], bool]
) -> Iterator[Trial]:
    """Give the trials that go on."""
    while worker.ready:
        trial = trials.popleft()
        if landed(trial, worker.pop()):
            yield trial
