"""Some consecutive inputs, and what becomes of them when whoever had them is lost. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

__all__ = ["MOST_LOSSES", "Chunk", "Claimed", "NextStep", "halves", "next_step", "planned"]

MOST_LOSSES: Final = 3
"""How many workers one input may cost: with the third it is given up, and named."""
UNDIVIDED: Final = 2
"""How many workers a chunk may cost in one piece. One may be lost by chance; of two it is likely
that an input ends them, and halves find it with fewest inputs run again."""


class Chunk(NamedTuple):
    """The inputs from `first` on, `inputs` of them."""

    first: int
    inputs: int

    @property
    def end(self) -> int:
        return self.first + self.inputs


class Claimed(NamedTuple):
    """A chunk in somebody's hands.

    Attributes:
        chunk: its inputs.
        token: is greater than that of everybody who had it before, whose results are refused.
        losses: how many that had it were lost with it.
    """

    chunk: Chunk
    token: int
    losses: int = 0


class NextStep(Enum):
    """What to do with a chunk that was claimed."""

    RUN = auto()
    HALVE = auto()
    """Put both halves back: one of its inputs ends its worker, perhaps."""
    GIVE_UP = auto()
    """Say of its only input that it ends its worker."""


def next_step(claimed: Claimed) -> NextStep:
    """Decide by how often it was lost, and how large it is."""
    if claimed.chunk.inputs > 1:
        return NextStep.RUN if claimed.losses < UNDIVIDED else NextStep.HALVE
    return NextStep.RUN if claimed.losses < MOST_LOSSES else NextStep.GIVE_UP


def halves(claimed: Claimed) -> tuple[tuple[Chunk, int], tuple[Chunk, int]]:
    """Divide a chunk of two inputs and more; each half with the losses that it begins with.

    A half that is lost once more is divided at once. A single input begins anew: it is given up
    for what it did alone.
    """
    first, count = claimed.chunk
    size = count // 2
    return _begun(Chunk(first, size)), _begun(Chunk(first + size, count - size))


def _begun(chunk: Chunk) -> tuple[Chunk, int]:
    return chunk, UNDIVIDED - 1 if chunk.inputs > 1 else 0


def planned(total: int, size: int) -> Iterator[Chunk]:
    """Divide all inputs into chunks of one size; the last may be smaller."""
    for first in range(0, total, size):
        yield Chunk(first, min(size, total - first))
