"""When two scalars of a tree are equal, and what number or text a value stands for.

A tree holds exact built-in scalars and Nodes, so nothing here can run code of a value's class.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final, TypeAlias

from switchover.values import Node

__all__ = [
    "ABSENT",
    "EXACT",
    "SAME",
    "Number",
    "member_value",
    "number_of",
    "same_number",
    "same_types",
    "text_of",
]

ABSENT: Final[Any] = object()
"""Stands for a value that is not there."""

EXACT: Final[frozenset[type]] = frozenset({str, int, bool, type(None), bytes})
"""Types for which `==` on two values of that type is the whole truth."""

Number: TypeAlias = int | float | complex | Decimal | Fraction


def _same_float(a: float, b: float) -> bool:
    """NaN is NaN; -0.0 is not 0.0."""
    if math.isnan(a):
        return math.isnan(b)
    return a == b and math.copysign(1.0, a) == math.copysign(1.0, b)


def _same_value(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


def _same_complex(a: complex, b: complex) -> bool:
    return _same_float(a.real, b.real) and _same_float(a.imag, b.imag)


SAME: Final[dict[type, Callable[[Any, Any], bool]]] = {
    **dict.fromkeys((*EXACT, bytearray), operator.eq),
    float: _same_float,
    complex: _same_complex,
}


def member_value(tree: object) -> Any:
    """Return the value of an enum member, whose name is its base; ABSENT of all else."""
    is_named = isinstance(tree, Node) and isinstance(tree.base, str)
    fields = tree.fields if is_named else None  # type: ignore[attr-defined]
    return fields["value"] if fields is not None and [*fields] == ["value"] else ABSENT


def number_of(tree: object) -> Number | None:
    """Return the number that a tree is, a bool included; None where it is none."""
    if isinstance(tree, int | float | complex):
        return tree
    if not isinstance(tree, Node) or tree.opaque is not None:
        return None
    read = _READ.get(tree.type)
    if read is not None and isinstance(tree.base, str):
        try:
            return read(tree.base)
        except (ValueError, InvalidOperation, ZeroDivisionError):
            return None
    return tree.base if isinstance(tree.base, int | float | complex) else None


_READ: Final[dict[str, Callable[[str], Number]]] = {
    "decimal.Decimal": Decimal,
    "fractions.Fraction": Fraction,
}


def same_number(a: Number, b: Number) -> bool:
    """Say whether two numbers of unlike types say the same, as near as the coarser can say it.

    A float stands for every number whose nearest double it is: `0.1` says `Decimal("0.1")`. Zeros
    of two types that know a sign have the same one.
    """
    try:
        if isinstance(a, complex) or isinstance(b, complex):
            x, y = complex(a), complex(b)
            if type(a) is type(b):
                return _same_complex(x, y)
            return _same_value(x.real, y.real) and _same_value(x.imag, y.imag)
        if a != a or b != b:  # noqa: PLR0124 - NaN of any type
            return a != a and b != b  # noqa: PLR0124
        if isinstance(a, _SIGNED) and isinstance(b, _SIGNED) and a == b == 0:
            return math.copysign(1.0, a) == math.copysign(1.0, b)
        if isinstance(a, float) or isinstance(b, float):
            return float(a) == float(b)
        return a == b if isinstance(a, int | Decimal) else Fraction(a) == Fraction(b)
    except (InvalidOperation, OverflowError, TypeError, ValueError):
        return False


_SIGNED: Final = (float, Decimal)
"""Types of numbers whose zero may be negative."""


def text_of(tree: object) -> str | None:
    """Return the text that a tree is: a str, or what a value is written as; None if neither."""
    if isinstance(tree, Node):
        tree = tree.base if tree.opaque is None else None
    if isinstance(tree, bytes | bytearray):
        return tree.decode("utf-8", "surrogateescape")
    return tree if isinstance(tree, str) else None


_DEEPEST: Final = 8
_MOST: Final = 32


def same_types(a: Any, b: Any, depth: int = 0) -> bool:
    """Say whether two small trees that `==` calls equal are so by type as well.

    False says nothing: they are large, deep, or hold what has to be looked at otherwise.
    """
    cls = type(a)
    if cls is not type(b):
        return False
    if cls in EXACT:
        return True
    if cls is float:
        return a != 0.0 or math.copysign(1.0, a) == math.copysign(1.0, b)
    if depth > _DEEPEST or cls not in _HOLDERS or len(a) > _MOST:
        return False
    if cls is dict:
        if not _NAMES.issuperset(map(type, a)) or not _NAMES.issuperset(map(type, b)):
            return False
        return all(same_types(x, b[key], depth + 1) for key, x in a.items())
    return all(same_types(x, y, depth + 1) for x, y in zip(a, b, strict=True))


_HOLDERS: Final = frozenset({dict, list, tuple})
_NAMES: Final = frozenset({str})
