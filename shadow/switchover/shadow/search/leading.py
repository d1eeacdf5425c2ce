"""The inputs of a search that led further, and which of them is changed next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Final

from ..coverage import Map
from ..coverage.branch import Branch
from .changes.mutator import Input

__all__ = ["Leading"]

LOOKED_AT: Final = 6
"""Inputs of which the one with the most energy is taken."""
TIRED: Final = 0.5
"""What each turn as a parent counts, in inputs that took the rarest of its branches."""

Taken = Iterable[tuple[int, Branch]]
"""Branches, each with the number of its side."""


class Leading:
    """Inputs that took a branch, or raised an error, that none did before.

    Energy goes to rare branches: of a few that are drawn, the one is taken whose rarest branch the
    fewest inputs took, and that has been a parent the fewest times.

    Args:
        maps: Of both sides, how many inputs took each branch.
    """

    def __init__(self, maps: Sequence[Map]) -> None:
        self._maps = maps
        self._inputs: list[Input] = []
        self._taken: list[tuple[tuple[int, Branch], ...]] = []
        self._turns: list[int] = []

    def __len__(self) -> int:
        return len(self._inputs)

    def add(self, given: Input, taken: Taken) -> None:
        """Keep an input, with the branches that it was the first to take."""
        self._inputs.append(given)
        self._taken.append(tuple(taken))
        self._turns.append(0)

    def parent(self, random: Random) -> Input:
        """Give the one to be changed next, and count that it was."""
        drawn = [random.randrange(len(self)) for _ in range(LOOKED_AT)]
        best = min(drawn, key=lambda at: (self._weariness(at), -at))
        self._turns[best] += 1
        return self._inputs[best]

    def any(self, random: Random) -> Input:
        """Give one that parts are taken from."""
        return random.choice(self._inputs)

    def _weariness(self, at: int) -> float:
        counts = [self._maps[side].inputs[branch] for side, branch in self._taken[at]]
        return min(counts, default=1) + TIRED * self._turns[at]
