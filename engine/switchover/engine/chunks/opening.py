"""Opens chunks by the address of their store."""

from __future__ import annotations

from pathlib import Path

from switchover.ground import is_postgres

from ..errors import EngineError
from .protocol import ChunkStore

__all__ = ["open_chunks"]


def open_chunks(address: str) -> ChunkStore:
    """Open ``sqlite:PATH`` or ``postgresql://...``; tables are made where there are none.

    Raises:
        EngineError: ``STORE_ADDRESS`` for another address.
        ChunkStoreError: the file or the server cannot be used.
    """
    kind, _, path = address.partition(":")
    if kind == "sqlite" and path:
        from .sqlite import SqliteChunks

        return SqliteChunks(Path(path))
    if is_postgres(address):
        from .postgres import PostgresChunks

        return PostgresChunks(address)
    text = f"{kind!r} is no store of chunks; write sqlite:PATH or postgresql://USER@HOST/DATABASE"
    raise EngineError("STORE_ADDRESS", text, retryable=False)
