"""Numbers that stand for trees: equal tokens mean typed-equal trees.

Each distinct tree is given the next number, built from the numbers of its parts, so that a part
is looked at once however often it is asked for, and no depth needs the stack of calls.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import count
from typing import Any

from switchover.values import Node

from .scalars import EXACT

__all__ = ["Tokens"]


class Tokens:
    """Gives tokens within one comparison; what nothing can see into equals no other."""

    __slots__ = ("_by_id", "_kept", "_known", "_next", "_open")

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}
        self._by_id: dict[int, int] = {}
        self._kept: list[Any] = []
        self._open: set[int] = set()
        self._next = count()

    def of(self, tree: Any) -> int:
        """Return the token of a tree."""
        plain = _scalar(tree)
        if plain is not None:
            return self._number(plain)
        known = self._by_id.get(id(tree))
        return self._walked(tree) if known is None else known

    def _walked(self, tree: Any) -> int:
        stack: list[tuple[Any, bool]] = [(tree, False)]
        while stack:
            part, is_ready = stack.pop()
            at = id(part)
            if at in self._by_id or _scalar(part) is not None:
                continue
            if is_ready:
                self._open.discard(at)
                self._by_id[at] = self._number(self._key(part))
                self._kept.append(part)  # keeps the id from being used again
            elif at not in self._open:
                self._open.add(at)
                stack.append((part, True))
                stack.extend((child, False) for child in _children(part))
        return self._by_id[id(tree)]

    def _number(self, key: Hashable) -> int:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = next(self._next)
        return found

    def _part(self, tree: Any) -> int:
        plain = _scalar(tree)
        if plain is not None:
            return self._number(plain)
        known = self._by_id.get(id(tree))
        return next(self._next) if known is None else known  # unknown: it holds itself

    def _key(self, tree: Any) -> Hashable:
        if type(tree) is not Node:
            return type(tree), self._content(tree)
        if tree.opaque is not None:
            return "opaque", id(tree)
        entries = None if tree.entries is None else tree.entries.items()
        is_row = tree.ordered and entries is None
        return (
            tree.type,
            tree.ordered,
            self._part(tree.base),
            self._entries((tree.fields or {}).items(), is_ordered=is_row),
            None if tree.items is None else tuple(self._part(item) for item in tree.items),
            entries if entries is None else self._entries(entries, is_ordered=tree.ordered),
            None if tree.members is None else tuple(sorted(map(self._part, tree.members))),
        )

    def _content(self, tree: Any) -> Hashable:
        if type(tree) is dict:
            return self._entries(tree.items(), is_ordered=False)
        if type(tree) in (set, frozenset):
            return tuple(sorted(map(self._part, tree)))
        return tuple(map(self._part, tree))

    def _entries(self, items: Iterable[tuple[Any, Any]], *, is_ordered: bool) -> Hashable:
        pairs = self._pairs(items)
        return tuple(pairs if is_ordered else sorted(pairs))

    def _pairs(self, items: Iterable[tuple[Any, Any]]) -> list[tuple[int, int]]:
        return [(self._part(key), self._part(value)) for key, value in items]


def _scalar(tree: Any) -> Hashable | None:
    """Return what tells a scalar from every other, or None where the tree has parts."""
    cls = type(tree)
    if cls in EXACT:
        return cls, tree
    if cls is float:
        return cls, repr(tree)  # NaN equals NaN, -0.0 is not 0.0
    if cls is complex:
        return cls, repr(tree.real), repr(tree.imag)
    return (cls, bytes(tree)) if cls is bytearray else None


def _children(tree: Any) -> Iterable[Any]:
    if type(tree) is not Node:
        return (*tree, *tree.values()) if type(tree) is dict else tree
    found: list[Any] = [tree.base]
    for mapping in (tree.fields, tree.entries):
        if mapping is not None:
            found += (*mapping, *mapping.values())
    for items in (tree.items, tree.members):
        if items is not None:
            found += items
    return found
