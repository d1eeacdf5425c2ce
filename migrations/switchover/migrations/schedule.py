"""What a run has before it, and how long that will take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from .plan import Check, Pair, Plan
from .progress import Watcher

TRUST_S = 10.0
"""Seconds of a run after which its own pace counts as much as what was expected."""


def expected_s(pair: Pair, check: Check) -> float:
    """Guess the seconds of a check, before anything is known of this machine. Pure.

    An easy latency ends in a quarter of its time; memory starts 4 to 32 processes, leaks 2.
    """
    return {
        "shadow": 0.5,
        "latency": 1 + pair.time_s / 4,
        "memory": 2 + pair.time_s,
        "leaks": 4.0,
    }[check]


def left_s(expected: Sequence[float], done: int, spent_s: float) -> float:
    """Estimate the seconds of all steps but the first `done`, at the pace of these. Pure."""
    pace = (spent_s + TRUST_S) / (sum(expected[:done]) + TRUST_S)
    return pace * sum(expected[done:])


@dataclass(slots=True, kw_only=True)
class Schedule:
    """The steps of a run, one for each check of each pair, in order."""

    expected: Sequence[float]
    clock: Callable[[], float] = time.monotonic
    _begun: float = field(init=False)
    _done: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._begun = self.clock()

    @classmethod
    def of(cls, plans: Iterable[Plan]) -> Schedule:
        """List what the plans ask for."""
        pairs = (pair for plan in plans for pair in plan.pairs)
        return cls(expected=[expected_s(pair, check) for pair in pairs for check in pair.checks])

    def advance(self, watcher: Watcher) -> None:
        """Tell which step begins, and how long it and all that follow will take."""
        left = left_s(self.expected, self._done, self.clock() - self._begun)
        self._done += 1
        watcher.scheduled(self._done, len(self.expected), left)
