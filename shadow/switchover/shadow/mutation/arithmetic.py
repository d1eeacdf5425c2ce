"""Mutations of operators: arithmetic, and bits."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .edits import Edit, atom, instead, swap_token
from .text import SourceText

__all__ = ["operands", "operators", "signs"]

_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|",
    ast.BitXor: "^", ast.MatMult: "@",
}  # fmt: skip
_OTHERS: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("-",), ast.Sub: ("+",), ast.Mult: ("/",), ast.Div: ("*",), ast.FloorDiv: ("/", "*"),
    ast.Mod: ("//",), ast.Pow: ("*",), ast.LShift: (">>",), ast.RShift: ("<<",),
    ast.BitAnd: ("|",), ast.BitOr: ("&",), ast.BitXor: ("&",), ast.MatMult: (),
}  # fmt: skip


def operators(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Turn `a + b` into `a - b`; in `a += b` likewise. A text's `%` stays."""
    if isinstance(node, ast.BinOp) and not _formats(node):
        gap, sign = source.between(node.left, node.right), ""
    elif isinstance(node, ast.AugAssign):
        gap, sign = source.between(node.target, node.value), "="
    else:
        return
    old = _SIGNS[type(node.op)]
    for new in _OTHERS[type(node.op)]:
        yield from swap_token("operator", node, gap, (old + sign, new + sign), source)


def operands(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Of `a + b` one operand is left; of `a | b` too, also where types are joined."""
    if not isinstance(node, ast.BinOp) or _formats(node):
        return
    for kept in (node.left, node.right):
        yield instead("dropped operand", node, atom(kept, source), source)


def signs(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Turn `-a` into `a`, and so `~a`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Invert):
        yield instead("dropped sign", node, atom(node.operand, source), source)


def _formats(node: ast.BinOp) -> bool:
    left = node.left
    texts = isinstance(left, ast.JoinedStr) or (
        isinstance(left, ast.Constant) and isinstance(left.value, str | bytes)
    )
    return texts and isinstance(node.op, ast.Mod)
