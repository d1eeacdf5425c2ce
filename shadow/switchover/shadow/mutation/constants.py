"""Mutations of constants: numbers, truths, texts."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from .edits import Edit, instead
from .text import SourceText

__all__ = ["constants", "formatted"]

MARK = "XX"
"""What a changed text ends with."""


def constants(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Make a number its neighbours, a truth the other, a text another and the empty one."""
    if isinstance(node, ast.Constant):
        for value in _others(node.value):
            yield instead("constant", node, repr(value), source)


def formatted(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Let a formatted text lose each of its values in turn, and change its plain part."""
    if not isinstance(node, ast.JoinedStr):
        return
    for at, part in enumerate(node.values):
        if isinstance(part, ast.FormattedValue):
            kept = [*node.values[:at], *node.values[at + 1 :]]
            yield instead("formatted text", node, _joined(kept), source)
    changed = [*node.values, ast.Constant(value=MARK)]
    yield instead("formatted text", node, _joined(changed), source)


def _joined(values: list[ast.expr]) -> str:
    return ast.unparse(ast.JoinedStr(values=values))


def _others(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from _other_numbers(value)
    elif isinstance(value, str | bytes):
        longer = value + MARK if isinstance(value, str) else value + MARK.encode()
        yield from (longer, value[:0]) if value else (longer,)


def _other_numbers(value: float) -> Iterator[float]:
    if math.isfinite(value) and value + 1 != value:
        yield value + 1
    if value > 0 and math.isfinite(value):
        yield value - 1 if isinstance(value, int) else value / 2
