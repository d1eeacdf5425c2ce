r"""A text that is JSON is read as JSON says, and as YAML for the places of its values alone.

YAML is not quite what it is said to be, a superset of JSON: it reads some letters as an end of a
line, which it makes a space, refuses others, and has no escape for a letter in two halves. Others,
which the text has not, are lent in their place, as many, so that all stays where it stands; in the
tree of nodes they are given back.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from yaml.nodes import Node

from .halves import scalars

__all__ = ["JsonText", "json_text"]

_ODD = re.compile(
    r"\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[eEfF][0-9a-fA-F]{3}"
    "|[\x7f-\x9f\u2028\u2029\ue000-\uf8ff\ufeff\ufffe\uffff]"
)
"""What YAML reads otherwise or not at all, by itself or by an escape; half a letter it refuses."""
_LENDERS = range(0x4E00, 0xA000)
"""Letters that are like any other for YAML."""


class JsonText:
    """What a text says, and a text for a reader of YAML with all values at the same places."""

    def __init__(self, data: Any, text: str) -> None:
        self.data = data
        said = text.lower()
        self._free = (
            chr(each) for each in _LENDERS if chr(each) not in text and f"{each:04x}" not in said
        )
        self._lent: dict[str, str] = {}
        """By what they stand for, as it is written."""
        self._second = ""
        self.readable = _ODD.sub(self._lend, text)

    def give_back(self, root: Node) -> None:
        """Let all scalars of a tree say what the text says."""
        if not self._lent:
            return
        table = {ord(letter): json.loads(f'"{odd}"') for odd, letter in self._lent.items()}
        if self._second:
            table[ord(self._second)] = ""
        for node in scalars(root):
            node.value = node.value.translate(table)

    def _lend(self, found: re.Match[str]) -> str:
        odd = found[0]
        if odd[:1] == "\\" and odd[1] != "u":  # an escape of its own, such as of a backslash
            return odd
        letter = self._lent.get(odd)
        if letter is None:
            letter = self._lent[odd] = next(self._free, "?")
        if len(odd) == 1:
            return letter
        if len(odd) == len(r"\uffff"):
            return rf"\u{ord(letter):04x}"
        self._second = self._second or next(self._free, "?")
        return rf"\u{ord(letter):04x}\u{ord(self._second):04x}"


def json_text(text: str) -> JsonText | None:
    """Read a text whose whole is a map or a list of JSON; None where it is none."""
    if text.lstrip(" \t\r\n")[:1] not in ("{", "["):
        return None
    try:
        data = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None
    return JsonText(data, text)


def _refused(word: str) -> NoReturn:
    raise ValueError(word)
