"""A text that a pattern of a JSON Schema matches, always the same one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from itertools import chain
from typing import Any, Final

__all__ = ["example"]

LONGEST: Final = 10_000
PLAIN: Final = "a0A -_.x"
"""Letters that read well, tried before all others."""
LAST: Final = 0x10FFFF

_parser: Any = import_module("re._parser")
_CATEGORIES: Final[Mapping[str, Callable[[str], bool]]] = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda letter: letter.isalnum() or letter == "_",
}


def example(pattern: str) -> str:
    r"""Make a short text for a pattern, in the language of Python's `re`, as the validator has it.

    Assertions such as ``\b`` are taken as met: who needs certainty matches the text.

    Raises:
        ValueError: the text is no pattern, nothing fits it, or what does is too long or unknown.
    """
    try:
        return _Maker().text(_parser.parse(pattern))
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from None


class _Maker:
    """Makes the pieces of one text; groups that were made can be referred to."""

    def __init__(self) -> None:
        self._groups: dict[int, str] = {}

    def text(self, pieces: Iterable[tuple[Any, Any]]) -> str:
        made = "".join(self._piece(str(kind), value) for kind, value in pieces)
        if len(made) > LONGEST:
            raise ValueError(f"what fits the pattern is longer than {LONGEST} letters")
        return made

    def _piece(self, kind: str, value: Any) -> str:
        match kind:
            case "LITERAL":
                return chr(value)
            case "IN" | "NOT_LITERAL" | "ANY":
                return _letter(value if kind == "IN" else _as_class(kind, value))
            case "BRANCH":
                return self.text(value[1][0])
            case "SUBPATTERN":
                made = self._groups[value[0]] = self.text(value[-1])
                return made
            case "GROUPREF":
                return self._groups.get(value, "")
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeated(value[2], value[0])
            case "AT":
                return ""
        raise ValueError(f"nothing is known of {kind} in a pattern")

    def _repeated(self, part: Any, times: int) -> str:
        if not times:
            return ""
        made = self.text(part)
        if len(made) * times > LONGEST:
            raise ValueError(f"what fits the pattern is longer than {LONGEST} letters")
        return made * times


def _as_class(kind: str, value: Any) -> list[tuple[str, Any]]:
    return [("NEGATE", None), ("LITERAL", ord("\n") if kind == "ANY" else value)]


def _letter(members: list[tuple[Any, Any]]) -> str:
    """Return a letter that belongs to a class."""
    kinds = [(str(kind), value) for kind, value in members]
    is_negated = bool(kinds) and kinds[0][0] == "NEGATE"
    for letter in chain(PLAIN, _named(kinds), map(chr, range(LAST + 1))):
        if any(_holds(kind, value, letter) for kind, value in kinds) != is_negated:
            return letter
    raise ValueError("a class of letters in the pattern is empty")


def _named(members: list[tuple[str, Any]]) -> Iterable[str]:
    for kind, value in members:
        if kind == "LITERAL":
            yield chr(value)
        elif kind == "RANGE":
            yield chr(value[0])


def _holds(kind: str, value: Any, letter: str) -> bool:
    if kind == "LITERAL":
        return bool(ord(letter) == value)
    if kind == "RANGE":
        low, high = value
        return bool(low <= ord(letter) <= high)
    if kind == "CATEGORY":
        name = str(value)
        positive = name.replace("_NOT_", "_")
        return _CATEGORIES[positive](letter) != (positive != name)
    return False
