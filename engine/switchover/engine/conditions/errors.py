"""What goes wrong with a condition, one class for each decision a caller can take."""

from __future__ import annotations

from typing import ClassVar

from ..errors import EngineError

__all__ = [
    "ConditionCancelledError",
    "ConditionError",
    "ConditionEvaluationError",
    "ConditionLimitError",
    "ConditionSyntaxError",
    "ConditionTypeError",
]

LONGEST_QUOTE = 200  # characters of the expression that a message repeats


class ConditionError(EngineError):
    """A condition that has no answer; line and column count from one within the expression."""

    default_code: ClassVar[str] = "CEL"

    def __init__(self, expression: str, reason: str, *, line: int = 1, column: int = 1) -> None:
        quote = expression if len(expression) <= LONGEST_QUOTE else f"{expression[:LONGEST_QUOTE]}…"
        super().__init__(
            self.default_code,
            f"{reason} (line {line}, column {column} of {quote!r})",
            details={"expression": expression, "line": line, "column": column},
            retryable=False,
        )
        self.expression, self.reason, self.line, self.column = expression, reason, line, column


class ConditionSyntaxError(ConditionError):
    """The expression is no CEL, or names a variable that does not exist."""

    remedy = "write it in CEL, with the variables that a condition sees"

    default_code = "CEL_SYNTAX"


class ConditionEvaluationError(ConditionError):
    """The data does not have what the expression asks for, or not in a fitting type."""

    remedy = "guard what may be missing with `has(...)`"

    default_code = "CEL_EVALUATION"


class ConditionTypeError(ConditionError):
    """The expression yields something else than true or false."""

    remedy = "compare it with something, so that it is true or false"

    default_code = "CEL_NOT_BOOLEAN"


class ConditionLimitError(ConditionError):
    """The expression is too long, too deep, or takes too many steps."""

    remedy = "make it shorter, or let a task work out a part of it"

    default_code = "CEL_COST_EXCEEDED"


class ConditionCancelledError(ConditionError):
    """Nobody waits for the answer any more."""

    default_code = "CEL_CANCELLED"
