"""What a pattern is used for: matching, finding, replacing, splitting.

Source: the methods of Go's ``regexp.Regexp``, version 1.19.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from ._machine import Match, assemble, search
from ._syntax import parse_pattern

_REFERENCE = re.compile(r"\$(?:\$|\{(?P<braced>\w+)\}|(?P<plain>\w+))")
_META = frozenset(r"\.+*?()|[]{}^$")


class Pattern:
    """A compiled pattern; ``charge`` is called with the work as it is done."""

    def __init__(self, pattern: str) -> None:
        syntax = parse_pattern(pattern)
        self.text = pattern
        self.names = syntax.names
        self.slots = 2 * syntax.groups
        self.machine = assemble(syntax)

    def search(self, text: str, start: int, charge: Callable[[int], None]) -> Match | None:
        return search(self.machine, text, start, slots=self.slots, charge=charge)

    def matches(self, text: str, limit: int, charge: Callable[[int], None]) -> Iterator[Match]:
        """Up to ``limit`` matches that do not overlap (all below 0), as ``FindAll`` gives them."""
        position, previous, count = 0, -1, 0
        while position <= len(text) and (limit < 0 or count < limit):
            found = self.search(text, position, charge)
            if found is None:
                return
            empty = found[1] == position
            accepted = not (empty and found[0] == previous)
            position = position + 1 if empty else found[1]
            previous = found[1]
            if accepted:
                count += 1
                yield found

    def replace(
        self, text: str, made: Callable[[Match], str], charge: Callable[[int], None]
    ) -> str:
        """The text with every match replaced by what ``made`` gives for it."""
        parts: list[str] = []
        last, position = 0, 0
        while position <= len(text):
            found = self.search(text, position, charge)
            if found is None:
                break
            parts.append(text[last : found[0]])
            if found[1] > last or found[0] == 0:
                parts.append(made(found))
            last = found[1]
            position = max(position + 1, found[1])
        return "".join([*parts, text[last:]])

    def expand(self, template: str, text: str, found: Match) -> str:
        """The template with ``$1`` and ``${name}`` filled in from a match."""

        def filled(reference: re.Match[str]) -> str:
            if reference.group() == "$$":
                return "$"
            name = reference["braced"] or reference["plain"]
            number = int(name[:6]) if name.isdigit() else self.names.get(name, -1)
            if not 0 <= number < self.slots // 2 or found[2 * number] < 0:
                return ""
            return text[found[2 * number] : found[2 * number + 1]]

        return _REFERENCE.sub(filled, template)

    def split(self, text: str, limit: int, charge: Callable[[int], None]) -> list[str]:
        """The texts between the matches, at most ``limit`` of them (all below 0)."""
        if not limit:
            return []
        if self.text and not text:
            return [""]
        parts: list[str] = []
        start, end = 0, 0
        for found in self.matches(text, limit, charge):
            if 0 < limit == len(parts) + 1:
                break
            end = found[0]
            if found[1]:
                parts.append(text[start:end])
            start = found[1]
        return [*parts, text[start:]] if end != len(text) else parts


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern, once; Raises PatternError."""
    return Pattern(pattern)


def quote_meta(text: str) -> str:
    """The text as a pattern that matches just it."""
    return "".join("\\" + letter if letter in _META else letter for letter in text)
