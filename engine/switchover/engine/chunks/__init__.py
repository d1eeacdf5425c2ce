"""A long row of inputs, handed out in chunks to whoever has time, and put together again.

What is done with an input is nobody's business here: a chunk is two numbers, a result is bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

from .chunk import MOST_LOSSES, Chunk, Claimed, NextStep, halves, next_step, planned
from .errors import ChunkStoreError
from .handout import Handout
from .protocol import ChunkResult, ChunkStore, Standing

if TYPE_CHECKING:
    from .opening import open_chunks

__all__ = [
    "MOST_LOSSES",
    "Chunk",
    "ChunkResult",
    "ChunkStore",
    "ChunkStoreError",
    "Claimed",
    "Handout",
    "NextStep",
    "Standing",
    "halves",
    "next_step",
    "open_chunks",
    "planned",
]

# Late, for what hands out chunks by itself needs no database.
__getattr__, __dir__ = late(globals(), {".opening": "open_chunks"})
