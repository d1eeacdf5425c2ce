"""Sprig's ``snakecase``, ``kebabcase`` and ``camelcase``.

A text is cut into words (capitals, letters, digits, punctuation, connectors) and the words are
joined by a connector where a new name begins. Source: the rules of xstrings 1.3.3.
"""

from __future__ import annotations

import unicodedata

from .._call import Registry
from .strings import GO_SPACE, lower, upper

__all__ = ["CASES"]

CASES = Registry()
_Word = tuple[str, str]
_IDEOGRAPHS = (("\u4e00", "\u9fcc"), ("\u3400", "\u4d85"), ("\U00020000", "\U0002b81d"))


def _kind(letter: str) -> str:
    if letter in "-_" or letter in GO_SPACE:
        return "connector"
    if unicodedata.category(letter)[0] == "P":
        return "punctuation"
    category = unicodedata.category(letter)
    if category == "Lu":
        return "capital"
    if category[0] == "L" and not any(low <= letter <= high for low, high in _IDEOGRAPHS):
        return "letter"
    return "number" if category[0] == "N" else "other"


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    position = 0
    while position < len(text):
        kind = _kind(text[position])
        end = _word_end(text, position, kind)
        words.append((kind, text[position:end]))
        position = end
    return words


def _word_end(text: str, start: int, kind: str) -> int:
    def run(position: int, *kinds: str) -> int:
        while position < len(text) and _kind(text[position]) in kinds:
            position += 1
        return position

    if kind == "punctuation":  # hyphens and underscores after it count as such, too
        end = start + 1
        while end < len(text) and unicodedata.category(text[end])[0] == "P":
            end += 1
        return end
    if kind != "capital":
        return run(start + 1, kind)
    following = _kind(text[start + 1]) if start + 1 < len(text) else ""
    if following == "letter":
        return run(start + 1, "letter")
    if following != "capital":
        return start + 1
    end = run(start + 1, "capital")
    return end - 1 if end < len(text) and _kind(text[end]) == "letter" else end


def _shown(word: _Word, connector: str) -> str:
    kind, text = word
    if kind == "connector":
        return connector * len(text)
    return lower(text) if kind == "capital" else text


class _Joiner:
    """Writes words one after the other, with a connector where a new name begins."""

    def __init__(self, text: str, connector: str) -> None:
        self.words = _words(text)
        self.connector = connector
        self.out: list[str] = []
        self.next = 0

    def kind(self) -> str:
        return self.words[self.next][0] if self.next < len(self.words) else ""

    def take(self) -> None:
        self.out.append(_shown(self.words[self.next], self.connector))
        self.next += 1

    def take_tail(self) -> None:
        """Take small letters and numbers: they belong to the number before them."""
        while self.kind() in {"letter", "number"}:
            self.take()

    def separate(self) -> None:
        if self.kind() not in {"", "connector", "punctuation"}:
            self.out.append(self.connector)

    def run(self) -> str:
        while self.next < len(self.words) - 1:
            kind = self.kind()
            self.take()
            if kind == "number":
                self.take_tail()
                self.separate()
            elif kind not in {"connector", "punctuation"}:
                self.after_name()
        if self.next < len(self.words):
            self.take()
        return "".join(self.out)

    def after_name(self) -> None:
        """Add a number right after a name to it, unless small letters follow the number."""
        if self.kind() != "number":
            self.separate()
        elif self.next + 1 < len(self.words):
            if self.words[self.next + 1][0] == "letter":
                self.out.append(self.connector)
            self.take()
            self.take_tail()
            self.separate()


@CASES.function("snakecase", "string")
def snakecase(text: str) -> str:
    return _Joiner(text, "_").run()


@CASES.function("kebabcase", "string")
def kebabcase(text: str) -> str:
    return _Joiner(text, "-").run()


def _connects(letter: str) -> bool:
    return letter in "-_" or letter in GO_SPACE


@CASES.function("camelcase", "string")
def camelcase(text: str) -> str:
    """Words without their connectors, each with a capital; leading connectors stay.

    Of connectors alone the last is written twice, as xstrings does it.
    """
    start = next((at for at, letter in enumerate(text) if not _connects(letter)), len(text))
    if start >= len(text) - 1:
        return text[:start] + (upper(text[start:]) if start < len(text) else text[-1:])
    out = [text[:start]]
    current = upper(text[start])
    for letter in text[start + 1 :]:
        previous = current
        current = letter
        if _connects(letter) and _connects(previous):
            out.append(previous)
        elif _connects(previous):
            current = upper(letter)
        else:
            current = lower(letter)
            out.append(previous)
    return "".join([*out, current])
