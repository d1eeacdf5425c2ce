"""The comparison of one pair, as a work whose chunks lie in a store."""

from __future__ import annotations

import datetime as dt
import os

import msgspec

from switchover.engine.chunks import ChunkStore, Standing, planned
from switchover.ground.written import Position, Problem

from ..corpus import Corpus
from ..plan import Pair
from ..problem import InputError, MigrationError
from ..replaying import is_recorded
from .crew import Crew
from .hands import Hands
from .job import ChunkedJob, unlike
from .orders import RunnerOrders
from .places import Waymarks, file_states, surveyed
from .scale import Scale

__all__ = ["ChunkedWork", "WorkError"]


class WorkError(MigrationError):
    """A work cannot be begun, or gone on with."""


class ChunkedWork:
    """The comparison of one pair.

    Args:
        scale: How it is spread.
        pair: What is compared.
        plan: The plan's name.
        at: Which of the plans it is in.
        seed: The plan's.

    Raises:
        InputError: It cannot be compared in chunks.
    """

    def __init__(self, scale: Scale, pair: Pair, *, plan: str, at: int, seed: int) -> None:
        _check(pair)
        self._scale = scale
        self._at = at
        self.pair = pair
        self.seed = seed
        self.name = f"{plan} / {pair.name}"
        self.places: Waymarks = surveyed(pair.corpus)
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        self.job = ChunkedJob.of(pair, self.places, seed=seed, today=today)

    def begin(self, store: ChunkStore) -> None:
        """Open it anew, or go on with what is there.

        Raises:
            WorkError: Somebody is at it, or what is there is another comparison.
        """
        standing = store.standing(self.name)
        if standing is not None and not standing.is_over:
            if self._scale.resume:
                self._go_on(standing)
                return
            if standing.held and self._scale.store:
                raise self._taken()
        self._begins()
        chunks = list(planned(self.places.inputs, self._scale.size))
        store.open(self.name, self.job.encoded(), self.places.inputs, chunks)

    def begin_handed(self, store: ChunkStore, *, is_handed_out: bool) -> bool:
        """Open it anew for chunks that somebody else hands out; False to go on with what is there.

        Raises:
            WorkError: As for `begin`.
        """
        standing = store.standing(self.name)
        if standing is not None and not standing.is_over and is_handed_out:
            if not self._scale.resume:
                raise self._taken()
            self._go_on(standing)
            return False
        self._begins()
        store.open(self.name, self.job.encoded(), self.places.inputs, [])
        return True

    def _begins(self) -> None:
        if self._scale.resume:
            self._scale.note(f"{self.name}: there is nothing to go on with; it begins anew")

    def _go_on(self, standing: Standing) -> None:
        self.take_up(standing)
        done, inputs = f"{standing.done:,}", f"{standing.inputs:,}"
        self._scale.note(f"{self.name}: goes on where {done} of {inputs} inputs are done")

    def _taken(self) -> WorkError:
        text = "somebody is at it; help with --join, or take over what ended with --resume"
        return WorkError(f"{self.name}: {text}")

    def take_up(self, standing: Standing) -> None:
        """Go by the day of a comparison that was begun earlier, or elsewhere.

        Raises:
            WorkError: It is another one.
        """
        if points := unlike(self.job, standing.job):
            why = "; ".join(points)
            raise WorkError(f"{self.name}: what was begun there is another comparison: {why}")
        self.job = msgspec.json.decode(standing.job, type=ChunkedJob)

    def crew(self, store: ChunkStore) -> Crew:
        """Take on who runs its chunks here."""
        return Crew(store, self.name, self.hands(), lease_s=self._scale.lease_s)

    def hands(self) -> Hands:
        """Take on the processes that run its chunks here."""
        return Hands(self.orders(), self.places, count=self._scale.hands)

    def orders(self) -> RunnerOrders:
        return RunnerOrders(
            folder=os.getcwd(),  # noqa: PTH109 - goes to another process as text
            load=self._scale.load,
            plan=self._at,
            pair=self.pair.name,
            digest=self.places.digest,
            files=file_states(self.pair.corpus),
            today=self.job.today,
        )


def _check(pair: Pair) -> None:
    if is_recorded(pair.control):
        what = "a control that was recorded answers in one process alone"
        raise _refused(pair.corpus, what, "leave out --on")


def _refused(corpus: Corpus, what: str, remedy: str) -> InputError:
    return InputError([Problem(message=what, position=Position(corpus.name), remedy=remedy)])
