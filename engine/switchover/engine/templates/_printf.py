"""``print``, ``println`` and ``printf``: Go's verbs, flags, widths and precisions.

Source: Go's fmt (print.go, format.go), version 1.19.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any

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
from ._text import is_printable, quoted, scalar_text, text_of

_LARGEST = 1_000_000


def sprint(values: Sequence[Any], budget: Budget) -> str:
    """Go's ``Sprint``: a blank only between two neighbours that are both no text."""
    parts: list[str] = []
    length = 0
    previous_text = True
    for position, value in enumerate(values):
        is_text = isinstance(value, str)
        if position and not is_text and not previous_text:
            parts.append(" ")
        parts.append(text_of(value, budget))
        length += len(parts[-1]) + 1
        budget.text(length)
        previous_text = is_text
    return "".join(parts)


def sprintln(values: Sequence[Any], budget: Budget) -> str:
    """Go's ``Sprintln``: a blank between all, a line end after the last."""
    parts: list[str] = []
    length = 0
    for value in values:
        parts.append(text_of(value, budget))
        length += len(parts[-1]) + 1
        budget.text(length)
    return " ".join(parts) + "\n"


def sprintf(layout: str, values: Sequence[Any], budget: Budget) -> str:
    """Go's ``Sprintf``; what does not fit is shown in the text, as ``%!d(string=x)``."""
    return _Formatter(layout, values, budget).run()


class _Formatter:
    def __init__(self, layout: str, values: Sequence[Any], budget: Budget) -> None:
        self.layout = layout
        self.values = values
        self.budget = budget
        self.position = 0
        self.argument = 0
        self.reordered = False
        self.good = True
        self.parts: list[str] = []
        self.length = 0

    def put(self, text: str) -> None:
        self.length += len(text)
        self.budget.text(self.length) if self.length > self.budget.characters else None
        self.parts.append(text)

    def run(self) -> str:
        layout = self.layout
        while self.position < len(layout):
            percent = layout.find("%", self.position)
            if percent < 0:
                self.put(layout[self.position :])
                break
            self.put(layout[self.position : percent])
            self.position = percent + 1
            self.verb()
        if not self.reordered and self.argument < len(self.values):
            self.extra()
        return "".join(self.parts)

    def extra(self) -> None:
        shown = []
        for value in self.values[self.argument :]:
            text = text_of(value, self.budget)
            shown.append("<nil>" if value is None else f"{type_name(value)}={text}")
        self.put(f"%!(EXTRA {', '.join(shown)})")

    def verb(self) -> None:
        flags = Flags()
        self.good = True
        while self.here() in flags.marks:
            flags.mark(self.here())
            self.position += 1
        indexed = self.index()
        indexed = self.width(flags, indexed)
        indexed = self.precision(flags, indexed)
        if not indexed:
            self.index()
        letter = self.here()
        if not letter:
            self.put("%!(NOVERB)")
            return
        self.position += 1
        if letter == "%":
            self.put("%")
        elif not self.good:
            self.put(f"%!{letter}(BADINDEX)")
        elif self.argument >= len(self.values):
            self.put(f"%!{letter}(MISSING)")
        else:
            self.argument += 1
            self.put(Verb(letter, flags, self.budget).text(self.values[self.argument - 1]))

    def here(self) -> str:
        return self.layout[self.position : self.position + 1]

    def index(self) -> bool:
        """An explicit argument number such as ``[2]``."""
        if self.here() != "[":
            return False
        self.reordered = True
        close = self.layout.find("]", self.position)
        if close < 0:
            self.good = False
            self.position += 1
            return False
        digits = self.layout[self.position + 1 : close]
        self.position = close + 1
        known = digits.isascii() and digits.isdigit() and int(digits[:9]) <= _LARGEST
        if known and 1 <= int(digits) <= len(self.values):
            self.argument = int(digits) - 1
            return True
        self.good = False
        return known

    def number(self) -> int | None:
        start = self.position
        while self.here().isascii() and self.here().isdigit():
            self.position += 1
        digits = self.layout[start : self.position]
        if not digits:
            return None
        if len(digits) > 7 or int(digits) > _LARGEST:
            self.position = start
            return None
        return int(digits)

    def starred(self) -> int | None:
        """The next argument as a width or precision; None when it is no whole number."""
        self.position += 1
        if self.argument >= len(self.values):
            return None
        value = self.values[self.argument]
        self.argument += 1
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
            return None
        return int(value)

    def width(self, flags: Flags, indexed: bool) -> bool:
        if self.here() != "*":
            flags.width = self.number()
            if indexed and flags.width is not None:
                self.good = False
            return indexed
        flags.width = self.starred()
        if flags.width is None:
            self.put("%!(BADWIDTH)")
        elif flags.width < 0:
            flags.width = -flags.width
            flags.minus, flags.zero = True, False
        return False

    def precision(self, flags: Flags, indexed: bool) -> bool:
        if self.here() != "." or self.position + 1 >= len(self.layout):
            return indexed
        self.position += 1
        if indexed:
            self.good = False
        indexed = self.index()
        if self.here() != "*":
            flags.precision = self.number() or 0
            return indexed
        flags.precision = self.starred()
        if flags.precision is not None and flags.precision < 0:
            flags.precision = None
        if flags.precision is None:
            self.put("%!(BADPREC)")
        return False


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
            raise ValueError("a value nests deeper than 200 levels (or holds itself)")
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
            keep = "Inf" in text and text[0] != "+" or flags.space or flags.plus
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
