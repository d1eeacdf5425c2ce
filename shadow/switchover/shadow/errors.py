"""What can go wrong in a shadow run that is no outcome of a side."""

from __future__ import annotations

from switchover.ground import IN_MESSAGE, SwitchoverError

__all__ = ["NotComparableError", "PatternError", "ShadowError", "UsageError"]


class ShadowError(SwitchoverError):
    """The base of every error that this room raises."""

    remedy = IN_MESSAGE


class PatternError(ShadowError, ValueError):
    """A path pattern cannot be read."""

    remedy = "write a path such as `$.items[*].price`"

    def __init__(self, pattern: str, column: int, problem: str) -> None:
        super().__init__(
            f"path pattern {pattern!r}, column {column}: {problem}; write steps such as "
            "$.name, $['any key'], $[3], $[*], $.*, ${*} or $..name"
        )
        self.pattern = pattern
        self.column = column


class UsageError(ShadowError, ValueError):
    """An argument of a run is out of range, or two rules share an id."""


class NotComparableError(ShadowError):
    """Two values exist, and nothing can say whether they are equal."""

    remedy = "say what of them counts: `as` of a pair, or an opener for their class"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
