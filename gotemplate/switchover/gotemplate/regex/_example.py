"""A text that a pattern matches, always the same one."""

from __future__ import annotations

from itertools import chain

from ._letters import LAST, LetterSet
from ._pieces import Choice, Group, Letters, PatternError, Piece, Repeat, Sequence
from ._syntax import parse_pattern

_LONGEST = 10_000
_PLAIN = "a0A -_.x"
"""Letters that read well, tried before all others."""


def example(pattern: str) -> str:
    r"""Make a short text that fits a pattern.

    Assertions such as ``\b`` are taken as met: who needs certainty matches the text.

    Raises:
        PatternError: the pattern is none of Go's, nothing fits it, or what does is too long.
    """
    return _text(parse_pattern(pattern).tree)


def _text(piece: Piece) -> str:
    match piece:
        case Letters(letters):
            return _letter(letters)
        case Sequence(parts):
            return _bounded("".join(map(_text, parts)))
        case Choice(arms):
            return _text(arms[0])
        case Group(part, _):
            return _text(part)
        case Repeat(part, low, _, _):
            return _bounded(_text(part) * low) if low else ""
    return ""


def _letter(letters: LetterSet) -> str:
    ends = (chr(end) for bounds in letters.ranges for end in bounds)
    every = map(chr, range(LAST + 1))
    for letter in chain(_PLAIN, ends, every):
        if letters.holds(letter):
            return letter
    raise PatternError("a class of letters in the pattern is empty")


def _bounded(text: str) -> str:
    if len(text) > _LONGEST:
        raise PatternError(f"what fits the pattern is longer than {_LONGEST} letters")
    return text
