"""What a short strength trial says of the rules of a pair: a part of the record of every run."""

from __future__ import annotations

from typing import Final

from ..records.comparison import Record

__all__ = ["MOST_TOLD", "HiddenMutant", "HidingRecord"]

MOST_TOLD: Final = 200
"""Hidden mutants that a record has."""


class HiddenMutant(Record, frozen=True, kw_only=True):
    """A change of the candidate that every comparison over the inputs would let through."""

    rules: tuple[str, ...]
    """Ids of the rules that accept what it changes; none where what both sides are seen as does."""
    file: str
    """Relative to the folder of the run where it lies below it."""
    line: int
    column: int
    """From 1, as the line."""
    operator: str
    before: str
    after: str
    inputs: int
    """How many of the inputs run its lines."""


class HidingRecord(Record, frozen=True, kw_only=True):
    """What a short strength trial says of the rules of a pair."""

    tried: int
    """Mutants that were tried; the seed decided which."""
    executed: int
    """Mutants that the inputs execute."""
    seen: int
    """Of those tried, how many a comparison sees."""
    inputs: int
    of: int
    """Inputs that were used, of how many there are."""
    seconds: float
    hidden: tuple[HiddenMutant, ...] = ()
    """By file and line; `MOST_TOLD` at most."""
    count: int = 0
    """How many are hidden."""
