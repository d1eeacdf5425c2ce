"""Which modules a module takes names from: their bodies run for it when it is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

__all__ = ["named_modules"]

MOST_STEPS = 20
"""Modules that a name is followed through."""


def named_modules(modules: Iterable[str], texts: Mapping[str, str]) -> set[str]:
    """Give the modules whose names others take, directly or through those that they take from.

    A name that a package hands on is followed to the module that makes it, so that what else the
    package imports does not count.

    Args:
        modules: Where to begin; they are in the answer only if others take names from them.
        texts: The sources of all modules that are looked at, by their names.
    """
    trees = _Trees(texts)
    found = set[str]()
    todo, done = list(modules), set[str]()
    while todo:
        module = todo.pop()
        if module in done:
            continue
        done.add(module)
        fresh = set(trees.taken(module)) - found
        found |= fresh
        todo += fresh
    return found


class _Trees:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._imports: dict[str, list[tuple[str, str, str]]] = {}
        """By module: what it imports from, the name there (empty for a module), and here."""
        self._packages = {name.rpartition(".")[0] for name in texts} & texts.keys()

    def taken(self, module: str) -> Iterator[str]:
        for base, name, _ in self._of(module):
            maker = self._maker(base, name)
            if maker in self._texts:
                yield maker

    def _maker(self, base: str, name: str) -> str:
        """Follow a name to the module that makes it."""
        for _ in range(MOST_STEPS):
            if not name:
                return base
            if f"{base}.{name}" in self._texts:
                return f"{base}.{name}"
            handed = next((one for one in self._of(base) if one[2] == name), None)
            if handed is None:
                return base
            base, name = handed[0], handed[1]
        return base

    def _of(self, module: str) -> list[tuple[str, str, str]]:
        if module not in self._imports:
            try:
                tree = ast.parse(self._texts.get(module, ""))
            except (SyntaxError, ValueError, RecursionError):
                tree = ast.Module([], [])
            self._imports[module] = list(self._read(module, tree))
        return self._imports[module]

    def _read(self, module: str, tree: ast.AST) -> Iterator[tuple[str, str, str]]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for one in node.names:
                    yield one.name, "", one.asname or one.name.partition(".")[0]
            elif isinstance(node, ast.ImportFrom):
                base = self._base(module, node)
                for one in node.names:
                    name = "" if one.name == "*" else one.name
                    yield base, name, one.asname or one.name

    def _base(self, module: str, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = module.split(".")
        up = node.level - (1 if module in self._packages else 0)
        kept = parts[: len(parts) - up] if up else parts
        return ".".join([*kept, node.module] if node.module else kept)
