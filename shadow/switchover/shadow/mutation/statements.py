"""Mutations of statements: dropped, early returns, loops that end otherwise, errors that pass."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .edits import Edit, atom, before, instead
from .text import SourceText

__all__ = ["dropped", "early", "handlers", "loops", "returns"]

_GIVEN_UP = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete, ast.Raise)


def dropped(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Leave out a call, an assignment, a deletion or a raise."""
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return
    if isinstance(node, _GIVEN_UP) and not _says_nothing(node):
        yield instead("dropped statement", node, "pass", source)


def returns(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """`return a` gives None."""
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield instead("returned None", node, "return None", source)


def early(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Let a function that returns nothing end before it has begun."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    body = [each for each in node.body if not (isinstance(each, ast.Expr) and _says_nothing(each))]
    if len(body) < 2 or isinstance(body[0], ast.Return | ast.Raise | ast.Pass):
        return
    if not isinstance(body[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield before("early return", body[0], "return", source)


def loops(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """`break` and `continue` change places; a loop has no items, or misses its first."""
    if isinstance(node, ast.Break):
        yield instead("loop control", node, "continue", source)
        yield instead("loop control", node, "pass", source)
    elif isinstance(node, ast.Continue):
        yield instead("loop control", node, "break", source)
        yield instead("loop control", node, "pass", source)
    elif isinstance(node, ast.For | ast.comprehension) and not getattr(node, "is_async", 0):
        yield instead("no items", node.iter, "()", source)
        text = f"[*{atom(node.iter, source)}][1:]"
        yield instead("first item missed", node.iter, text, source)


def handlers(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Let what an except block handles go on upwards."""
    if not isinstance(node, ast.ExceptHandler) or isinstance(node.body[0], ast.Raise):
        return
    yield before("unhandled error", node.body[0], "raise", source)


def _says_nothing(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
