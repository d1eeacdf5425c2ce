"""What a search found, and what it tried."""

from __future__ import annotations

from dataclasses import dataclass

from ...coverage import Branch
from ...records import Comparison, Group
from .places import Call

__all__ = ["Find", "SearchRecord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One input on which the sides differ, small and confirmed.

    Attributes:
        origin: How it came to be: `mutated`, `drawn`, `solved`, or `found before`.
        after: How many inputs had been tried.
    """

    call: Call
    comparison: Comparison
    origin: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """One search of one pair.

    Attributes:
        recorded: Inputs that others were made of.
        tried: Inputs that were made and run.
        extra: Calls for making finds small and confirming them.
        origins: How many of the tried came to be in which way.
        counts: How many of the tried came to what (`Said`).
        raised: On how many of the tried both sides raised.
        branches: Of each side, branches taken and all branches of its functions that ran.
        missing: Of each side, the branches that no input took.
        known_inputs: Recorded inputs that differ already; what they show is no find.
        unsteady: Differences that were not there again in fresh processes.
        uncarried: Inputs that could not be carried to another process.
        denied: What sides wanted and were denied, the most frequent first.
    """

    seed: int
    recorded: int
    tried: int
    extra: int
    origins: dict[str, int]
    counts: dict[str, int]
    raised: int
    seconds: float
    branches: dict[str, tuple[int, int]]
    missing: dict[str, tuple[Branch, ...]]
    finds: tuple[Find, ...]
    groups: tuple[Group, ...]
    known_inputs: int
    unsteady: int
    uncarried: int
    denied: dict[str, int]
    interrupted: bool

    @property
    def told(self) -> int:
        """How many of the tried inputs said something: all that both sides answered comparably."""
        return sum(self.counts.get(said, 0) for said in ("alike", "accepted", "unlike", "reworded"))

    @property
    def is_all_raised(self) -> bool:
        """Whether both sides raised on every input that was tried: then these do not fit them."""
        return bool(self.tried) and self.raised == self.tried

    @property
    def is_silent(self) -> bool:
        """Whether the search says nothing of the pair, not even that nothing was found."""
        return not self.told or self.is_all_raised
