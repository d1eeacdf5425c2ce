"""Processes that run chunks, one at a time each, whoever hands the chunks out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final, NamedTuple

from switchover.engine.chunks import MOST_LOSSES, Claimed, NextStep, next_step
from switchover.shadow.records import given_up

from .orders import ChunkOrder, RunnerOrders
from .places import Waymarks
from .process import RunnerFailedError, RunnerLostError, RunnerProcess
from .result import ChunkOutcome

__all__ = ["MOST_IN_ROW", "Hands", "Ran"]

MOST_IN_ROW: Final = 40
"""Losses one after another, and nothing done between: no single input explains that. An input that
is looked for by halves among 5,000 explains 18."""


class Ran(NamedTuple):
    """What came of a chunk.

    Attributes:
        inputs: how many of its first inputs are done; with none there is nothing to keep.
        body: their result, packed.
        is_lost: whether the process ended with it.
    """

    inputs: int = 0
    body: bytes = b""
    is_lost: bool = False


class Hands:
    """A number of processes at one work. Safe to use from as many threads.

    Args:
        orders: What a process needs before its first chunk.
        places: Where inputs lie.
        count: How many processes.
    """

    def __init__(self, orders: RunnerOrders, places: Waymarks, *, count: int) -> None:
        self.count = count
        """How many chunks run at once."""
        self._places = places
        self._runners = tuple(RunnerProcess(orders) for _ in range(count))
        self._free: SimpleQueue[int] = SimpleQueue()
        for number in range(count):
            self._free.put(number)
        self._now = [0] * count
        self._losses = 0
        self._guard = threading.Lock()
        self.inputs = 0
        """How many were done here, and kept."""

    @property
    def now(self) -> int:
        """How many inputs of chunks that are not done yet are done."""
        return sum(self._now)

    def run(self, claimed: Claimed, is_over: Callable[[], bool]) -> Ran:
        """Run a chunk, or say of its only input that it ends whoever runs it.

        Args:
            claimed: the chunk; one to be halved is for who hands out.
            is_over: asked now and then whether to stop: then the inputs that were begun end.

        Raises:
            RunnerFailedError: Nothing can be run, and why.
        """
        if next_step(claimed) is NextStep.GIVE_UP:
            return Ran(1, _lost_input(claimed.chunk.first))
        number = self._free.get()
        order = ChunkOrder(claimed.chunk, self._places.before(claimed.chunk.first))
        try:
            done = self._runners[number].run(
                order, at=lambda inputs: self._at(number, inputs), is_over=is_over
            )
        except RunnerLostError as error:
            with self._guard:
                self._losses += 1
            return Ran(is_lost=error.began)
        finally:
            self._at(number, 0)
            self._free.put(number)
        return Ran(done.inputs, done.body) if done is not None else Ran()

    def kept(self, inputs: int) -> None:
        """Count what is kept of a chunk: it is no row of losses any more."""
        with self._guard:
            self._losses = 0
            self.inputs += inputs

    def check(self) -> None:
        """Return where it makes sense to go on.

        Raises:
            RunnerFailedError: Too many processes in a row have ended.
        """
        if self._losses >= MOST_IN_ROW:
            why = f"{self._losses} processes in a row ended before they had done anything"
            raise RunnerFailedError(why)

    def retire(self) -> None:
        """End one process that runs nothing; it is begun no more."""
        self._runners[self._free.get()].end()

    def end(self) -> None:
        """End all processes, whatever they run."""
        for runner in self._runners:
            runner.end()

    def _at(self, number: int, inputs: int) -> None:
        self._now[number] = inputs


def _lost_input(index: int) -> bytes:
    why = f"the process that ran both sides ended with this input, {MOST_LOSSES} times"
    comparison, portion = given_up(index, why)
    return ChunkOutcome.of(portion, [comparison]).packed()
