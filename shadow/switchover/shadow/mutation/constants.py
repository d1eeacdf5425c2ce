"""Mutations of constants: numbers, truths, texts."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from .edits import Edit, instead
from .text import SourceText, alike

__all__ = ["constants", "formatted"]

MARK = "XX"
"""What a changed text ends with."""
MOST_BITS = 2000
"""Of a whole number that is written in tens; Python writes no more than 4,300 digits of them."""


def constants(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Make a number its neighbours, a truth the other, a text another and the empty one."""
    if isinstance(node, ast.Constant):
        for value in _others(node.value):
            yield instead("constant", node, _written(value), source)


def formatted(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Let a formatted text lose each of its values in turn, and change its plain part."""
    if not isinstance(node, ast.JoinedStr):
        return
    changed = [
        [*node.values[:at], *node.values[at + 1 :]]
        for at, part in enumerate(node.values)
        if isinstance(part, ast.FormattedValue)
    ]
    for values in (*changed, [*node.values, ast.Constant(value=MARK)]):
        text = _joined(values)
        if text is not None:
            yield instead("formatted text", node, text, source)


def _written(value: object) -> str:
    """Write a constant; a number of more digits than Python writes in tens, in sixteens."""
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        return hex(value)
    return repr(value)


def _joined(values: list[ast.expr]) -> str | None:
    """Write a formatted text; None where what Python writes does not read as meant again."""
    try:
        text = ast.unparse(ast.JoinedStr(values=values))
        again = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    is_meant = isinstance(again, ast.JoinedStr) and alike(_parts(again.values), _parts(values))
    return text if is_meant else None


def _parts(values: list[ast.expr]) -> list[object]:
    """Give the parts of a formatted text, plain ones that are neighbours as one."""
    found = list[object]()
    for each in values:
        if not isinstance(each, ast.Constant):
            found.append(each)
        elif found and isinstance(found[-1], str):
            found[-1] += str(each.value)
        else:
            found.append(str(each.value))
    return found


def _others(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from _other_numbers(value)
    elif isinstance(value, str | bytes):
        longer = value + MARK if isinstance(value, str) else value + MARK.encode()
        yield from (longer, value[:0]) if value else (longer,)


def _other_numbers(value: float) -> Iterator[float]:
    if math.inf == value:  # a literal too large for a float; no whole number is
        return
    if value + 1 != value:
        yield value + 1
    if value > 0:
        yield value - 1 if isinstance(value, int) else value / 2
