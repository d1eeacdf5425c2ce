"""What goes wrong with a store of chunks."""

from __future__ import annotations

from ..errors import EngineError

__all__ = ["ChunkStoreError"]


class ChunkStoreError(EngineError):
    """A store of chunks cannot be used: ``CHUNKS_UNAVAILABLE``."""

    remedy = "see that its file or server is there and can be written"

    def __init__(self, message: str) -> None:
        super().__init__("CHUNKS_UNAVAILABLE", message, retryable=False)
