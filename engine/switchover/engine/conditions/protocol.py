"""The seam to a condition language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

__all__ = ["Conditions", "IsCancelled"]

IsCancelled = Callable[[], bool]
"""Tells whether nobody waits for the answer any more."""


class Conditions(Protocol):
    """Evaluates expressions over plain data; every refusal is a ConditionError."""

    def check(self, expression: str) -> None:
        """Raise ConditionSyntaxError or ConditionLimitError unless the expression compiles."""
        ...

    def evaluate(
        self,
        expression: str,
        variables: Mapping[str, Any],
        *,
        is_cancelled: IsCancelled | None = None,
    ) -> bool:
        """Whether the condition holds; a blank one does."""
        ...

    def value(
        self,
        expression: str,
        variables: Mapping[str, Any],
        *,
        is_cancelled: IsCancelled | None = None,
    ) -> Any:
        """Give what the expression yields, as plain data of any type."""
        ...
