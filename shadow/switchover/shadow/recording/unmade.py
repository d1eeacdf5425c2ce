"""Arguments that no reader could make again, told before their documents are written."""

from __future__ import annotations

from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from switchover.values.openers import is_named

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["unmade"]


def unmade(values: Iterable[Any]) -> str | None:
    """Name the first value that is code itself; None where there is none.

    A function, and a class that no name leads to, have documents of all they are made of: they
    take milliseconds, and tell a reader only that it cannot make the input. No code of a value is
    run: a lazy one would do its work here.
    """
    for value in values:
        kind = type(value)
        if kind is FunctionType or kind is MethodType:
            return "a function"
        if issubclass(kind, type) and not is_named(value):
            return "a class that no name leads to"
    return None
