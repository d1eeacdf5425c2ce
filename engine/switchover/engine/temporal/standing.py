"""How a run stands within a task: what its open tasks have done, to go on in a new history.

The loop is run again from the open task of its first level. What that task and those below it
have done is answered from here, at once; children that have ended are not run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import msgspec

from ..run.child_outcomes import ChildOutcomes, ChildrenEnded
from ..run.services import Signal

__all__ = ["Begun", "Memory", "RunStanding"]


class Begun(msgspec.Struct, frozen=True):
    """A step that has failed: how often so far, until when it may be tried, and when again."""

    attempts: int
    end: float
    next_at: float

    def again(self, now: float, delay_s: float) -> Begun:
        """After one more, which failed."""
        return Begun(self.attempts + 1, self.end, now + delay_s)


class RunStanding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered, by the keys of steps.

    Attributes:
        task: the open task of the first level, as the codec writes it.
        results: what steps gave, as they gave it.
        moments: until when sleeps and waits go on.
        signals: what waits received; None when their time ran out.
        begun: steps that failed and are to be tried again.
        ended: the children of open containers.
        timers: how many sleeps and waits have to be begun again.
    """

    task: Any
    results: dict[str, msgspec.Raw] = {}
    moments: dict[str, float] = {}
    signals: dict[str, Signal | None] = {}
    begun: dict[str, Begun] = {}
    ended: dict[str, ChildrenEnded] = {}
    timers: int = 0


class Memory:
    """Remembers what open tasks do, and forgets it when they have ended."""

    def __init__(self, given: RunStanding | None) -> None:
        at_first = given or RunStanding(None)
        self.results = {key: bytes(value) for key, value in at_first.results.items()}
        self.moments = dict(at_first.moments)
        self.signals = dict(at_first.signals)
        self.begun = dict(at_first.begun)
        self._progress = {key: ChildOutcomes(ended) for key, ended in at_first.ended.items()}
        self._tables: tuple[dict[str, Any], ...] = (
            self.results, self.moments, self.signals, self.begun, self._progress,
        )  # fmt: skip
        self._scope: ContextVar[list[str] | None] = ContextVar("switchover.scope", default=None)

    @property
    def is_outside(self) -> bool:
        """Whether no task is open where this is asked."""
        return self._scope.get() is None

    @contextmanager
    def within(self) -> Iterator[None]:
        """Hold a task open for the block; what is touched in it is forgotten behind it."""
        keys: list[str] = []
        token = self._scope.set(keys)
        try:
            yield
        finally:
            with suppress(ValueError):  # a run that is dropped is ended in another context
                self._scope.reset(token)
            for key in keys:
                for table in self._tables:
                    table.pop(key, None)

    def touch(self, key: str) -> str:
        """Have what is known by a key forgotten with the task that is open."""
        keys = self._scope.get()
        if keys is not None:
            keys.append(key)
        return key

    def progress(self, key: str) -> ChildOutcomes:
        """Give what is known of a container's children."""
        return self._progress.setdefault(self.touch(key), ChildOutcomes())

    def plain(self, task: Any, timers: int) -> RunStanding:
        """Write it all down."""
        return RunStanding(
            task,
            results={key: msgspec.Raw(value) for key, value in self.results.items()},
            moments=dict(self.moments),
            signals=dict(self.signals),
            begun=dict(self.begun),
            ended={key: progress.plain() for key, progress in self._progress.items()},
            timers=timers,
        )
