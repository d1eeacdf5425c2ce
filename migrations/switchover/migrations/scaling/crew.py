"""Threads that take chunks out of a store, each with a process that runs them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from switchover.engine.chunks import (
    MOST_LOSSES,
    ChunkStore,
    Claimed,
    NextStep,
    halves,
    next_step,
)
from switchover.shadow.records import given_up

from .orders import ChunkOrder, RunnerOrders
from .places import Waymarks
from .process import RunnerFailedError, RunnerLostError, RunnerProcess
from .result import ChunkOutcome

__all__ = ["LEASE_S", "MOST_IN_ROW", "Crew", "lost_input"]

LEASE_S: Final = 60.0
"""Seconds that a chunk is held without a sign of life, before somebody else may take it."""
IDLE_S: Final = 0.2
MOST_IN_ROW: Final = 40
"""Losses one after another, and nothing done between: no single input explains that. An input that
is looked for by halves among 5,000 explains 18."""


def lost_input(index: int) -> ChunkOutcome:
    """Say of an input that it ends whoever runs it."""
    why = f"the process that ran both sides ended with this input, {MOST_LOSSES} times"
    comparison, portion = given_up(index, why)
    return ChunkOutcome.of(portion, [comparison])


class Crew:
    """Some threads at work on one work until it is done, or they are told to stop.

    Args:
        store: Where chunks come from and results go to.
        work: The name of the work.
        orders: What a process needs before its first chunk.
        places: Where inputs lie.
        hands: How many at once.
        lease_s: Seconds that a chunk is held without a sign of life.
    """

    def __init__(
        self,
        store: ChunkStore,
        work: str,
        orders: RunnerOrders,
        places: Waymarks,
        *,
        hands: int,
        lease_s: float = LEASE_S,
    ) -> None:
        self._store = store
        self._work = work
        self._places = places
        self._lease_s = lease_s
        self._stopped = threading.Event()
        self._problem: BaseException | None = None
        self._losses = 0
        self._now = [0] * hands
        self.inputs = 0
        """How many were done here."""
        self.runners = tuple(RunnerProcess(orders) for _ in range(hands))
        self._threads = [
            threading.Thread(target=self._worked, args=(number,), name=f"chunks-{number}")
            for number in range(hands)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every process end the inputs that it began, and no more."""
        self._stopped.set()

    @property
    def is_at_work(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    @property
    def now(self) -> int:
        """How many inputs of chunks that are not done yet are done."""
        return sum(self._now)

    def join(self) -> None:
        """Wait until all have ended.

        Raises:
            RunnerFailedError: Nothing can be run, and why.
            ChunkStoreError: The store is away.
        """
        for thread in self._threads:
            thread.join()
        if self._problem is not None:
            raise self._problem

    def _worked(self, number: int) -> None:
        runner = self.runners[number]
        try:
            while not self._stopped.is_set():
                claimed = self._store.claim(self._work, lease_s=self._lease_s)
                if claimed is not None:
                    self._take(number, claimed)
                elif self._is_over():
                    return
                else:
                    self._stopped.wait(IDLE_S)
        except BaseException as error:  # noqa: BLE001 - it is raised by whoever joins
            self._problem = self._problem or error
            self._stopped.set()
        finally:
            runner.end()

    def _is_over(self) -> bool:
        standing = self._store.standing(self._work)
        return standing is None or not standing.is_open

    def _take(self, number: int, claimed: Claimed) -> None:
        match next_step(claimed):
            case NextStep.HALVE:
                self._store.split(self._work, claimed, halves(claimed))
            case NextStep.GIVE_UP:
                self._keep(claimed, 1, lost_input(claimed.chunk.first).packed())
            case NextStep.RUN:
                self._run(number, claimed)

    def _run(self, number: int, claimed: Claimed) -> None:
        held = _Held(self._store, self._work, claimed, self._lease_s)
        order = ChunkOrder(claimed.chunk, self._places.before(claimed.chunk.first))
        try:
            done = self.runners[number].run(
                order,
                at=lambda inputs: self._at(number, inputs),
                is_over=lambda: self._stopped.is_set() or not held.is_held(),
            )
        except RunnerLostError as error:
            self._losses += 1
            self._store.give_back(self._work, claimed, lost=error.began)
            if self._losses >= MOST_IN_ROW:
                why = f"{self._losses} processes in a row ended before they had done anything"
                raise RunnerFailedError(why) from None
        except RunnerFailedError:
            self._store.give_back(self._work, claimed, lost=False)
            raise
        else:
            if done is not None and done.inputs:
                self._keep(claimed, done.inputs, done.body)
            else:
                self._store.give_back(self._work, claimed, lost=False)
        finally:
            self._at(number, 0)

    def _keep(self, claimed: Claimed, inputs: int, body: bytes) -> None:
        self._losses = 0
        if self._store.finish(self._work, claimed, inputs, body):
            self.inputs += inputs

    def _at(self, number: int, inputs: int) -> None:
        self._now[number] = inputs


class _Held:
    """Renews the claim on a chunk, a few times within each lease."""

    def __init__(self, store: ChunkStore, work: str, claimed: Claimed, lease_s: float) -> None:
        self._renew: Callable[[], bool] = lambda: store.renew(work, claimed, lease_s=lease_s)
        self._every = lease_s / 4
        self._next = time.monotonic() + self._every

    def is_held(self) -> bool:
        """Say whether it is still ours."""
        now = time.monotonic()
        if now < self._next:
            return True
        self._next = now + self._every
        return self._renew()
