"""What validation asks others: does this condition compile, does this template parse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["UNCHECKED", "Check", "Checks"]

Check = Callable[[str], None]
"""Looks at a text and raises an EngineError or a ValueError that says what is wrong with it."""


def accept(text: str) -> None:
    """Find nothing wrong with any text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """The languages inside a configuration, each as a callable that raises for a bad text.

    Attributes:
        condition: compiles a CEL expression.
        template: parses a template.
    """

    condition: Check = accept
    template: Check = accept


UNCHECKED = Checks()
