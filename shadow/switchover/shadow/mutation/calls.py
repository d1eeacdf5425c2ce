"""Mutations of calls: swapped and dropped arguments, removed copies and conversions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from .edits import Edit, atom, instead, part, swapped
from .text import SourceText

__all__ = ["arguments", "copies", "functions", "methods"]

_COPIES = frozenset(
    ("copy", "deepcopy", "dict", "frozenset", "list", "set", "sorted", "tuple", "reversed")
)
_CONVERSIONS = frozenset(("abs", "bool", "float", "int", "round", "str"))
_METHODS = frozenset(
    ("casefold", "copy", "lower", "lstrip", "removeprefix", "removesuffix", "replace", "rstrip",
     "strip", "title", "upper", "values")
)  # fmt: skip
_BRACKET = re.compile(r"(?:#[^\r\n]*|[^#(])*\(")
_OTHERS = {"any": "all", "all": "any", "min": "max", "max": "min"}


def copies(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """`dict(a)`, `deepcopy(a)`, `a.copy()`, `a[:]`, `{**a}`, `[*a]`: the copy is not made."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and not _spreads(node):
        name = _name(node.func)
        if name in _COPIES and not isinstance(node.args[0], ast.GeneratorExp):
            yield instead("removed copy", node, atom(node.args[0], source), source)
        elif name in _CONVERSIONS:
            yield instead("removed conversion", node, atom(node.args[0], source), source)
    elif isinstance(node, ast.Subscript) and _whole(node.slice):
        yield instead("removed copy", node, atom(node.value, source), source)
    elif isinstance(node, ast.Dict) and node.keys == [None]:
        yield instead("removed copy", node, atom(node.values[0], source), source)
    elif isinstance(node, ast.List) and len(node.elts) == 1:
        only = node.elts[0]
        if isinstance(only, ast.Starred) and isinstance(node.ctx, ast.Load):
            yield instead("removed copy", node, atom(only.value, source), source)


def methods(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """`a.strip()` becomes `a`, and so do the other methods that give a changed copy."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr in _METHODS:
        operator = "removed copy" if node.func.attr == "copy" else "removed conversion"
        yield instead(operator, node, atom(node.func.value, source), source)


def functions(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """`any` becomes `all`, `min` becomes `max`, and back."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return
    if node.func.id in _OTHERS:
        start, end = source.span(node.func)
        text = _OTHERS[node.func.id]
        yield Edit(operator="function", node=node, start=start, end=end, text=text)


def arguments(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Neighbouring arguments change places; an argument is dropped."""
    if not isinstance(node, ast.Call):
        return
    given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg)]
    plain = [value for value in given if not isinstance(value, ast.Starred)]
    for pair in pairwise(plain):
        yield from swapped("swapped arguments", node, pair, source)
    parts: list[ast.AST] = [*node.args, *node.keywords]
    start, end = _inside(node, source)
    for at, gone in enumerate(parts):
        if len(parts) == 1 and isinstance(gone, ast.GeneratorExp):
            continue
        kept = ", ".join(part(one, source) for one in [*parts[:at], *parts[at + 1 :]])
        operator = "dropped argument"
        yield Edit(operator=operator, node=node, start=start, end=end, text=f"({kept})")


def _inside(node: ast.Call, source: SourceText) -> tuple[int, int]:
    """Return where a call's brackets begin and end."""
    begin = _BRACKET.match(source.text, source.span(node.func)[1])
    assert begin is not None
    return begin.end() - 1, source.span(node)[1]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr if node.attr in {"copy", "deepcopy"} else ""
    return node.id if isinstance(node, ast.Name) else ""


def _spreads(node: ast.Call) -> bool:
    return isinstance(node.args[0], ast.Starred)


def _whole(index: ast.expr) -> bool:
    return isinstance(index, ast.Slice) and not (index.lower or index.upper or index.step)
