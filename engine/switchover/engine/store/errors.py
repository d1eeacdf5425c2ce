"""What a store raises when rows do not reach the disk."""

from switchover.engine.errors import EngineError

__all__ = ["StoreError"]


class StoreError(EngineError):
    """Rows could not be made durable; they are kept, and the next flush tries again."""

    def __init__(self, message: str) -> None:
        super().__init__("STORE_WRITE", message, retryable=False)
