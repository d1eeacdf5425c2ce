"""What a store raises that cannot be read, or whose rows do not reach the disk."""

from __future__ import annotations

from ..errors import EngineError

__all__ = ["StorageAwayError", "StoreError"]


class StoreError(EngineError):
    """Rows could not be made durable: they are kept, and the next flush tries again.

    With the codes ``STORE_MISSING`` and ``STORE_DAMAGED``: there is no store to begin with, or what
    is there cannot be read.
    """

    def __init__(self, message: str, *, code: str = "STORE_WRITE") -> None:
        super().__init__(code, message, retryable=False)


class StorageAwayError(EngineError):
    """The server of a storage did not answer, or not as it should: ``STORAGE_UNAVAILABLE``."""

    remedy = "start the server; what was done is kept, and `resume` goes on"

    def __init__(self, message: str) -> None:
        super().__init__("STORAGE_UNAVAILABLE", message)
