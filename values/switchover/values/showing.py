"""A tree as one line of text, as a reader of Python expects it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .node import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .node import Tree

__all__ = ["MORE", "show"]

DEEPEST = 24
"""Levels below which a value is shown as `…`."""
MORE = "…"
MOST_SORTED = 256
"""Members up to which those of a set are sorted; of more, the order is that of this process."""
SORTED_DEEP = 2
"""Sets within sets that are sorted."""
RANKED = 60
"""Characters by which members that are no scalars are sorted."""
MOST_BITS = 2_000
"""Integers beyond it are shown in hexadecimal: Python refuses to write over 640 digits where it was
told to."""


def show(tree: Tree, width: int = 200) -> str:
    """Write a tree as one line of at most `width` characters, `…` for what is left out.

    The work is bounded by the width, not by the tree, but for sets, whose members are shown in one
    order in every process, up to `MOST_SORTED` of them; a tree that is part of itself ends at a
    depth.
    """
    writer = _Writer(width)
    writer.write(tree, 0)
    text = "".join(writer.parts)
    return text if len(text) <= width else (text[: max(0, width - 1)] + MORE)[: max(0, width)]


_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}
_NAMED = frozenset(("function", "module", "builtin_function_or_method"))


class _Writer:
    def __init__(self, width: int, sorts: int = SORTED_DEEP) -> None:
        self.parts: list[str] = []
        self._room = width + 1
        self._sorts = sorts

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self._room -= len(text)

    def write(self, tree: Tree, depth: int) -> None:
        kind = type(tree)
        if self._room <= 0:
            return
        if depth > DEEPEST:
            self._put(MORE)
        elif kind is Node:
            self._node(tree, depth + 1)
        elif kind is dict:
            self._between("{", "}", self._entries(tree), depth + 1)
        elif kind in _BRACKETS:
            self._container(tree, kind, depth + 1)
        else:
            self._put(self._leaf(tree))

    def _leaf(self, tree: Tree) -> str:
        room = self._room
        if isinstance(tree, (str, bytes, bytearray)) and len(tree) > room:
            return repr(tree[:room])
        if type(tree) is int and tree.bit_length() > min(4 * room + 64, MOST_BITS):
            text = hex(tree)
            return text if len(text) <= room else f"{text[:room]}{MORE}"
        return repr(tree)

    def _container(self, tree: Any, kind: type, depth: int) -> None:
        opening, closing = _BRACKETS[kind]
        if not tree and kind in (set, frozenset):
            self._put(f"{kind.__name__}()")
            return
        if kind is tuple and len(tree) == 1:
            closing = ",)"
        items = self._in_order(tree) if kind in (set, frozenset) else tree
        self._between(opening, closing, ((None, item) for item in items), depth)

    def _in_order(self, members: set[Tree] | frozenset[Tree]) -> Iterable[Tree]:
        """Give members in an order that hangs neither on the seed of hashes nor on addresses."""
        if not self._sorts or not 1 < len(members) <= MOST_SORTED:
            return members
        return sorted(members, key=self._rank)

    def _rank(self, member: Tree) -> tuple[str, bool, Any]:
        kind = type(member)
        if kind in (int, str, bytes):
            return kind.__name__, False, member
        if kind is float:
            is_nan = member != member  # noqa: PLR0124
            return kind.__name__, is_nan, 0.0 if is_nan else member
        writer = _Writer(RANKED, self._sorts - 1)
        writer.write(member, 0)
        return kind.__name__, False, "".join(writer.parts)

    def _entries(self, entries: dict[Any, Tree]) -> Iterable[tuple[Any, Tree]]:
        return (((key,), value) for key, value in entries.items())

    def _between(self, opening: str, closing: str, parts: Iterable[Any], depth: int) -> None:
        """Write parts with commas: each a tree, before it a keyword or, in a tuple, a key."""
        self._put(opening)
        comma = ""
        for key, value in parts:
            if self._room <= 0:
                return
            self._put(comma)
            comma = ", "
            if type(key) is tuple:
                self.write(key[0], depth)
                self._put(": ")
            elif key is not None:
                self._put(f"{key}=")
            self.write(value, depth)
        self._put(closing)

    def _node(self, node: Node, depth: int) -> None:
        short = node.type.rpartition(".")[2]
        if node.opaque is not None:
            self._put(f"<{node.type}>")
        elif node.type == "type":
            self._put(f"<class {str(node.base)!r}>")
        elif node.type in _NAMED and type(node.base) is str:
            self._put(f"<{'function' if 'function' in short else short} {node.base}>")
        elif _is_member(node):
            self._put(f"<{short}.{node.base}: ")
            self.write((node.fields or {})["value"], depth)
            self._put(">")
        else:
            self._between(f"{short}(", ")", _arguments(node), depth)


def _is_member(node: Node) -> bool:
    fields = node.fields
    return type(node.base) is str and fields is not None and list(fields) == ["value"]


def _arguments(node: Node) -> Iterable[tuple[Any, Tree]]:
    """Give what a call that made such a value would take."""
    for part in (node.base, node.items, node.entries, node.members):
        if part is not None:
            yield None, part
    fields = dict(node.fields or {})
    if type(fields.get("args")) is tuple and not fields.keys() & {"function", "self"}:
        yield from ((None, argument) for argument in fields.pop("args"))
    yield from fields.items()
