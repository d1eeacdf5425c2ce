"""What a run has before it, and how long that will take."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from .plan import Check, Pair, Plan
from .progress import Watcher

__all__ = ["CheckSchedule"]

TRUST_S = 10.0
"""Seconds of a run after which its own pace counts as much as what was expected."""


INPUT_S = 0.0005
"""Seconds of an input in a comparison, with sides that take no time of their own."""


def expected_s(pair: Pair, check: Check) -> float:
    """Guess the seconds of a check on a machine that does nothing else. Pure.

    An easy latency ends in a quarter of its time; memory starts 4 to 32 processes, leaks 2.
    """
    return {
        "shadow": 0.5 + INPUT_S * len(pair.corpus),
        "latency": 1 + pair.time_s / 4,
        "memory": 2 + pair.time_s,
        "leaks": 4.0,
    }[check]


def left_s(expected: Sequence[float], done: int, spent_s: float, *, crowding: float = 1.0) -> float:
    """Estimate the seconds of all steps but the first `done`. Pure.

    At their pace, and as long as little is known of it at the one that the machine's load promises.
    """
    pace = (spent_s + crowding * TRUST_S) / (sum(expected[:done]) + TRUST_S)
    return pace * sum(expected[done:])


def crowding_of(load: float, cores: int) -> float:
    """Return how much longer than alone a process takes beside `load` others, at least 1. Pure."""
    return max(1.0, (load + 1) / max(1, cores))


def crowding_here() -> float:
    """Return how much longer than alone a process takes on this machine, by its last minute."""
    try:
        return crowding_of(os.getloadavg()[0], os.cpu_count() or 1)
    except (AttributeError, OSError):  # there is no such figure on this system
        return 1.0


@dataclass(slots=True, kw_only=True)
class CheckSchedule:
    """The steps of a run, one for each check of each pair, in order."""

    expected: Sequence[float]
    clock: Callable[[], float] = time.monotonic
    crowding: float = 1.0
    """How much longer than alone a process takes here."""
    _begun: float = field(init=False)
    _done: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._begun = self.clock()

    @classmethod
    def of(cls, plans: Iterable[Plan]) -> CheckSchedule:
        """List what the plans ask for."""
        pairs = (pair for plan in plans for pair in plan.pairs)
        expected = [expected_s(pair, check) for pair in pairs for check in pair.checks]
        return cls(expected=expected, crowding=crowding_here())

    def advance(self, watcher: Watcher) -> None:
        """Tell which step begins, and how long it and all that follow will take."""
        spent = self.clock() - self._begun
        left = left_s(self.expected, self._done, spent, crowding=self.crowding)
        self._done += 1
        watcher.scheduled(self._done, len(self.expected), left)
