r"""Letters that JSON writes as two escapes, which YAML has not: others are lent for a while.

JSON has no escape for what lies beyond U+FFFF: `"\ud83d\ude00"` is one letter in two halves. The
halves are lent letters for private use, by escapes of the same length, so that all stays where it
stands; in the tree of nodes they are given back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

__all__ = ["HALF", "give_back", "lent", "scalars"]

HALF = re.compile("[\ud800-\udfff]")
_HALVES = re.compile(
    r"(?<!\\)((?:\\\\)*\\u)([dD])([89abAB][0-9a-fA-F]{2}\\u)([dD])([c-fC-F][0-9a-fA-F]{2})"
)
_TAKEN = re.compile(r"[\ue800-\uefff]|\\u[eE][89a-fA-F]")
"""What a text may not hold itself, or it could not be told from what was lent."""
_LENT = re.compile("([\ue800-\uebff])([\uec00-\uefff])")
_LENT_ESCAPES = re.compile(r"(\\u)([eE])([89a-fA-F][0-9a-fA-F]{2})")


def lent(text: str) -> str:
    """Write escapes that a reader takes in place of halves; the same text where there are none."""
    if "\\u" not in text or _TAKEN.search(text) or not _HALVES.search(text):
        return text
    return _HALVES.sub(
        lambda found: f"{found[1]}{_next(found[2])}{found[3]}{_next(found[4])}{found[5]}", text
    )


def give_back(root: Node) -> None:
    """Make whole letters of what was lent, in every scalar of a tree; outside quotes the text."""
    for node in scalars(root):
        is_quoted = node.style == '"'
        node.value = _whole(node.value) if is_quoted else _as_written(node.value)


def scalars(root: Node) -> Iterator[ScalarNode]:
    """Give every scalar of a tree once."""
    todo, seen = [root], set[int]()
    while todo:
        node = todo.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        if isinstance(node, ScalarNode):
            yield node
        elif isinstance(node, SequenceNode):
            todo += node.value
        elif isinstance(node, MappingNode):
            todo += (each for entry in node.value for each in entry)


def _next(digit: str) -> str:
    return "e" if digit == "d" else "E"


def _whole(text: str) -> str:
    return _LENT.sub(
        lambda found: chr(0x10000 + ((ord(found[1]) - 0xE800) << 10) + ord(found[2]) - 0xEC00), text
    )


def _as_written(text: str) -> str:
    return _LENT_ESCAPES.sub(
        lambda found: f"{found[1]}{'d' if found[2] == 'e' else 'D'}{found[3]}", text
    )
