"""What this room raises."""

from __future__ import annotations

from switchover.ground import IN_MESSAGE, SwitchoverError

__all__ = ["OpenerError", "ReadingError", "RebuildError", "ValuesError"]


class ValuesError(SwitchoverError):
    """Base of all errors of this room; the text says what happened, where, and what to do."""

    remedy = IN_MESSAGE


class ReadingError(ValuesError, ValueError):
    """A document or its text cannot be read: damaged, hostile, or beyond a limit that is named.

    Attributes:
        line: Line of the text, counted from 1; None for a document.
        column: Column of the text, counted from 1; None for a document.
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        at = f"line {line}, column {column}: " if line is not None else ""
        super().__init__(at + message)
        self.line = line
        self.column = column


class RebuildError(ValuesError, TypeError):
    """A tree cannot become a live value: its class is not allowed, or does not take its parts.

    Attributes:
        forbidden: The class that is not among the allowed ones, where that is what happened.
    """

    def __init__(self, message: str, *, forbidden: str | None = None) -> None:
        super().__init__(message)
        self.forbidden = forbidden


class OpenerError(ValuesError, ValueError):
    """An opener cannot be registered: its type has one already, or its name leads nowhere."""
