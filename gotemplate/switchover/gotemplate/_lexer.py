"""From text to tokens: actions between ``{{`` and ``}}``, trim markers, comments.

Source: the lexical rules of Go's text/template, version 1.19. One addition: a field name may hold
hyphens (``.tasks.load-data``), which in Go is always an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ._errors import TemplateSyntaxError, place_of

__all__ = ["Token", "tokens"]

SPACES = " \t\r\n"
_OPEN = re.compile(r"\{\{")
_SPACE = re.compile(r"[ \t\r\n]+")
_CLOSE = re.compile(r"(?P<trim>[ \t\r\n]-)?\}\}")
_TERMINATOR = re.compile(r"[ \t\r\n.,|:)(]|\}\}|\Z")
_KEYWORDS = frozenset(
    {"block", "break", "continue", "define", "else", "end"}
    | {"if", "range", "nil", "template", "with"}
)
_NUMBER = re.compile(
    r"""
    [+-]?
    (?: 0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?
      | 0[oO][0-7_]*(?:\.[0-7_]*)?
      | 0[bB][01_]*(?:\.[01_]*)?
      | [0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?
    )
    i?
    """,
    re.VERBOSE,
)
_TOKEN = re.compile(
    r"""
    (?P<string>"(?:\\[^\n]|[^"\\\n])*")
  | (?P<raw>`[^`]*`)
  | (?P<char>'(?:\\[^\n]|[^'\\\n])*')
  | (?P<variable>\$\w*)
  | (?P<number>[+-]|\.?[0-9])
  | (?P<field>\.\w+(?:-+\w+)*)
  | (?P<dot>\.)
  | (?P<word>\w+)
  | (?P<declare>:=)
  | (?P<assign>=)
  | (?P<pipe>\|)
  | (?P<open>\()
  | (?P<close>\))
  | (?P<other>[!#%&*,/;<>?@\[\]^{}~\\-])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is text, left, right, eof, keyword, bool, complex or a group of the token pattern.

    ``spaced`` says that blanks stand before it inside its action.
    """

    kind: str
    value: str
    offset: int
    spaced: bool = False


def tokens(name: str, source: str) -> Iterator[Token]:
    """Yield the tokens of a template; Raises TemplateSyntaxError at the first that is none."""
    return _Lexer(name, source).run()


class _Lexer:
    __slots__ = ("name", "parens", "position", "source", "trim")

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self.position = 0
        self.parens = 0
        self.trim = False

    def error(self, message: str, offset: int) -> TemplateSyntaxError:
        return TemplateSyntaxError(message, place=place_of(self.name, self.source, offset))

    def run(self) -> Iterator[Token]:
        source = self.source
        while True:
            found = _OPEN.search(source, self.position)
            end = found.start() if found else len(source)
            text = source[self.position : end]
            offset = self.position
            if self.trim:
                stripped = text.lstrip(SPACES)
                offset += len(text) - len(stripped)
                text = stripped
            trims = found is not None and _trims_left(source, end + 2)
            if trims:
                text = text.rstrip(SPACES)
            if text:
                yield Token("text", text, offset)
            if not found:
                yield Token("eof", "", len(source))
                return
            self.position = end + (4 if trims else 2)
            if source.startswith("/*", self.position):
                self.comment(end)
            else:
                yield Token("left", "{{", end)
                yield from self.action(end)

    def comment(self, start: int) -> None:
        end = self.source.find("*/", self.position + 2)
        if end < 0:
            raise self.error("unclosed comment", start)
        close = _CLOSE.match(self.source, end + 2)
        if not close:
            raise self.error("comment ends before closing delimiter", end)
        self.leave(close)

    def leave(self, close: re.Match[str]) -> None:
        self.trim = close["trim"] is not None
        self.position = close.end()

    def action(self, start: int) -> Iterator[Token]:
        self.parens = 0
        while True:
            spaced = self.blanks()
            close = _CLOSE.match(self.source, self.position)
            if close:
                if self.parens:
                    raise self.error("unclosed left paren", self.position)
                yield Token("right", "}}", self.position, spaced)
                self.leave(close)
                return
            yield self.token(start, spaced)

    def blanks(self) -> bool:
        """Skip blanks, except the one that belongs to a closing trim marker."""
        found = _SPACE.match(self.source, self.position)
        if not found:
            return False
        last = found.end() - 1
        self.position = last if self.source.startswith("-}}", last + 1) else found.end()
        return True

    def token(self, start: int, spaced: bool) -> Token:
        offset = self.position
        found = _TOKEN.match(self.source, offset)
        if not found:
            raise self.unrecognised(start)
        kind = str(found.lastgroup)
        if kind == "number":
            return self.number(spaced)
        self.position = found.end()
        value = found.group()
        if kind in {"word", "field", "variable"} and not _TERMINATOR.match(
            self.source, self.position
        ):
            bad = self.source[self.position]
            raise self.error(f"bad character {bad!r} after {value!r}", self.position)
        if kind == "word":
            kind = _word_kind(value)
        elif kind == "open":
            self.parens += 1
        elif kind == "close":
            self.parens -= 1
            if self.parens < 0:
                raise self.error("unexpected right paren", offset)
        return Token(kind, value, offset, spaced)

    def number(self, spaced: bool) -> Token:
        offset = self.position
        kind = "number"
        self.position = self.scan(offset, offset)
        if self.source[self.position : self.position + 1] in {"+", "-"}:
            kind = "complex"
            self.position = self.scan(self.position, offset)
            if self.source[self.position - 1] != "i":
                raise self.bad_number(offset)
        return Token(kind, self.source[offset : self.position], offset, spaced)

    def scan(self, position: int, start: int) -> int:
        found = _NUMBER.match(self.source, position)
        end = found.end() if found else position
        following = self.source[end : end + 1]
        if following == "_" or following.isalnum():
            self.position = end + 1
            raise self.bad_number(start)
        return end

    def bad_number(self, offset: int) -> TemplateSyntaxError:
        return self.error(f"bad number syntax: {self.source[offset : self.position]!r}", offset)

    def unrecognised(self, start: int) -> TemplateSyntaxError:
        if self.position >= len(self.source):
            return self.error("unclosed action", start)
        bad = self.source[self.position]
        if bad in "\"`'":
            what = {'"': "quoted string", "`": "raw quoted string", "'": "character constant"}
            return self.error(f"unterminated {what[bad]}", self.position)
        if bad == ":":
            return self.error("expected :=", self.position)
        return self.error(f"unrecognized character in action: {bad!r}", self.position)


def _trims_left(source: str, position: int) -> bool:
    return source.startswith("-", position) and source[position + 1 : position + 2] in set(SPACES)


def _word_kind(word: str) -> str:
    if word in _KEYWORDS:
        return "keyword"
    return "bool" if word in {"true", "false"} else "word"
