"""Mutations of conditions: comparisons, their boundaries, negations, and/or."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .edits import Edit, atom, instead, swap_token
from .text import SourceText

__all__ = ["choices", "comparisons", "filters", "junctions", "negations"]

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_OPPOSITES: dict[type[ast.cmpop], str] = {
    ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
_BOUNDARIES: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">",
}  # fmt: skip


def comparisons(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Turn `a < b` into `a <= b` (its boundary) and `a >= b` (its opposite)."""
    if not isinstance(node, ast.Compare):
        return
    left: ast.expr = node.left
    for sign, right in zip(node.ops, node.comparators, strict=True):
        gap, old = source.between(left, right), _SIGNS[type(sign)]
        if type(sign) in _BOUNDARIES:
            tokens = (old, _BOUNDARIES[type(sign)])
            yield from swap_token("boundary", node, gap, tokens, source)
        tokens = (old, _OPPOSITES[type(sign)])
        yield from swap_token("comparison", node, gap, tokens, source)
        left = right


def junctions(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Turn `a and b` into `a or b`, and leave out each of its operands in turn."""
    if not isinstance(node, ast.BoolOp):
        return
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    if len(node.values) == 2:
        gap = source.between(*node.values)
        yield from swap_token("and/or", node, gap, (old, new), source)
    else:
        joined = f" {new} ".join(atom(value, source) for value in node.values)
        yield instead("and/or", node, joined, source)
    for gone in range(len(node.values)):
        kept = [atom(value, source) for at, value in enumerate(node.values) if at != gone]
        yield instead("dropped condition", node, f" {old} ".join(kept), source)


def negations(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """`not a` becomes `a`; the condition of an if, a while or a choice is negated."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield instead("negation", node, atom(node.operand, source), source)
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        test = node.test
        if not _turned_elsewhere(test):
            yield instead("negation", test, f"(not {atom(test, source)})", source)


def choices(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Turn `a if c else b` into `a`, and `b`."""
    if isinstance(node, ast.IfExp):
        for kept in (node.body, node.orelse):
            yield instead("one branch", node, atom(kept, source), source)


def filters(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Let the conditions of a comprehension, and the guard of a case, always hold or never."""
    if isinstance(node, ast.comprehension):
        tests = node.ifs
    elif isinstance(node, ast.match_case) and node.guard is not None:
        tests = [node.guard]
    else:
        return
    for test in tests:
        yield instead("filter", test, "True", source)
        yield instead("filter", test, f"(not {atom(test, source)})", source)


def _turned_elsewhere(test: ast.expr) -> bool:
    """Say whether it has an opposite of its own, as a lone comparison or a negation."""
    if isinstance(test, ast.Compare):
        return len(test.ops) == 1
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
