"""What a call of the command got wrong."""

from __future__ import annotations

__all__ = ["OptionsError"]


class OptionsError(Exception):
    """The options of a call do not go together; the message says what to write."""
