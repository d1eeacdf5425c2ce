"""Puts a mutant into code that is loaded, in a process that is thrown away after it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FunctionType, MethodType
from typing import Any

__all__ = ["CannotPlantError", "plant"]


class CannotPlantError(Exception):
    """The function that a mutant stands in is not to be found."""


def plant(module: str, source: str, function: str) -> bool:
    """Give the loaded function around a mutant the code of the mutated source.

    Args:
        module: The name of the loaded module.
        source: Its text with the mutant.
        function: The qualified name around the mutant; empty in the module's body.

    Returns:
        False where the mutant stands in the body of the module or of a class: it shows only when
        the module is imported anew.

    Raises:
        CannotPlantError: The function is not to be found.
    """
    loaded = sys.modules[module]
    code = compile(source, loaded.__file__ or "<source>", "exec", dont_inherit=True)
    parts = [part for part in function.split(".") if part and part != "<locals>"]
    found = _outermost(loaded, code, parts) if parts else None
    if found is None:
        return False
    live, mutated = found
    live.__code__ = mutated
    return True


def _outermost(
    module: Any, code: CodeType, parts: list[str]
) -> tuple[FunctionType, CodeType] | None:
    """Find the outermost function on the way to a name, loaded and mutated; None in a body."""
    holder: Any = module
    for part in parts:
        inner = next(
            (c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == part), None
        )
        held = vars(holder).get(part) if hasattr(holder, "__dict__") else None
        if inner is None or held is None:
            raise CannotPlantError(f"{part} is not to be found in {holder!r}")
        live = _function(held, inner)
        if live is not None:
            if live.__code__.co_freevars != inner.co_freevars:
                raise CannotPlantError(f"{part} holds other names than its source")
            return live, inner
        if not isinstance(held, type):
            raise CannotPlantError(f"{part} is no plain function")
        holder, code = held, inner
    return None


def _is_at(function: FunctionType, code: CodeType) -> bool:
    return function.__code__.co_firstlineno == code.co_firstlineno


def _function(held: Any, code: CodeType) -> FunctionType | None:
    """Find the function of a source under decorators."""
    todo: list[Any] = [held]
    for _ in range(20):
        if not todo:
            return None
        found = todo.pop()
        if isinstance(found, FunctionType) and _is_at(found, code):
            return found
        if isinstance(found, FunctionType):
            cells = [cell.cell_contents for cell in found.__closure__ or ()]
            todo += [one for one in cells if callable(one) and not isinstance(one, type)]
        for name in ("__wrapped__", "__func__", "fget", "fset", "func"):
            inner = getattr(found, name, None) if not isinstance(found, type) else None
            if isinstance(inner, Callable | MethodType):  # type: ignore[arg-type]
                todo.append(inner)
    return None
