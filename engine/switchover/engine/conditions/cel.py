"""Conditions in Google's Common Expression Language, by cel-expr-python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from cel_expr_python import cel

from .errors import (
    ConditionCancelledError,
    ConditionEvaluationError,
    ConditionLimitError,
    ConditionSyntaxError,
    ConditionTypeError,
)
from .paths import Paths, narrow, paths_read
from .protocol import IsCancelled

__all__ = ["NAMES", "WAIT_NAMES", "CelConditions"]

WAIT_NAMES: Final = frozenset({"signal", "processor", "task", "workflow"})
NAMES: Final = WAIT_NAMES | {
    *("tasks", "input", "output", "with", "env", "item", "index", "parent", "current"),
    *("project", "payload", "headers", "query", "trigger", "tools", "agents"),
}

LONGEST: Final = 4096  # characters of an expression
CACHED: Final = 100  # compiled expressions
OVER_LIMIT: Final = ("Iteration budget exceeded", "recursion limit", "max recursion depth")

_PLACE = re.compile(r"<input>:(\d+):(\d+): (.*)")
_NOISE = re.compile(r" expecting \{.*| \(in container ''\)| \[[A-Z_]+\]$")
_STATUS = re.compile(r"^[A-Z_]+: | \[[A-Z_]+\]$")


class Blankless(str):
    """A text that equals any other which differs from it in blanks alone."""

    __slots__ = ("key",)

    def __new__(cls, text: str) -> Blankless:
        made = super().__new__(cls, text)
        made.key = " ".join(text.split())
        return made

    key: str

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blankless) and self.key == other.key


class CelConditions:
    """Compiles each expression once and hands CEL only the parts of the data it reads.

    Besides the length, CEL's own limits hold: 10,000 steps through lists and 32 levels of
    nesting, in place of a cost. Data may not be nested deeper than JSON readers allow.

    Args:
        names: the variables that exist; others are refused when compiling.
        are_blanks_equal: take two expressions that differ in blanks alone for one, even where
            the blanks stand in a text, as the old services did.
    """

    def __init__(self, names: Iterable[str] = NAMES, *, are_blanks_equal: bool = False) -> None:
        self._names = frozenset(names)
        self._environment = cel.NewEnv(variables=dict.fromkeys(self._names, cel.Type.DYN))
        compiled = lru_cache(maxsize=CACHED)(self._compile)
        self._compiled: Callable[[str], tuple[Any, Paths]] = (
            (lambda text: compiled(Blankless(text))) if are_blanks_equal else compiled
        )

    def check(self, expression: str) -> None:
        """Raise ConditionSyntaxError or ConditionLimitError unless the expression compiles."""
        self._compiled(expression)

    def evaluate(
        self,
        expression: str,
        variables: Mapping[str, Any],
        *,
        is_cancelled: IsCancelled | None = None,
    ) -> bool:
        """Whether the condition holds; a blank one does. Raises ConditionError."""
        is_blank = not expression or expression.isspace()
        value = self.value("true" if is_blank else expression, variables, is_cancelled=is_cancelled)
        if value is True or value is False:
            return value
        kind = type(value).__name__
        raise ConditionTypeError(expression, f"the condition must be boolean, not {kind}")

    def value(
        self,
        expression: str,
        variables: Mapping[str, Any],
        *,
        is_cancelled: IsCancelled | None = None,
    ) -> Any:
        """Give what the expression yields, as plain data of any type. Raises ConditionError."""
        if is_cancelled is not None and is_cancelled():
            raise ConditionCancelledError(expression, "nobody waits for this condition any more")
        program, paths = self._compiled(expression)
        try:
            result = program.eval(data=narrow(variables, paths))
        except (RuntimeError, TypeError, ValueError, OverflowError) as error:
            raise _refusal(expression, str(error)) from error
        value = result.plain_value()
        if isinstance(value, str) and result.type() == cel.Type.ERROR:
            raise _refusal(expression, value)
        return value

    def _compile(self, expression: str) -> tuple[Any, Paths]:
        if len(expression) > LONGEST:
            reason = f"{len(expression)} characters are too many; allowed are {LONGEST}"
            raise ConditionLimitError(expression, reason)
        if not _is_text(expression):
            raise ConditionSyntaxError(expression, "half of a surrogate pair is no character")
        try:
            program = self._environment.compile(str(expression))
        except RuntimeError as error:
            raise _uncompiled(expression, str(error)) from error
        return program, paths_read(program.serialize(), self._names)


def _is_text(expression: str) -> bool:
    try:
        expression.encode()
    except UnicodeEncodeError:
        return False
    return True


def _uncompiled(expression: str, text: str) -> ConditionSyntaxError | ConditionLimitError:
    if any(words in text for words in OVER_LIMIT):
        return ConditionLimitError(expression, "the expression is nested too deeply")
    place = _PLACE.search(text)
    if place is None:
        return ConditionSyntaxError(expression, _STATUS.sub("", text.partition("\n")[0]))
    line, column = max(1, int(place[1])), max(1, int(place[2]))
    reason = _NOISE.sub("", place[3]).replace("'<EOF>'", "end of text")
    return ConditionSyntaxError(expression, reason, line=line, column=column)


def _refusal(expression: str, text: str) -> ConditionEvaluationError | ConditionLimitError:
    if any(words in text for words in OVER_LIMIT):
        return ConditionLimitError(expression, "the expression takes too many steps")
    return ConditionEvaluationError(expression, _STATUS.sub("", text))
