"""The functions that Go's text/template brings along itself.

Source: Go's text/template (funcs.go), version 1.19. ``and`` and ``or`` are compiled, because they
stop early; ``slice`` is sprig's, which takes its place.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn
from urllib.parse import quote_plus

from .._call import Registry
from .._errors import TemplateRuntimeError
from .._kinds import (
    Byte,
    Int,
    Stringer,
    StringMap,
    is_nil,
    is_true,
    scalar_kind,
    type_name,
)
from .._literals import join_bytes, to_bytes
from .._printf import sprint, sprintf, sprintln
from .._scope import Scope

__all__ = ["CORE", "ESCAPES", "index"]

CORE = Registry()
ESCAPES = Registry()  # the engine's own names for html and js of one text
_HTML = {"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E"}
_JS |= {"&": "\\u0026", "=": "\\u003D"}
_JS_SPECIAL = re.compile(r"[\\'\"<>&=\x00-\x1f\x80-\U0010ffff]")

for _name in ("and", "or"):
    CORE.function(_name, "any", "any...")(lambda *_: None)


@CORE.function("not", "value")
def negated(value: Any) -> bool:
    return not is_true(value)


@CORE.function("call", "value", "value...")
def call(value: Any, *_: Any) -> NoReturn:
    raise TemplateRuntimeError(f"non-function of type {type_name(value)}")


@CORE.function("print", "any...", contextual=True)
def printed(scope: Scope, *values: Any) -> str:
    return sprint(values, scope.budget)


@CORE.function("println", "any...", contextual=True)
def printed_line(scope: Scope, *values: Any) -> str:
    return sprintln(values, scope.budget)


@CORE.function("printf", "string", "any...", contextual=True)
def formatted(scope: Scope, layout: str, *values: Any) -> str:
    return sprintf(layout, values, scope.budget)


@CORE.function("len", "value")
def length(value: Any) -> Int:
    if isinstance(value, str):
        return Int(len(to_bytes(value)))
    if isinstance(value, list | tuple | dict):
        return Int(len(value))
    raise TemplateRuntimeError(f"len of type {type_name(value)}")


@CORE.function("index", "value", "value...")
def index(value: Any, *keys: Any) -> Any:
    """``index x 1 "a"`` is ``x[1]["a"]``; an absent key of a map gives no value."""
    if value is None:
        raise TemplateRuntimeError("index of untyped nil")
    for key in keys:
        value = _item(value, key)
    return value


def _item(value: Any, key: Any) -> Any:
    if value is None:
        raise TemplateRuntimeError("index of nil pointer")
    if isinstance(value, dict):
        if not isinstance(key, str):
            raise TemplateRuntimeError(f"value has type {type_name(key)}; should be string")
        return value.get(key, "" if isinstance(value, StringMap) else None)
    if not isinstance(value, str | list | tuple):
        raise TemplateRuntimeError(f"can't index item of type {type_name(value)}")
    if isinstance(key, bool) or not isinstance(key, int):
        raise TemplateRuntimeError(f"cannot index slice/array with type {type_name(key)}")
    items = to_bytes(value) if isinstance(value, str) else value
    if not 0 <= key < len(items):
        raise TemplateRuntimeError(f"index out of range: {key}")
    return Byte(items[key]) if isinstance(value, str) else items[key]


@CORE.function("eq", "value", "value...")
def equal(value: Any, *others: Any) -> bool:
    """Whether the first equals any of the others; Raises for kinds that cannot be compared."""
    if not others:
        raise TemplateRuntimeError("missing argument for comparison")
    return any(_equal(value, other) for other in others)


def _equal(left: Any, right: Any) -> bool:
    kinds = scalar_kind(left), scalar_kind(right)
    if (kinds[0] and kinds[0] == kinds[1]) or set(kinds) == {"int", "uint"}:
        return bool(left == right)
    if kinds[0] != kinds[1]:
        if left is None or right is None:
            return False
        raise TemplateRuntimeError(
            "incompatible types for comparison: "
            f"{type_name(left)} and {type_name(right)} (numbers from JSON are float64)"
        )
    if left is None or right is None or (is_nil(left) or is_nil(right)):
        return is_nil(left) == is_nil(right)
    if isinstance(left, list | tuple | dict) or type(left) is not type(right):
        raise TemplateRuntimeError(f"non-comparable types {type_name(left)}, {type_name(right)}")
    return left is right if isinstance(left, Stringer) else bool(left == right)


@CORE.function("ne", "value", "value")
def unequal(left: Any, right: Any) -> bool:
    return not _equal(left, right)


@CORE.function("lt", "value", "value")
def less(left: Any, right: Any) -> bool:
    kinds = scalar_kind(left), scalar_kind(right)
    if not all(kinds):
        bad = right if kinds[0] else left
        raise TemplateRuntimeError(f"invalid type for comparison: {type_name(bad)}")
    if kinds[0] != kinds[1] and set(kinds) != {"int", "uint"}:
        raise TemplateRuntimeError(
            "incompatible types for comparison: "
            f"{type_name(left)} and {type_name(right)} (numbers from JSON are float64)"
        )
    if kinds[0] in {"bool", "complex"}:
        raise TemplateRuntimeError(f"invalid type for comparison: {type_name(left)}")
    if isinstance(left, str):
        return to_bytes(left) < to_bytes(right)
    return bool(left < right)


@CORE.function("le", "value", "value")
def at_most(left: Any, right: Any) -> bool:
    return less(left, right) or _equal(left, right)


@CORE.function("gt", "value", "value")
def greater(left: Any, right: Any) -> bool:
    return not at_most(left, right)


@CORE.function("ge", "value", "value")
def at_least(left: Any, right: Any) -> bool:
    return not less(left, right)


def _joined(scope: Scope, values: tuple[Any, ...]) -> str:
    return sprint(tuple("<no value>" if v is None else v for v in values), scope.budget)


@CORE.function("html", "any...", contextual=True)
def html(scope: Scope, *values: Any) -> str:
    text = _joined(scope, values)
    return re.sub(r"[\0\"'&<>]", lambda found: _HTML[found.group()], text)


@CORE.function("js", "any...", contextual=True)
def js(scope: Scope, *values: Any) -> str:
    return _JS_SPECIAL.sub(lambda found: _js_escape(found.group()), _joined(scope, values))


def _js_escape(letter: str) -> str:
    if letter in _JS:
        return _JS[letter]
    point = ord(letter)
    if point < 0x20:
        return f"\\u{point:04X}"
    if 0xDC80 <= point <= 0xDCFF:
        return "\ufffd"
    return letter if letter.isprintable() else f"\\u{point:04X}"


@ESCAPES.function("htmlEscape htmlAttrEscape", "string", contextual=True)
def html_escape(scope: Scope, text: str) -> str:
    return html(scope, text)


@ESCAPES.function("jsEscape", "string", contextual=True)
def js_escape(scope: Scope, text: str) -> str:
    return js(scope, text)


@CORE.function("urlquery", "any...", contextual=True)
def urlquery(scope: Scope, *values: Any) -> str:
    return quote_plus(to_bytes(join_bytes(_joined(scope, values))), safe="")
