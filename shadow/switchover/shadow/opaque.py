"""Equality of values that show nothing of what they are made of."""

from __future__ import annotations

import types
from enum import Enum

from .shorten import type_name

__all__ = ["OpaqueError", "same_opaque"]

_NAMED = (type, types.ModuleType, Enum)


class OpaqueError(Exception):
    """Nothing can say whether the two are equal; the text says why."""


def same_opaque(a: object, b: object) -> bool:
    """Compare two distinct values of one type by their own `==`, or by having no state at all.

    Raises:
        OpaqueError: It is an iterator or awaitable, or its `==` raises or answers no bool.
    """
    cls = type(a)
    if isinstance(a, types.FunctionType) and isinstance(b, types.FunctionType):
        return a.__qualname__ == b.__qualname__ and a.__code__ == b.__code__
    if isinstance(a, _NAMED):
        return False
    if hasattr(cls, "__next__") or hasattr(cls, "__await__") or hasattr(cls, "__anext__"):
        raise OpaqueError(f"a {type_name(cls)} can be read only once, so it cannot be compared")
    if cls.__module__ == "decimal":
        return str(a) == str(b)  # 1.0 is not 1.00, and NaN is NaN
    if cls.__eq__ is object.__eq__:
        return True
    return _own_equality(a, b)


def _own_equality(a: object, b: object) -> bool:
    name = type_name(type(a))
    try:
        answer = a == b
    except Exception as error:
        raise OpaqueError(f"comparing two {name} raised {type(error).__name__}: {error}") from error
    if not isinstance(answer, bool):
        raise OpaqueError(f"comparing two {name} answered a {type_name(type(answer))}, not a bool")
    return answer
