"""``print``, ``println`` and ``printf``: Go's verbs, flags, widths and precisions.

Source: Go's fmt (print.go, format.go), version 1.19.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._kinds import type_name
from ._limits import Budget
from ._text import text_of
from ._verbs import Flags, Verb

__all__ = ["sprint", "sprintf", "sprintln"]

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
        """Read an explicit argument number such as ``[2]``."""
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
        if len(digits) > 8 or int(digits[:-1] or "0") > _LARGEST:
            self.position = len(self.layout)  # Go gives up, and misses the verb
            return None
        return int(digits)

    def starred(self) -> int | None:
        """Give the next argument as a width or precision; None when it is no whole number."""
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
