"""What came of a chunk, as bytes: what it came to, and its comparisons."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import msgspec

from switchover.shadow import Comparison, Outcome
from switchover.shadow.records import Portion

__all__ = ["ChunkOutcome"]

LEVEL: Final = 1
"""Of zlib: the quickest; comparisons of matches shrink to a tenth with it."""
HEAD: Final = 8
IS_MATCH: Final = b'"outcome":"match"'
"""What begins a match, behind its number; in a text of a difference it would be escaped."""


class ChunkOutcome(NamedTuple):
    """What came of the inputs of a chunk.

    Attributes:
        portion: what they came to.
        comparisons: JSON lines, one of each input.
    """

    portion: Portion
    comparisons: bytes

    @classmethod
    def of(cls, portion: Portion, comparisons: Iterable[Comparison]) -> ChunkOutcome:
        """Write comparisons down as a run does."""
        encoder = msgspec.json.Encoder()
        return cls(portion, b"".join(encoder.encode(one) + b"\n" for one in comparisons))

    def packed(self) -> bytes:
        head = msgspec.json.encode(self.portion)
        return len(head).to_bytes(HEAD, "big") + head + zlib.compress(self.comparisons, LEVEL)

    @classmethod
    def unpacked(cls, body: bytes) -> ChunkOutcome:
        end = HEAD + int.from_bytes(body[:HEAD], "big")
        portion = msgspec.json.decode(body[HEAD:end], type=Portion)
        return cls(portion, zlib.decompress(body[end:]))

    def unlike(self) -> Iterator[Comparison]:
        """Read the comparisons that are no matches."""
        if set(self.portion.counts) <= {Outcome.MATCH}:
            return
        decoder = msgspec.json.Decoder(Comparison)
        for line in self.comparisons.split(b"\n"):
            if line and IS_MATCH not in line[:64]:
                yield decoder.decode(line)
