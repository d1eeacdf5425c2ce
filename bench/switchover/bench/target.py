"""Import strings and callables, resolved to something that can be called and measured."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from switchover import values

from .errors import TargetError

__all__ = ["ResolvedSide", "name_of", "resolve", "taking"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedSide:
    """One side of a pair: what to call, and its name in reports and records."""

    name: str
    call: Callable[..., Any]

    @property
    def is_async(self) -> bool:
        """Whether calling it gives a coroutine to await."""
        return is_async(self.call)


def resolve(spec: str | Callable[..., Any]) -> ResolvedSide:
    """Resolve `module:qualname`, or a callable as it is, to a target.

    Functions, coroutine functions, classes, callable objects and methods all work. A plain method
    (`module:Class.method`) is called on the object that an input begins with, or else on an
    instance built without arguments (`values.MethodSide`); static methods, class methods and
    methods written in C are taken as they stand.

    Raises:
        TargetError: The string is malformed, the module or attribute is missing, importing the
            module failed, or what was found cannot be called.
    """
    try:
        if isinstance(spec, str):
            return ResolvedSide(name=spec, call=values.resolve(spec, failures=Exception))
        name = values.name_of(spec)
        return ResolvedSide(name=name, call=values.called(spec, name))
    except values.ResolveError as error:
        raise TargetError(str(error), name=error.module) from error.__cause__


def taking(call: Callable[..., Any], inputs: Sequence[tuple[Any, Any]]) -> Callable[..., Any]:
    """Give what of a method takes these inputs, so that no look at each call is measured.

    Raises:
        TargetError: An input brings no object, and none can be built without arguments.
    """
    try:
        return values.chosen(call, inputs)
    except values.ResolveError as error:
        raise TargetError(str(error)) from error.__cause__


def name_of(spec: str | Callable[..., Any]) -> str:
    """Name a side that can be called, and leave the import path of this process as it was.

    Launches are given that path. A module that puts a folder in front of it for the sake of its own
    imports does so again where it is launched, and not for the other side.

    Raises:
        TargetError: As `resolve` says.
    """
    path = list(sys.path)
    try:
        return resolve(spec).name
    finally:
        sys.path[:] = path


def is_async(call: Callable[..., Any]) -> bool:
    """Say whether calling `call` gives a coroutine, seen through partials and `__call__`.

    What a decorator wrapped is not looked at: a plain wrapper may well run it to its end.
    """
    inner = call.func if isinstance(call, partial) else call
    return inspect.iscoroutinefunction(inner) or (
        not inspect.isroutine(inner)
        and not inspect.isclass(inner)
        and inspect.iscoroutinefunction(type(inner).__call__)
    )
