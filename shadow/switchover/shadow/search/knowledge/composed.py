"""What sources put together before they compare it: only a call tells what that may be."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from types import CodeType
from typing import Final, NamedTuple

__all__ = ["Composed", "composed", "put_together"]

_PARTS: Final = (
    *(ast.Name, ast.Attribute, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.Load),
    *(ast.BinOp, ast.Add, ast.Mod, ast.Mult),
)
"""What such an expression is made of: nothing that calls, so that to read it again does nothing."""


_MADE: Final = (ast.JoinedStr, ast.BinOp, ast.Call)


class Composed(NamedTuple):
    """An expression that is put together, and what it is compared with."""

    line: int
    names: frozenset[str]
    """Of what it is compared with: a key, an attribute, a variable."""
    code: CodeType
    """Gives its value in the frame of its function."""


def composed(node: ast.expr, names: set[str], made: Collection[str] = ()) -> Composed | None:
    """Give an expression to be read while its function runs; None where it is no text put together.

    Args:
        node: One side of a comparison.
        names: Of the other side.
        made: Variables of the function that hold what it has put together, see `put_together`.
    """
    parts = [*ast.walk(node)]
    if not names or not any(isinstance(one, ast.Name) for one in parts):
        return None
    if not (isinstance(node, ast.Name) and node.id in made) and not _is_text(node, parts):
        return None
    try:
        code = compile(ast.Expression(node), "<composed>", "eval")
    except (SyntaxError, ValueError, RecursionError):
        return None
    return Composed(node.lineno, frozenset(names), code)


def put_together(nodes: Iterable[ast.AST]) -> set[str]:
    """Give the variables that a function puts a text together for, or has one made by a call."""
    return {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, _MADE)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_text(node: ast.expr, parts: list[ast.AST]) -> bool:
    """Say whether an expression puts a text together, and calls nothing."""
    has_text = any(isinstance(one, ast.Constant) and type(one.value) is str for one in parts)
    is_put = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and has_text)
    return is_put and all(isinstance(one, _PARTS) for one in parts)
