"""What a pattern is made of."""

from __future__ import annotations

from dataclasses import dataclass

from ._letters import LetterSet


class PatternError(ValueError):
    """A pattern is no regular expression of Go's."""


class Piece:
    """A part of a pattern."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Letters(Piece):
    letters: LetterSet


@dataclass(frozen=True, slots=True)
class Assertion(Piece):
    """``^`` and ``$`` of the text or (``m``) of a line, ``b`` and ``B``: at a word boundary."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence(Piece):
    parts: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice(Piece):
    arms: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Repeat(Piece):
    part: Piece
    low: int
    high: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Group(Piece):
    part: Piece
    number: int


@dataclass(frozen=True, slots=True)
class Syntax:
    """A parsed pattern, the number of its groups (the whole match is 0) and their names."""

    tree: Piece
    groups: int
    names: dict[str, int]
