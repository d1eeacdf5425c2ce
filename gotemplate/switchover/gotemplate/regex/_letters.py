r"""Sets of letters: ranges, escapes such as ``\d``, POSIX names and Unicode categories."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

Ranges = tuple[tuple[int, int], ...]

LAST = 0x10FFFF
DIGITS: Ranges = ((48, 57),)
SPACES: Ranges = ((9, 10), (12, 13), (32, 32))
WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
PERL = {"d": DIGITS, "s": SPACES, "w": WORD}
POSIX: dict[str, Ranges] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": DIGITS,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
CATEGORIES = frozenset(
    group + kind
    for group, kinds in {
        "C": "cfos",
        "L": "lmotu",
        "M": "cen",
        "N": "dlo",
        "P": "cdefios",
        "S": "ckmo",
        "Z": "lps",
    }.items()
    for kind in ("", *kinds)
)


@dataclass(frozen=True, slots=True)
class LetterSet:
    """Which letters match: any of the ranges or categories, or with ``negated`` none of them.

    A category is its Unicode name, with ``^`` before it for its complement.
    """

    ranges: Ranges
    categories: tuple[str, ...] = ()
    negated: bool = False
    folds: bool = False

    def holds(self, letter: str) -> bool:
        found = self._holds(letter)
        if not found and self.folds:
            found = any(
                self._holds(other) for other in {letter.lower(), letter.upper()} if len(other) == 1
            )
        return found != self.negated

    def _holds(self, letter: str) -> bool:
        point = ord(letter)
        if any(low <= point <= high for low, high in self.ranges):
            return True
        return any(_in_category(letter, name) for name in self.categories)


def _in_category(letter: str, name: str) -> bool:
    wanted = name.removeprefix("^")
    return unicodedata.category(letter).startswith(wanted) != name.startswith("^")


def complement(ranges: Ranges) -> Ranges:
    """All letters outside the ranges."""
    result, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            result.append((start, low - 1))
        start = max(start, high + 1)
    if start <= LAST:
        result.append((start, LAST))
    return tuple(result)
