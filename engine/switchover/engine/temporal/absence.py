"""How long a server has been out of reach, as the calls tell that wait for it."""

from __future__ import annotations

from typing import Final

from temporalio.service import RPCError, RPCStatusCode

__all__ = ["Absence"]

REACHED_S: Final = 2.0
"""Seconds after which a call that failed had reached the server: it waited for something there."""
AWAY: Final = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.UNKNOWN,  # "transport error": its process ended in the middle of an answer
    }
)
"""What a call comes to whose server went away, is not there, or begins again."""


class Absence:
    """Decides whether a wait for one answer goes on, by how long the server has been away.

    Args:
        patience_s: Seconds it may be away.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._since: float | None = None

    def is_borne(self, error: RPCError, *, begun: float, now: float) -> bool:
        """Say whether to ask again after a call that began and failed at these seconds."""
        if error.status not in AWAY:
            return False
        if self._since is None or now - begun > REACHED_S:
            self._since = now
        return now - self._since <= self._patience_s
