"""What goes wrong in the engine, with a code that a program can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from switchover.ground import IN_MESSAGE, SwitchoverError

from .plain_json import as_told, storable

__all__ = ["EngineError"]


class EngineError(SwitchoverError):
    """Something a workflow, its author or its data did wrong.

    Args:
        code: the machine-readable name of the error, such as ``ROUTER_NO_ROUTE``.
        message: what happened, with the offending value and what is allowed.
        details: plain data that goes with it; of anything else its text, for an error is written
            beside the rows of its run, and one that cannot be would keep all others from that.
        retryable: whether another attempt of the same activity may succeed.
    """

    remedy = IN_MESSAGE

    def __init__(
        self,
        code: str,
        message: str,
        *,
        details: Mapping[str, Any] | None = None,
        retryable: bool = True,
    ) -> None:
        super().__init__(storable(message))
        self.code = code
        self.details = as_told(dict(details)) if details else {}
        self.retryable = retryable

    def plain(self) -> dict[str, Any]:
        """Return what it is made of as plain data: ``EngineError(**plain)`` says the same."""
        return {
            "code": self.code,
            "message": self.message,
            "details": self.details,
            "retryable": self.retryable,
        }

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
