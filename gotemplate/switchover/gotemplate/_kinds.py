"""Go's kinds on Python values: what a value is called, whether it is true, what equals it.

A context holds None, bool, int (Go's int64), float (float64), str, dict (a map with text keys) and
list. The classes here stand for the other Go types that functions of a template return.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from ._errors import TemplateRuntimeError
from ._limits import Budget

__all__ = [
    "Byte",
    "Int",
    "Ints",
    "Lists",
    "NilList",
    "NilMap",
    "NilStrings",
    "StringMap",
    "Stringer",
    "Strings",
    "deep_equal",
    "float_to_int64",
    "is_empty",
    "is_map",
    "is_nil",
    "is_true",
    "kind_name",
    "scalar_kind",
    "sorted_keys",
    "type_name",
    "wrap64",
]


class Int(int):
    """Go's ``int``: number literals, indexes and lengths; a plain ``int`` is an ``int64``."""

    __slots__ = ()


class Byte(int):
    """Go's ``uint8``: what indexing a text gives."""

    __slots__ = ()


class Strings(list[Any]):
    """Go's ``[]string``."""


class Ints(list[Any]):
    """Go's ``[]int``."""


class Lists(list[Any]):
    """Go's ``[][]interface {}``."""


class NilList(list[Any]):
    """A nil ``[]interface {}``: empty, and ``null`` in JSON."""


class NilStrings(Strings):
    """A nil ``[]string``: empty, and ``null`` in JSON."""


class NilMap(dict[str, Any]):
    """A nil ``map[string]interface {}``: empty, ``null`` in JSON, cannot be written."""


class StringMap(dict[str, Any]):
    """Go's ``map[string]string``."""


class Stringer:
    """A value with a text of its own, such as a version; Go's ``fmt.Stringer``."""

    __slots__ = ()
    go_type = "struct"


_NAMES: dict[type, tuple[str, str]] = {
    bool: ("bool", "bool"),
    Int: ("int", "int"),
    Byte: ("uint8", "uint8"),
    int: ("int64", "int64"),
    float: ("float64", "float64"),
    complex: ("complex128", "complex128"),
    str: ("string", "string"),
    Strings: ("[]string", "slice"),
    NilStrings: ("[]string", "slice"),
    Ints: ("[]int", "slice"),
    Lists: ("[][]interface {}", "slice"),
    NilList: ("[]interface {}", "slice"),
    list: ("[]interface {}", "slice"),
    tuple: ("[]interface {}", "slice"),
    StringMap: ("map[string]string", "map"),
    NilMap: ("map[string]interface {}", "map"),
    dict: ("map[string]interface {}", "map"),
    datetime: ("time.Time", "struct"),
    type(None): ("<nil>", "invalid"),
}


def _names(value: object) -> tuple[str, str]:
    known = _NAMES.get(type(value))
    if known is not None:
        return known
    if isinstance(value, Stringer):
        return value.go_type, "ptr" if value.go_type.startswith("*") else "struct"
    for base in type(value).__mro__:
        if base in _NAMES:
            return _NAMES[base]
    raise TemplateRuntimeError(
        f"a context holds plain data only; got {type(value).__name__}: convert it first"
    )


def type_name(value: object) -> str:
    """Give the Go type of a value, as ``%T`` prints it."""
    return _names(value)[0]


def kind_name(value: object) -> str:
    """Give the Go kind of a value, as ``kindOf`` gives it."""
    return _names(value)[1]


def is_map(value: object) -> bool:
    return isinstance(value, dict)


def is_nil(value: object) -> bool:
    """Whether Go would call it nil: no value, or the nil of a list or map type."""
    return value is None or isinstance(value, NilList | NilStrings | NilMap)


def is_true(value: object) -> bool:
    """Go's truth: not the zero of its kind, not empty."""
    if value is None:
        return False
    if isinstance(value, datetime | Stringer):
        return True
    _names(value)
    return bool(value)


def is_empty(value: object) -> bool:
    """Sprig's ``empty``: the opposite of ``is_true``, by the same rules."""
    return not is_true(value)


def wrap64(value: int) -> int:
    """Give the value as a signed 64-bit number, wrapping around as Go does."""
    return (value + 2**63) % 2**64 - 2**63


def sorted_keys(value: dict[Any, Any]) -> list[Any]:
    """Give the keys of a map in Go's printing order: by the bytes of their text."""
    try:
        return sorted(value)
    except TypeError:
        return sorted(value, key=str)


def deep_equal(left: object, right: object, budget: Budget) -> bool:
    """Go's ``reflect.DeepEqual``: same type and same content all the way down."""
    budget.charge(1)
    if type_name(left) != type_name(right) or is_nil(left) != is_nil(right):
        return False
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(
            deep_equal(a, b, budget) for a, b in zip(left, right, strict=True)
        )
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            deep_equal(left[key], right[key], budget) for key in left
        )
    return left == right


def scalar_kind(value: object) -> str:
    """Give the kind to compare by: bool, int, uint, float, string, complex or none ("")."""
    match value:
        case bool():
            return "bool"
        case Byte():
            return "uint"
        case int():
            return "int"
        case float():
            return "float"
        case str():
            return "string"
        case complex():
            return "complex"
    return ""


def float_to_int64(value: float) -> int:
    """Go's ``int64(f)`` on amd64: truncated; what does not fit is the smallest number."""
    if math.isnan(value) or not -(2.0**63) <= value < 2.0**63:
        return -(2**63)
    return int(value)
