"""Texts of values as Go prints them: ``%v``, quoting, floats.

Source: Go's fmt (print.go, format.go) and strconv (ftoa.go, quote.go), version 1.19.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from ._errors import TemplateRuntimeError
from ._kinds import Stringer, sorted_keys, type_name
from ._limits import Budget, Written
from ._times import time_text

__all__ = [
    "digits_of",
    "exponent_text",
    "float_text",
    "is_printable",
    "plain_text",
    "quoted",
    "scalar_text",
    "text_of",
]

_MOST_BITS = 10_000
_SHORT = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
}


def digits_of(value: float) -> tuple[str, int]:
    """Give the shortest digits of a positive finite float and the position of its decimal point."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0)
    point -= len(whole + fraction) - len((whole + fraction).lstrip("0"))
    digits = digits.rstrip("0")
    return (digits, point) if digits else ("0", 1)


def exponent_text(digits: str, point: int, letter: str = "e") -> str:
    power = point - 1
    sign = "-" if power < 0 else "+"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}{letter}{sign}{abs(power):02d}"


def plain_text(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits
    if point >= len(digits):
        return digits + "0" * (point - len(digits))
    return f"{digits[:point]}.{digits[point:]}"


def float_text(value: float, *, highest: int = 6) -> str:
    """Give a float with its shortest digits; exponent form below 1e-4 and from 1e``highest`` on."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if value == 0:
        return sign + "0"
    digits, point = digits_of(abs(value))
    if point - 1 < -4 or point - 1 >= highest:
        return sign + exponent_text(digits, point)
    return sign + plain_text(digits, point)


def complex_text(value: complex) -> str:
    imaginary = float_text(value.imag)
    return f"({float_text(value.real)}{'' if imaginary[0] in '+-' else '+'}{imaginary}i)"


def text_of(value: object, budget: Budget) -> str:
    """Print a value as ``%v`` does; nothing longer than the budget allows is built."""
    if not isinstance(value, dict | list | tuple):
        return scalar_text(value)
    printer = _Printer(budget)
    printer.write(value)
    return str(printer)


class _Printer(Written):
    __slots__ = ("depth",)

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.depth = 0

    def write(self, value: Any) -> None:
        if isinstance(value, dict):
            self.nested(value, self.map_items)
        elif isinstance(value, list | tuple):
            self.nested(value, self.list_items)
        else:
            self.put(scalar_text(value))

    def nested(self, value: Any, items: Any) -> None:
        self.budget.charge(2 + (len(value) >> 2))
        self.depth += 1
        if self.depth > 200:
            raise TemplateRuntimeError("a value nests deeper than 200 levels (or holds itself)")
        items(value)
        self.depth -= 1

    def map_items(self, value: dict[Any, Any]) -> None:
        self.put("map[")
        for index, key in enumerate(sorted_keys(value)):
            self.put(f"{' ' if index else ''}{key}:")
            self.write(value[key])
        self.put("]")

    def list_items(self, value: list[Any]) -> None:
        self.put("[")
        for index, item in enumerate(value):
            if index:
                self.put(" ")
            self.write(item)
        self.put("]")


def int_text(value: int) -> str:
    """Give the digits of a whole number; Raises TemplateRuntimeError beyond 10,000 bits."""
    if value.bit_length() > _MOST_BITS:  # Go has 64; Python refuses to print far more than these
        raise TemplateRuntimeError(f"a whole number of {value.bit_length()} bits is no int64")
    return int.__repr__(value)


def scalar_text(value: object) -> str:
    """Give the text of a value that holds no others."""
    write = _SCALARS.get(type(value))
    if write is not None:
        return write(value)
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return int_text(value)
        case float():
            return float_text(value)
        case datetime():
            return time_text(value)
        case Stringer():
            return str(value)
    return type_name(value)  # raises: no plain data


_SCALARS: dict[type, Callable[[Any], str]] = {
    str: str,
    int: int_text,
    float: float_text,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: "<nil>",
    complex: complex_text,
}


def is_printable(letter: str) -> bool:
    """Go's ``strconv.IsPrint``: like Python's, without spaces other than the plain one."""
    return letter.isprintable()


def quoted(text: str, *, quote: str = '"', ascii_only: bool = False) -> str:
    """Give a Go string literal for the text, as ``%q`` prints it."""
    return quote + "".join(_escaped(letter, quote, ascii_only) for letter in text) + quote


def _escaped(letter: str, quote: str, ascii_only: bool) -> str:
    if letter == quote:
        return "\\" + letter
    if letter in _SHORT:
        return _SHORT[letter]
    point = ord(letter)
    if 0xDC80 <= point <= 0xDCFF:
        return f"\\x{point - 0xDC00:02x}"
    if is_printable(letter) and (point < 0x7F or not ascii_only):
        return letter
    if point < 0x20 or point == 0x7F:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
