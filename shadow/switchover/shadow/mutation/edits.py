"""One change of a text: what a mutation operator proposes."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from .text import SourceText, alike

__all__ = ["Edit", "Operator", "atom", "before", "instead", "part", "swap_token", "swapped"]

_ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.List, ast.Dict,
          ast.Set)  # fmt: skip
_SKIPPED = re.compile(r"#[^\r\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is put in place of which part of a text.

    Attributes:
        operator: the kind of change, as a person calls it.
        node: the node that is shown before and after.
        start, end: the part that goes.
        text: what comes instead.
    """

    operator: str
    node: ast.AST
    start: int
    end: int
    text: str


Operator: TypeAlias = Callable[[ast.AST, SourceText], Iterator[Edit]]
"""Looks at one node and proposes edits; the text around them stays as it is."""


def instead(operator: str, node: ast.AST, text: str, source: SourceText) -> Edit:
    """Put a text in place of a whole node, apart from the words beside it (`[*a]if b`)."""
    start, end = source.span(node)
    if start and _are_one(source.text[start - 1], text):
        text = f" {text}"
    if _are_one(text[-1:], source.text[end : end + 1]):
        text = f"{text} "
    return Edit(operator=operator, node=node, start=start, end=end, text=text)


def before(operator: str, first: ast.stmt, text: str, source: SourceText) -> Edit:
    """Put a statement before the first one of a block, decorators and all."""
    start, line = source.span(first)[0], first.lineno
    if decorators := getattr(first, "decorator_list", ()):
        line = decorators[0].lineno
        start = source.text.rindex("@", 0, source.span(decorators[0])[0])
    begin = source.starts[line - 1]
    indent, above = source.text[begin:start], source.text[:begin].rstrip("\r\n")
    own_line = not indent.strip() and not above.endswith("\\")
    text = f"{text}\n{indent}" if own_line else f"{text}; "
    return Edit(operator=operator, node=first, start=start, end=start, text=text)


def atom(node: ast.AST, source: SourceText) -> str:
    """Return an expression's text so that it may stand anywhere, on any line."""
    text = source.of(node)
    number = isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex)
    simple = isinstance(node, _ATOMS) and not number and "\n" not in text and "\r" not in text
    return text if simple else f"({text})"


def _are_one(left: str, right: str) -> bool:
    """Say whether a word that ends so, and what begins so, would be read as one."""
    return (left.isalnum() or left == "_") and (right[:1].isalnum() or right[:1] in {"_", "'", '"'})


def part(node: ast.AST, source: SourceText) -> str:
    """Return what stands between two commas so that it may stand between others."""
    bare = isinstance(node, ast.Starred | ast.keyword | ast.Constant)
    return source.of(node) if bare else atom(node, source)


def swapped(
    operator: str, node: ast.AST, pair: tuple[ast.expr, ast.expr], source: SourceText
) -> Iterator[Edit]:
    """Let two neighbours within a node change places, unless they are the same."""
    first, second = pair
    if alike(first, second):
        return
    start, end = source.span(first)[0], source.span(second)[1]
    middle = source.text[slice(*source.between(first, second))]
    text = f"{atom(second, source)}{middle}{atom(first, source)}"
    yield Edit(operator=operator, node=node, start=start, end=end, text=text)


def swap_token(
    operator: str, node: ast.AST, gap: tuple[int, int], tokens: tuple[str, str], source: SourceText
) -> Iterator[Edit]:
    """Replace the one operator that stands in a gap; comments and brackets around it stay."""
    old, new = tokens
    shown = source.text[slice(*gap)]
    bare = _SKIPPED.sub(lambda found: " " * len(found.group()), shown)
    words = r"[\s\\]+".join(map(re.escape, old.split()))
    pattern = rf"\b{words}\b" if old[0].isalpha() else words
    found = re.search(pattern, bare)
    if found is not None:
        start, end = gap[0] + found.start(), gap[0] + found.end()
        yield Edit(operator=operator, node=node, start=start, end=end, text=new)
