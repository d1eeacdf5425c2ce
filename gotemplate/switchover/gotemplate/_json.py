"""JSON as Go's encoding/json reads and writes it.

Numbers are read as floats, keys are written sorted, ``<``, ``>`` and ``&`` are escaped.
Source: Go's encoding/json (encode.go, decode.go), version 1.19.
"""

from __future__ import annotations

import json
import math
import re
from datetime import datetime
from typing import Any

from ._errors import TemplateRuntimeError
from ._kinds import Stringer, is_nil, sorted_keys, type_name
from ._limits import Budget, Written
from ._text import digits_of, exponent_text, plain_text
from ._times import format_time

__all__ = ["read_json", "repaired", "write_json"]

_SPECIAL = re.compile(r'["\\\x00-\x1f<>&\u2028\u2029\ud800-\udfff]')
_RAW_SPECIAL = re.compile(r'["\\\x00-\x1f\u2028\u2029\ud800-\udfff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(text: str) -> Any:
    """Parse one JSON value; half of a surrogate pair becomes U+FFFD. Raises ValueError."""
    try:
        value = json.loads(
            repaired(text), parse_int=_number, parse_float=_number, parse_constant=_refuse,
            strict=True, object_pairs_hook=_object,
        )  # fmt: skip
        return _repaired(value) if "\\u" in text else value
    except RecursionError:
        raise ValueError("the JSON nests too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {repaired(key): value for key, value in pairs}


def _repaired(value: Any) -> Any:
    if isinstance(value, str):
        return repaired(value)
    if isinstance(value, list):
        return [_repaired(item) for item in value]
    if isinstance(value, dict):
        return {key: _repaired(item) for key, item in value.items()}
    return value


def repaired(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text) if not text.isascii() else text


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"cannot hold the number {text[:40]} in a float64")
    return value


def _refuse(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def write_json(value: Any, budget: Budget, *, indent: str = "", escape: bool = True) -> str:
    """Write one JSON value; Raises TemplateRuntimeError for what JSON cannot hold."""
    writer = _Writer(budget, indent, escape)
    writer.write(value, 0)
    return str(writer)


class _Writer(Written):
    def __init__(self, budget: Budget, indent: str, escape: bool) -> None:
        super().__init__(budget)
        self.indent = indent
        self.special = _SPECIAL if escape else _RAW_SPECIAL

    def write(self, value: Any, depth: int) -> None:
        self.budget.steps -= 1
        if self.budget.steps < 0:
            self.budget.charge(0)
        if depth > 200:
            raise TemplateRuntimeError("a value nests deeper than 200 levels (or holds itself)")
        if is_nil(value):
            self.put("null")
        elif isinstance(value, dict):
            self.members("{", "}", value, depth)
        elif isinstance(value, list | tuple):
            self.members("[", "]", value, depth)
        else:
            self.put(self.scalar(value))

    def members(self, opening: str, closing: str, value: Any, depth: int) -> None:
        self.put(opening)
        inner = "\n" + self.indent * (depth + 1) if self.indent else ""
        for position, key in enumerate(sorted_keys(value) if opening == "{" else value):
            self.put("," + inner if position else inner)
            if opening == "{":
                self.put(self.text(str(key)) + (": " if self.indent else ":"))
                self.write(value[key], depth + 1)
            else:
                self.write(key, depth + 1)
        if value and self.indent:
            self.put("\n" + self.indent * depth)
        self.put(closing)

    def scalar(self, value: Any) -> str:
        match value:
            case bool():
                return "true" if value else "false"
            case int():
                return int.__repr__(value)
            case float():
                return json_float(value)
            case str():
                return self.text(value)
            case datetime():
                return self.text(format_time("2006-01-02T15:04:05.999999999Z07:00", value))
            case Stringer():
                return self.text(str(value))
        raise TemplateRuntimeError(f"json: unsupported type: {type_name(value)}")

    def text(self, value: str) -> str:
        return f'"{self.special.sub(_escape, value)}"'


def _escape(found: re.Match[str]) -> str:
    letter = found.group()
    if letter in _SHORT:
        return _SHORT[letter]
    return "\\ufffd" if "\ud800" <= letter <= "\udfff" else f"\\u{ord(letter):04x}"


def json_float(value: float) -> str:
    """Give a float in JSON: plain from 1e-6 up to 1e21, else with an exponent."""
    if not math.isfinite(value):
        raise TemplateRuntimeError(f"json: unsupported value: {value}")
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    digits, point = digits_of(abs(value)) if value else ("0", 1)
    if value and not 1e-6 <= abs(value) < 1e21:
        return sign + re.sub(r"e-0", "e-", exponent_text(digits, point))
    return sign + plain_text(digits, point)
