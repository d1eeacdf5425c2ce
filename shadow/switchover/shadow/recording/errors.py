"""What keeps a recording from being made or read."""

from __future__ import annotations

from switchover.ground import IN_MESSAGE, SwitchoverError

__all__ = ["RecordingError"]


class RecordingError(SwitchoverError):
    """A recording cannot be begun, or what it left cannot be read; the text says what to do."""

    remedy = IN_MESSAGE
