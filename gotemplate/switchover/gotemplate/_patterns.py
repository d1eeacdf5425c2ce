r"""Go's regular expressions: its syntax, its meaning, and time linear in the text.

RE2 has them, and is where Go's own engine comes from. This adds what it is used for: matching,
finding, replacing and splitting as the methods of Go's ``regexp.Regexp`` do (version 1.19), and
refuses what RE2 takes and Go does not: a single byte ``\C``, and two groups of one name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

import re2

from ._literals import from_bytes, to_bytes

__all__ = ["Match", "Pattern", "PatternError", "compile_pattern", "quote_meta"]

Match = Sequence[tuple[int, int]]
"""Start and end of the match and of each group, in bytes; (-1, -1) for a group outside of it."""
Charge = Callable[[int], None]

_REFERENCE = re.compile(r"\$(?:\$|\{(?P<braced>\w+)\}|(?P<plain>\w+))")
_NUMBER = re.compile("0|[1-9][0-9]{0,8}")  # of a group: in ASCII, and without leading zeros
_PIECE = re.compile(
    r"\\(?:Q.*?(?:\\E|\Z)|(?P<byte>C)|.)"  # an escape, of which \Q takes all up to \E
    r"|\[\^?\]?(?:\\.|\[:\w*:\]|[^\]\\])*\]"  # a class, in which a parenthesis is a letter
    r"|\(\?P?<(?P<name>[^>]*)>",
    re.DOTALL,
)
_MEMORY = 1 << 21  # bytes for each pattern, four times what the largest pattern in Go's tests needs
_CONTINUES = 0x80  # of a byte inside a character: its two highest bits


class PatternError(ValueError):
    """The text is no pattern, or one that is too large."""


class Pattern:
    """A compiled pattern; ``charge`` is called with the work before it is relied upon.

    A search is charged for the bytes that it consumed, and a little for those it may have read
    ahead, so that many short matches in a long text have an end as well.

    Raises:
        PatternError: Go would not take it.
    """

    def __init__(self, pattern: str) -> None:
        _refuse(pattern)
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        try:
            self._compiled = re2.compile(to_bytes(pattern), options)
        except re2.error as error:
            raise PatternError(_reason(error)) from None
        self.is_empty = not pattern
        self.names: dict[str, int] = {
            from_bytes(name): number for name, number in self._compiled.groupindex.items()
        }

    def matches(self, text: str, charge: Charge) -> bool:
        """Whether it matches somewhere in the text."""
        return self._search(to_bytes(text), 0, charge) is not None

    def find(self, text: str, charge: Charge) -> str | None:
        """Return the first match."""
        data = to_bytes(text)
        found = self._search(data, 0, charge)
        return None if found is None else _part(data, found[0])

    def find_all(self, text: str, limit: int, charge: Charge) -> list[str]:
        """Return up to ``limit`` matches that do not overlap; all below 0."""
        data = to_bytes(text)
        return [_part(data, found[0]) for found in self._matches(data, limit, charge)]

    def replace(self, text: str, made: Callable[[bytes, Match], str], charge: Charge) -> str:
        """Return the text with every match replaced by what ``made`` gives for it."""
        data = to_bytes(text)
        parts: list[bytes] = []
        last, position = 0, 0
        while position <= len(data):
            found = self._search(data, position, charge)
            if found is None:
                break
            start, end = found[0]
            parts.append(data[last:start])
            if end > last or start == 0:
                parts.append(to_bytes(made(data, found)))
            last = end
            position = max(end, _following(data, position))
        return from_bytes(b"".join([*parts, data[last:]]))

    def expand(self, template: str, data: bytes, found: Match) -> str:
        """Return the template with ``$1`` and ``${name}`` filled in from a match."""

        def filled(reference: re.Match[str]) -> str:
            if reference.group() == "$$":
                return "$"
            name = reference["braced"] or reference["plain"]
            known = _named(name)
            if not known or (reference["braced"] and known != name):
                return reference.group()
            number = int(known) if _NUMBER.fullmatch(known) else self.names.get(known, -1)
            rest = name[len(known) :]
            return (_part(data, found[number]) if 0 <= number < len(found) else "") + rest

        return _REFERENCE.sub(filled, template)

    def split(self, text: str, limit: int, charge: Charge) -> list[str]:
        """Return the texts between the matches, at most ``limit`` of them; all below 0."""
        if not limit:
            return []
        if not self.is_empty and not text:
            return [""]
        data = to_bytes(text)
        parts: list[str] = []
        start, end = 0, 0
        for found in self._matches(data, limit, charge):
            if 0 < limit == len(parts) + 1:
                break
            end = found[0][0]
            if found[0][1]:
                parts.append(from_bytes(data[start:end]))
            start = found[0][1]
        return [*parts, from_bytes(data[start:])] if end != len(data) else parts

    def _matches(self, data: bytes, limit: int, charge: Charge) -> Iterator[Match]:
        position, previous, count = 0, -1, 0
        while position <= len(data) and (limit < 0 or count < limit):
            found = self._search(data, position, charge)
            if found is None:
                return
            start, end = found[0]
            is_empty = end == position
            position = _following(data, position) if is_empty else end
            if not (is_empty and start == previous):
                count += 1
                yield found
            previous = end

    def _search(self, data: bytes, start: int, charge: Charge) -> Match | None:
        found = self._compiled.search(data, start)
        spans: Match | None = None
        end = len(data)
        if found is not None:
            spans = [found.span(number) for number in range(self._compiled.groups + 1)]
            end = spans[0][1]
        charge(1 + (end - start >> 6) + (len(data) - start >> 13))
        return spans


@lru_cache(maxsize=64)
def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern, once; Raises PatternError."""
    return Pattern(pattern)


def quote_meta(text: str) -> str:
    """Return the text as a pattern that matches just it."""
    return _META.sub(r"\\\g<0>", text)


_META = re.compile(r"[\\.+*?()|\[\]{}^$]")


def _refuse(pattern: str) -> None:
    """Raise PatternError for what RE2 would take."""
    names: set[str] = set()
    for piece in _PIECE.finditer(pattern):
        name = piece["name"]
        if piece["byte"]:
            raise PatternError(r"invalid escape sequence: \C")
        if name is None:
            continue
        if name in names or not name.isascii():
            raise PatternError(f"duplicate or invalid name of a group: {name!r}")
        names.add(name)


def _named(text: str) -> str:
    """Give the letters and digits at the start; Python counts ² among them, Go does not."""
    return "".join(takewhile(lambda one: one == "_" or one.isalpha() or one.isdecimal(), text))


def _part(data: bytes, span: tuple[int, int]) -> str:
    return from_bytes(data[span[0] : span[1]]) if span[0] >= 0 else ""


def _following(data: bytes, position: int) -> int:
    """Return where the next character begins, or one past the end."""
    position += 1
    while position < len(data) and data[position] & 0xC0 == _CONTINUES:
        position += 1
    return position


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
