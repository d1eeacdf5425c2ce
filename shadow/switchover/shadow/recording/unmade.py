"""Arguments that no reader could make again, told before their documents are written."""

from __future__ import annotations

import sys
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["unmade"]


def unmade(values: Iterable[Any]) -> str | None:
    """Name the first value that is code itself; None where there is none.

    A function, and a class that no name leads to, have documents of all they are made of: they
    take milliseconds, and tell a reader only that it cannot make the input.
    """
    for value in values:
        kind = type(value)
        if kind is FunctionType or kind is MethodType:
            return "a function"
        if isinstance(value, type) and not _is_named(value):
            return "a class that no name leads to"
    return None


def _is_named(cls: type) -> bool:
    """Say whether the name of a class leads to it."""
    found: Any = sys.modules.get(cls.__module__)
    for step in cls.__qualname__.split("."):
        found = getattr(found, "__dict__", {}).get(step)
    return found is cls
