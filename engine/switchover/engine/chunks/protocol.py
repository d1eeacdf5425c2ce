"""What keeps chunks and results, whichever processes come and go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from .chunk import Chunk, Claimed

__all__ = ["ChunkResult", "ChunkStore", "Standing"]


class Standing(NamedTuple):
    """How far a work is.

    Attributes:
        job: what is to be done, as it was said when the work was opened.
        inputs: how many there are.
        done: of how many there are results.
        held: how many chunks are in somebody's hands just now.
        is_over: whether its results were fetched, and it only says that it was there.
    """

    job: bytes
    inputs: int
    done: int
    held: int
    is_over: bool

    @property
    def is_open(self) -> bool:
        """Whether inputs are still to be done."""
        return not self.is_over and self.done < self.inputs


class ChunkResult(NamedTuple):
    """What came of a chunk."""

    chunk: Chunk
    token: int
    body: bytes


class ChunkStore(Protocol):
    """Chunks and results of works, each with a name.

    Every change is one transaction. Whoever claimed a chunk holds it for a time, and longer by
    renewing; then it may be claimed again, and its earlier holder finds that out by the token.
    A call waits for a store that is away, up to its patience.
    """

    def open(self, work: str, job: bytes, inputs: int, chunks: Sequence[Chunk]) -> None:
        """Begin a work anew; what was left of one with that name is gone."""
        ...

    def standing(self, work: str) -> Standing | None:
        """Say how far it is; None where there is none."""
        ...

    def claim(self, work: str, *, lease_s: float) -> Claimed | None:
        """Take the first chunk that waits, or whose holder's time is over: that is a loss."""
        ...

    def renew(self, work: str, claimed: Claimed, *, lease_s: float) -> bool:
        """Hold it longer; False where somebody else has it by now."""
        ...

    def finish(self, work: str, claimed: Claimed, done: int, body: bytes) -> bool:
        """Keep the result of its first `done` inputs; the rest waits as a chunk of its own.

        False, and nothing changed, where somebody else has it by now.
        """
        ...

    def give_back(self, work: str, claimed: Claimed, *, lost: bool) -> None:
        """Let it wait again; `lost` where whoever ran it was lost with it."""
        ...

    def split(self, work: str, claimed: Claimed, parts: Sequence[tuple[Chunk, int]]) -> None:
        """Let its parts wait, each with losses of its own."""
        ...

    def keep(self, work: str, result: ChunkResult) -> None:
        """Keep the result of a chunk that somebody else handed out, unless a later one is there."""
        ...

    def results(self, work: str) -> Iterator[ChunkResult]:
        """Give all results in the order of their inputs, few of them in memory at once."""
        ...

    def end(self, work: str) -> None:
        """Forget chunks and results; that the work is over stays known."""
        ...

    def close(self) -> None: ...
