"""What sources put together before they compare it: only a call tells what that may be."""

from __future__ import annotations

import ast
from types import CodeType
from typing import Final, NamedTuple

__all__ = ["Composed", "composed"]

_PARTS: Final = (
    *(ast.Name, ast.Attribute, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.Load),
    *(ast.BinOp, ast.Add, ast.Mod, ast.Mult),
)
"""What such an expression is made of: nothing that calls, so that to read it again does nothing."""


class Composed(NamedTuple):
    """An expression that is put together, and what it is compared with."""

    line: int
    names: frozenset[str]
    """Of what it is compared with: a key, an attribute, a variable."""
    code: CodeType
    """Gives its value in the frame of its function."""


def composed(node: ast.expr, names: set[str]) -> Composed | None:
    """Give an expression to be read while its function runs; None where it is no text put together.

    Args:
        node: One side of a comparison.
        names: Of the other side.
    """
    is_text = any(isinstance(one, ast.JoinedStr) for one in ast.walk(node)) or (
        isinstance(node, ast.BinOp)
        and any(isinstance(one, ast.Constant) and type(one.value) is str for one in ast.walk(node))
    )
    parts = [*ast.walk(node)]
    if not names or not is_text or not any(isinstance(one, ast.Name) for one in parts):
        return None
    if not all(isinstance(one, _PARTS) for one in parts):
        return None
    try:
        code = compile(ast.Expression(node), "<composed>", "eval")
    except (SyntaxError, ValueError, RecursionError):
        return None
    return Composed(node.lineno, frozenset(names), code)
