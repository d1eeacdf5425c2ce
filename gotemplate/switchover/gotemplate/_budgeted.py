"""Calling a function of a template within the budget of its rendering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._errors import TemplateError, TemplateRuntimeError
from ._scope import Scope

__all__ = ["checked"]


def checked(
    function: Callable[..., Any],
    args: list[Any],
    scope: Scope,
    *,
    name: str,
    contextual: bool,
) -> Any:
    """Call it and return its result, charged for the size of what it reads and returns.

    Raises TemplateRuntimeError for whatever the function cannot do with its arguments, as Go turns
    the panic of a function into an error of the template.
    """
    budget = scope.budget
    cost = 1
    for arg in args:
        if type(arg) is str and len(arg) > 256:
            cost += len(arg) >> 8
    budget.steps -= cost
    if budget.steps < 0:
        budget.charge(0)
    try:
        result = function(scope, *args) if contextual else function(*args)
    except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise TemplateRuntimeError(f"error calling {name}: {error}") from error
    except TemplateError as error:
        error.args = (f"error calling {name}: {error.message}",)
        raise
    if isinstance(result, str):
        budget.text(len(result))
    elif isinstance(result, list | dict):
        budget.list(len(result))
    return result
