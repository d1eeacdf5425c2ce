"""What keeps a recording from being made or read."""

from __future__ import annotations

__all__ = ["RecordingError"]


class RecordingError(Exception):
    """A recording cannot be begun, or what it left cannot be read; the text says what to do."""
