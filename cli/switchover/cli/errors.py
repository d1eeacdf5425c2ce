"""What a call of the command got wrong."""

from __future__ import annotations

from switchover.ground import IN_MESSAGE, SwitchoverError

__all__ = ["OptionsError"]


class OptionsError(SwitchoverError):
    """The options of a call do not go together; the message says what to write."""

    remedy = IN_MESSAGE
