"""Where each key of a TOML document stands.

`tomllib` gives values without positions. This scanner walks a document that `tomllib` has already
accepted, so it needs no error handling of its own: it only has to find where keys and items begin.
"""

from __future__ import annotations

import re
from bisect import bisect_right

import tomllib

from .position import Path

__all__ = ["positions"]

Place = tuple[int, int]
"""Line and column, from 1."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]+")


def positions(text: str) -> dict[Path, Place]:
    """Map the path of every key and array item of a valid TOML document to its position."""
    return _Scanner(text).scan()


class _Scanner:
    """One pass over the text; `marks` fills with offsets as keys and items begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.marks: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    def scan(self) -> dict[Path, Place]:
        prefix: Path = ()
        self.skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                prefix = self.header()
            else:
                self.pair(prefix)
            self.skip()
        return self.located()

    def located(self) -> dict[Path, Place]:
        starts = [0] + [match.end() for match in re.finditer("\n", self.text)]
        lines = {path: bisect_right(starts, offset) for path, offset in self.marks.items()}
        return {
            path: (line, self.marks[path] - starts[line - 1] + 1) for path, line in lines.items()
        }

    def skip(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at

    def header(self) -> Path:
        start, repeated = self.at, self.text.startswith("[[", self.at)
        self.at += 1 + repeated
        *outer, last = self.dotted()
        self.at += 1 + repeated
        path = (*self.within(tuple(outer)), last)
        if repeated:
            self.tables[path] = self.tables.get(path, -1) + 1
            self.marks.setdefault(path, start)
        path = self.within((last,), path[:-1])
        self.marks.setdefault(path, start)
        return path

    def within(self, keys: tuple[str, ...], base: Path = ()) -> Path:
        """Resolve header keys: a key of an array of tables means its latest table."""
        for key in keys:
            base = (*base, key)
            if base in self.tables:
                base = (*base, self.tables[base])
        return base

    def dotted(self) -> list[str]:
        """Read `a."b".c`, leaving `at` behind it."""
        keys: list[str] = []
        while True:
            self.skip()
            keys.append(self.key())
            self.skip()
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def key(self) -> str:
        bare = _BARE_KEY.match(self.text, self.at)
        if bare:
            self.at = bare.end()
            return bare.group()
        quoted = self.string()
        return str(tomllib.loads(f"key = {quoted}")["key"])

    def string(self) -> str:
        match = _STRING.match(self.text, self.at)
        if match is None:  # pragma: no cover - tomllib has accepted the document
            raise AssertionError(self.text[self.at : self.at + 20])
        self.at = match.end()
        return match.group()

    def pair(self, prefix: Path) -> None:
        start = self.at
        path = prefix
        for key in self.dotted():
            path = (*path, key)
            self.marks.setdefault(path, start)
        self.at += 1  # the equals sign
        self.skip()
        self.value(path)

    def value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening == "[":
            self.items(path)
        elif opening == "{":
            self.fields(path)
        elif opening in "\"'":
            self.string()
        else:
            scalar = _SCALAR.match(self.text, self.at)
            self.at = scalar.end() if scalar else self.at + 1

    def items(self, path: Path) -> None:
        self.at += 1
        for index in range(len(self.text)):
            self.skip()
            if self.text[self.at] == "]":
                break
            self.marks[(*path, index)] = self.at
            self.value((*path, index))
            self.comma()
        self.at += 1

    def fields(self, path: Path) -> None:
        self.at += 1
        self.skip()
        while self.text[self.at] != "}":
            self.pair(path)
            self.comma()
            self.skip()
        self.at += 1

    def comma(self) -> None:
        self.skip()
        self.at += self.text.startswith(",", self.at)
