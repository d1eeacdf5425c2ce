"""One verb of ``printf`` with its flags, width and precision.

Source: Go's fmt (print.go, format.go), version 1.19.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any

from ._errors import TemplateRuntimeError
from ._floats import float_verb
from ._kinds import (
    Byte,
    NilList,
    NilMap,
    NilStrings,
    Stringer,
    sorted_keys,
    type_name,
)
from ._limits import Budget
from ._literals import to_bytes
from ._text import is_printable, quoted, scalar_text

__all__ = ["Flags", "Verb"]


class Flags:
    """The flags, width and precision of one verb."""

    __slots__ = ("minus", "plus", "precision", "sharp", "space", "width", "zero")
    marks = frozenset("#0+- ")

    def __init__(self) -> None:
        self.sharp = self.zero = self.plus = self.minus = self.space = False
        self.width: int | None = None
        self.precision: int | None = None

    def mark(self, letter: str) -> None:
        match letter:
            case "#":
                self.sharp = True
            case "0":
                self.zero = not self.minus
            case "+":
                self.plus = True
            case "-":
                self.minus, self.zero = True, False
            case " ":
                self.space = True

    def padded(self, text: str, *, zeros: bool | None = None) -> str:
        fill = "0" if (self.zero if zeros is None else zeros) else " "
        missing = (self.width or 0) - len(text)
        if missing <= 0:
            return text
        return text + fill * missing if self.minus else fill * missing + text


class Verb:
    """One verb with its flags, ready to print a value."""

    def __init__(self, letter: str, flags: Flags, budget: Budget) -> None:
        self.letter = letter
        self.flags = flags
        self.budget = budget
        self.syntax = letter == "v" and flags.sharp
        self.depth = 0
        self.length = 0
        if letter == "v":
            self.plus_v = flags.plus
            flags.sharp = flags.plus = False

    def text(self, value: Any) -> str:
        if value is None:
            return self.flags.padded("<nil>") if self.letter in "Tv" else self.bad(value)
        if self.letter == "T":
            return self.string(type_name(value), "s")
        if self.letter == "p":
            return self.bad(value)
        return self.write(value)

    def bad(self, value: Any) -> str:
        if value is None:
            return f"%!{self.letter}(<nil>)"
        plain = copy(self)
        plain.letter, plain.syntax = "v", False
        return f"%!{self.letter}({type_name(value)}={plain.kind(value)})"

    def write(self, value: Any) -> str:
        self.budget.charge(1)
        text = self.kind(value)
        self.length += len(text)
        self.budget.text(self.length) if self.length > self.budget.characters else None
        return text

    def kind(self, value: Any) -> str:
        match value:
            case None:
                return self.null()
            case bool():
                is_bool = self.letter in "tv"
                return (
                    self.flags.padded("true" if value else "false") if is_bool else self.bad(value)
                )
            case int():
                return self.integer(value)
            case float():
                return self.floating(value)
            case str():
                return self.string(value, self.letter)
            case complex():
                return self.complex(value)
            case datetime() | Stringer():
                return self.described(value)
            case dict():
                return self.map(value)
            case list() | tuple():
                return self.list(value)
        return scalar_text(value)

    def null(self) -> str:
        if self.syntax:
            return "interface {}(nil)"
        return "<nil>" if self.letter == "v" or self.depth else self.bad(None)

    def described(self, value: datetime | Stringer) -> str:
        if self.letter in "vsxXq":
            return self.string(scalar_text(value), self.letter)
        return self.bad(value)

    # Containers

    def nested(self, value: Any) -> None:
        self.depth += 1
        if self.depth > 200:
            raise TemplateRuntimeError("a value nests deeper than 200 levels (or holds itself)")
        self.budget.charge(1 + len(value))

    def map(self, value: dict[Any, Any]) -> str:
        self.nested(value)
        if self.syntax and isinstance(value, NilMap):
            return f"{type_name(value)}(nil)"
        items = [f"{self.write(key)}:{self.write(value[key])}" for key in sorted_keys(value)]
        self.depth -= 1
        if self.syntax:
            return f"{type_name(value)}{{{', '.join(items)}}}"
        return f"map[{' '.join(items)}]"

    def list(self, value: Sequence[Any]) -> str:
        self.nested(value)
        if self.syntax and isinstance(value, NilList | NilStrings):
            return f"{type_name(value)}(nil)"
        items = [self.write(item) for item in value]
        self.depth -= 1
        if self.syntax:
            return f"{type_name(value)}{{{', '.join(items)}}}"
        return f"[{' '.join(items)}]"

    # Scalars

    def integer(self, value: int) -> str:
        match self.letter:
            case "v" if self.syntax and isinstance(value, Byte):
                return f"0x{value:x}"
            case "v" | "d":
                return self.based(value, 10)
            case "b":
                return self.based(value, 2)
            case "o" | "O":
                return self.based(value, 8)
            case "x" | "X":
                return self.based(value, 16)
            case "c":
                return self.flags.padded(_letter(value))
            case "q":
                text = quoted(_letter(value), quote="'", ascii_only=self.flags.plus)
                return self.flags.padded(text)
            case "U":
                return self.unicode(value)
        return self.bad(value)

    def based(self, value: int, base: int) -> str:
        flags = self.flags
        digits = {2: "b", 8: "o", 10: "d", 16: "x"}[base]
        text = format(abs(value), digits)
        signed = value < 0 or flags.plus or flags.space
        precision = 0
        if flags.precision is not None:
            if not flags.precision and not value:
                return " " * (flags.width or 0)
            precision = flags.precision
        elif flags.zero and flags.width is not None:
            precision = flags.width - signed
        self.budget.text(precision)
        text = text.rjust(precision, "0")
        if flags.sharp:
            text = {2: "0b" + text, 8: text if text[0] == "0" else "0" + text}.get(
                base, "0x" + text if base == 16 else text
            )
        if self.letter == "O":
            text = "0o" + text
        if self.letter == "X":
            text = text.upper()
        sign = "-" if value < 0 else "+" if flags.plus else " " if flags.space else ""
        return flags.padded(sign + text, zeros=False)

    def unicode(self, value: int) -> str:
        number = value % 2**64
        text = "U+" + format(number, "X").rjust(max(4, self.flags.precision or 0), "0")
        if self.flags.sharp and number <= 0x10FFFF and is_printable(chr(number)):
            text += f" '{chr(number)}'"
        return self.flags.padded(text, zeros=False)

    def floating(self, value: float) -> str:
        letter = "g" if self.letter == "v" else "f" if self.letter == "F" else self.letter
        if letter not in "bgGxXfeE":
            return self.bad(value)
        flags = self.flags
        self.budget.text(flags.precision or 0)
        text = float_verb(value, letter, flags.precision, sharp=flags.sharp)
        if text[0] not in "+-":
            text = "+" + text
        if flags.space and text[0] == "+" and not flags.plus:
            text = " " + text[1:]
        if "Inf" in text or "NaN" in text:
            keep = ("Inf" in text and text[0] != "+") or flags.space or flags.plus
            return flags.padded(text if keep else text[1:], zeros=False)
        if flags.plus or text[0] != "+":
            if flags.zero and (flags.width or 0) > len(text):
                return text[0] + text[1:].rjust((flags.width or 0) - 1, "0")
            return flags.padded(text)
        return flags.padded(text[1:])

    def complex(self, value: complex) -> str:
        if self.letter not in "vbgGxXfFeE":
            return self.bad(value)
        plus = self.flags.plus
        real = self.floating(value.real)
        self.flags.plus = True
        imaginary = self.floating(value.imag)
        self.flags.plus = plus
        return f"({real}{imaginary}i)"

    def string(self, value: str, letter: str) -> str:
        flags = self.flags
        match letter:
            case "v" if self.syntax:
                return flags.padded(quoted(value[: flags.precision]))
            case "v" | "s":
                return flags.padded(value[: flags.precision])
            case "x" | "X":
                return self.hexadecimal(value)
            case "q":
                value = value[: flags.precision]
                if flags.sharp and _can_backquote(value):
                    return flags.padded(f"`{value}`")
                return flags.padded(quoted(value, ascii_only=flags.plus))
        return self.bad(value)

    def hexadecimal(self, value: str) -> str:
        flags = self.flags
        data = to_bytes(value)[: flags.precision]
        if not data:
            return " " * (flags.width or 0) if not flags.zero else "0" * (flags.width or 0)
        prefix = "0x" if flags.sharp else ""
        if flags.space:
            text = " ".join(f"{prefix}{byte:02x}" for byte in data)
        else:
            text = prefix + data.hex()
        return flags.padded(text.upper() if self.letter == "X" else text)


def _letter(value: int) -> str:
    valid = 0 <= value <= 0x10FFFF and not 0xD800 <= value < 0xE000
    return chr(value) if valid else "\ufffd"


def _can_backquote(text: str) -> bool:
    return not any(
        (letter < " " and letter != "\t")
        or letter in "`\x7f\ufeff"
        or "\udc80" <= letter <= "\udcff"
        for letter in text
    )
