"""Sprig's defaults, JSON and reflection.

Source: sprig 3.2.3 (defaults.go, reflect.go).
"""

from __future__ import annotations

from typing import Any

from .._call import Registry
from .._errors import TemplateRuntimeError
from .._json import read_json, write_json
from .._kinds import deep_equal, is_empty, kind_name, type_name
from .._scope import Scope

__all__ = ["DATA"]

DATA = Registry()


@DATA.function("default", "any", "any...")
def default(fallback: Any, *given: Any) -> Any:
    """Give the given value, or the fallback where that is empty: null, false, 0, "", [] or {}."""
    return fallback if not given or is_empty(given[0]) else given[0]


DATA.function("empty", "any")(is_empty)


@DATA.function("coalesce", "any...")
def coalesce(*values: Any) -> Any:
    return next((value for value in values if not is_empty(value)), None)


@DATA.function("all", "any...")
def all_given(*values: Any) -> bool:
    return not any(map(is_empty, values))


@DATA.function("any", "any...")
def any_given(*values: Any) -> bool:
    return not all(map(is_empty, values))


@DATA.function("ternary", "any", "any", "bool")
def ternary(yes: Any, no: Any, test: bool) -> Any:
    return yes if test else no


@DATA.function("mustFromJson", "string")
def must_from_json(text: str) -> Any:
    return read_json(text)


@DATA.function("fromJson", "string")
def from_json(text: str) -> Any:
    try:
        return read_json(text)
    except ValueError:
        return None


@DATA.function("mustToJson", "any", contextual=True)
def must_to_json(scope: Scope, value: Any) -> str:
    return write_json(value, scope.budget)


@DATA.function("toJson", "any", contextual=True)
def to_json(scope: Scope, value: Any) -> str:
    """Give the JSON of a value, empty where JSON cannot hold it."""
    try:
        return write_json(value, scope.budget)
    except TemplateRuntimeError:
        return ""


@DATA.function("mustToPrettyJson", "any", contextual=True)
def must_to_pretty_json(scope: Scope, value: Any) -> str:
    return write_json(value, scope.budget, indent="  ")


@DATA.function("toPrettyJson", "any", contextual=True)
def to_pretty_json(scope: Scope, value: Any) -> str:
    try:
        return write_json(value, scope.budget, indent="  ")
    except TemplateRuntimeError:
        return ""


@DATA.function("toRawJson mustToRawJson", "any", contextual=True)
def to_raw_json(scope: Scope, value: Any) -> str:
    """Give the JSON of a value with ``<``, ``>`` and ``&`` as they are."""
    return write_json(value, scope.budget, escape=False)


# Reflection

DATA.function("typeOf", "any")(type_name)
DATA.function("kindOf", "any")(kind_name)


@DATA.function("typeIs typeIsLike", "string", "any")
def type_is(name: str, value: Any) -> bool:
    return name == type_name(value)


@DATA.function("kindIs", "string", "any")
def kind_is(name: str, value: Any) -> bool:
    return name == kind_name(value)


@DATA.function("deepEqual", "any", "any", contextual=True)
def deeply_equal(scope: Scope, left: Any, right: Any) -> bool:
    return deep_equal(left, right, scope.budget)
