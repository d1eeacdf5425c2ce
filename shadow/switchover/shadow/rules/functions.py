"""A user's function on a value that is kept as a tree."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from switchover.values import RebuildError, ResolveError, decode, encode, resolve

from ..errors import ShadowError

__all__ = ["RuleFailedError", "applied"]


class RuleFailedError(ShadowError):
    """A function of the user's could not be imported, or raised."""

    remedy = "mend the function, or take the rule away"


def applied(function: Callable[[Any], Any] | str, tree: Any, who: str) -> Any:
    """Return the tree of what `function` makes of the value that `tree` stands for.

    Raises:
        RuleFailedError: With `who` in its text.
    """
    try:
        call = _imported(function) if isinstance(function, str) else function
    except ResolveError as error:
        reason = f"{who}: its function cannot be imported: {error}"
        raise RuleFailedError(reason) from error
    try:
        return decode(encode(call(_live(tree))))
    except Exception as error:
        reason = f"{who}: its function raised {type(error).__name__}: {error}"
        raise RuleFailedError(reason) from error


def _live(tree: Any) -> Any:
    """Make the value again where classes that are loaded will do; else give the tree."""
    from switchover.values import loaded_class, rebuild  # for functions only

    try:
        return rebuild(tree, loaded_class)
    except RebuildError:
        return tree


@cache
def _imported(name: str) -> Callable[[Any], Any]:
    return resolve(name, failures=Exception)
