"""Mutations of literals and slices: entries that are missing, bounds that are gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from .edits import Edit, instead, part, swapped
from .text import SourceText

__all__ = ["entries", "keys", "slices"]


def entries(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Let a mapping, list, tuple or set lose each of its entries in turn."""
    if isinstance(node, ast.Dict):
        shown = [_pair(key, value, source) for key, value in zip(node.keys, node.values)]  # noqa: B905 - of one length by the grammar
        for gone in range(len(shown)):
            text = f"{{{', '.join([*shown[:gone], *shown[gone + 1 :]])}}}"
            yield instead("dropped entry", node, text, source)
    elif isinstance(node, ast.List | ast.Tuple | ast.Set) and _is_read(node):
        if any(isinstance(item, ast.Slice) for item in node.elts):
            return
        shown = [part(item, source) for item in node.elts]
        for gone in range(len(shown)):
            kept = [*shown[:gone], *shown[gone + 1 :]]
            yield instead("dropped entry", node, _bracketed(node, kept), source)


def keys(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """Let the values of neighbouring keys change places."""
    if not isinstance(node, ast.Dict):
        return
    known = [value for key, value in zip(node.keys, node.values) if key is not None]  # noqa: B905 - of one length by the grammar
    for pair in pairwise(known):
        yield from swapped("swapped values", node, pair, source)


def slices(node: ast.AST, source: SourceText) -> Iterator[Edit]:
    """`a[b:c]` loses each of its bounds in turn."""
    if not isinstance(node, ast.Slice):
        return
    bounds = [node.lower, node.upper, node.step]
    for gone, bound in enumerate(bounds):
        if bound is not None:
            kept = [None if at == gone else one for at, one in enumerate(bounds)]
            shown = [source.of(one) if one is not None else "" for one in kept]
            text = ":".join(shown if node.step is not None else shown[:2])
            yield instead("dropped bound", node, text, source)


def _pair(key: ast.expr | None, value: ast.expr, source: SourceText) -> str:
    shown = part(value, source)
    return f"{part(key, source)}: {shown}" if key else f"**{shown}"


def _is_read(node: ast.List | ast.Tuple | ast.Set) -> bool:
    return isinstance(node, ast.Set) or isinstance(node.ctx, ast.Load)


def _bracketed(node: ast.List | ast.Tuple | ast.Set, shown: list[str]) -> str:
    inner = ", ".join(shown)
    if isinstance(node, ast.Tuple):
        return f"({inner},)" if shown else "()"
    if isinstance(node, ast.Set):
        return f"{{{inner}}}" if shown else "{*()}"
    return f"[{inner}]"
