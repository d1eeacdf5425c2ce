"""Threads that take chunks out of a store, each with a process that runs them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from switchover.engine.chunks import ChunkStore, Claimed, NextStep, halves, next_step

from .hands import Hands
from .process import RunnerFailedError

__all__ = ["LEASE_S", "Crew"]

LEASE_S: Final = 60.0
"""Seconds that a chunk is held without a sign of life, before somebody else may take it."""
IDLE_S: Final = 0.2


class Crew:
    """Some threads at work on one work until it is done, or they are told to stop.

    Args:
        store: Where chunks come from and results go to.
        work: The name of the work.
        hands: What runs them, a thread for each.
        lease_s: Seconds that a chunk is held without a sign of life.
    """

    def __init__(
        self, store: ChunkStore, work: str, hands: Hands, *, lease_s: float = LEASE_S
    ) -> None:
        self._store = store
        self._work = work
        self._hands = hands
        self._lease_s = lease_s
        self._stopped = threading.Event()
        self._problem: BaseException | None = None
        self._threads = [
            threading.Thread(target=self._worked, name=f"chunks-{number}")
            for number in range(hands.count)
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
        return self._hands.now

    @property
    def inputs(self) -> int:
        """How many were done here."""
        return self._hands.inputs

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

    def _worked(self) -> None:
        try:
            while not self._stopped.is_set():
                claimed = self._store.claim(self._work, lease_s=self._lease_s)
                if claimed is not None:
                    self._take(claimed)
                elif self._is_over():
                    return
                else:
                    self._stopped.wait(IDLE_S)
        except BaseException as error:  # noqa: BLE001 - it is raised by whoever joins
            self._problem = self._problem or error
            self._stopped.set()
        finally:
            self._hands.retire()

    def _is_over(self) -> bool:
        standing = self._store.standing(self._work)
        return standing is None or not standing.is_open

    def _take(self, claimed: Claimed) -> None:
        if next_step(claimed) is NextStep.HALVE:
            self._store.split(self._work, claimed, halves(claimed))
            return
        held = _Held(self._store, self._work, claimed, self._lease_s)
        try:
            ran = self._hands.run(claimed, lambda: self._stopped.is_set() or not held.is_held())
        except RunnerFailedError:
            self._store.give_back(self._work, claimed, lost=False)
            raise
        if not ran.inputs:
            self._store.give_back(self._work, claimed, lost=ran.is_lost)
            self._hands.check()
            return
        is_kept = self._store.finish(self._work, claimed, ran.inputs, ran.body)
        self._hands.kept(ran.inputs if is_kept else 0)


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
