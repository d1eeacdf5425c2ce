"""How a comparison is spread over processes and machines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from switchover.engine.chunks import ChunkStore, open_chunks

from .crew import LEASE_S
from .orders import Load

__all__ = ["CHUNKS", "HISTORY", "SIZE", "Scale", "removed"]

CHUNKS: Final = "chunks.sqlite"
"""Where chunks are kept on one machine, beside the comparisons."""
HISTORY: Final = "chunks.temporal"
"""Where a Temporal server of our own keeps its histories."""
SIZE: Final = 1000
"""Inputs of a chunk, unless asked otherwise."""


def _hands() -> int:
    """Half of the cores: a process that runs chunks keeps two busy, with those of its sides."""
    return max(1, (os.cpu_count() or 1) // 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a comparison is spread.

    Attributes:
        load: loads the plans in any process.
        store: the address of the chunks' store; "" for a file of this machine.
        on: the Temporal that hands out chunks, as `found_server` reads it; "" where the store does.
        hands: processes that run chunks here.
        size: inputs of a chunk.
        resume: whether to go on with what an interrupted run left.
        lease_s: seconds that a chunk is held without a sign of life.
        note: is told what a person should know.
    """

    load: Load
    store: str = ""
    on: str = ""
    hands: int = field(default_factory=_hands)
    size: int = SIZE
    resume: bool = False
    lease_s: float = LEASE_S
    note: Callable[[str], None] = lambda _: None

    def with_hands(self, hands: int) -> Scale:
        return replace(self, hands=hands)

    @contextmanager
    def opened(self, folder: Path) -> Iterator[ChunkStore]:
        """Open the store of chunks; without an address, a file in a folder."""
        if not self.store:
            folder.mkdir(parents=True, exist_ok=True)
        store = open_chunks(self.store or f"sqlite:{folder / CHUNKS}")
        try:
            yield store
        finally:
            store.close()


def removed(folder: Path) -> None:
    """Remove what kept chunks; what cannot be removed stays, and is written over."""
    for name in (CHUNKS, HISTORY):
        for end in ("", "-wal", "-shm"):
            with suppress(OSError):
                (folder / f"{name}{end}").unlink()
