"""The branches of one side, gathered from what its workers told."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .branch import Branch

__all__ = ["Map"]


class Map:
    """All branches of the functions of a side that ran, and how many inputs took each."""

    def __init__(self) -> None:
        self._told: dict[int, list[Branch]] = {}
        self.inputs: Counter[Branch] = Counter()
        """By branch, how many inputs took it; 0 where its function ran and none did."""

    def add(self, more: Any) -> frozenset[Branch] | None:
        """Take what came with one reply; None where it tells nothing."""
        if not more:
            return None
        process, known, new, hit = more
        table = self._told.setdefault(process, [])
        if known > len(table):  # a reply between was lost
            return None
        del table[known:]
        for fields in new:
            branch = Branch(*fields)
            table.append(branch)
            self.inputs[branch] += 0
        reached = frozenset(table[index] for index in hit)
        self.inputs.update(reached)
        return reached

    @property
    def branches(self) -> frozenset[Branch]:
        """The branches of conditions and loops in every function that ran."""
        return frozenset(branch for branch in self.inputs if not branch.is_entry)

    @property
    def reached(self) -> frozenset[Branch]:
        """Those of `branches` that an input took."""
        return frozenset(branch for branch in self.branches if self.inputs[branch])

    def missing(self) -> list[Branch]:
        """List those of `branches` that no input took, by their place."""
        return sorted(self.branches - self.reached)

    @property
    def share(self) -> float | None:
        """How many of `branches` were reached, from 0 to 1; None where there are none."""
        return len(self.reached) / len(self.branches) if self.branches else None
