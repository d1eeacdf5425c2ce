"""A tree as text."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from ..errors import ReadingError
from ..node import Node
from .tags import TYPES, text_of_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..node import Tree

__all__ = ["MOST_LEVELS", "to_text"]

MOST_LEVELS = 100
"""Levels of a tree that are written: each may be three of JSON, whose readers stop near 1,000."""
MOST_PARTS = 5_000_000
"""Parts of a tree that are written; frozensets that are shared may double from level to level."""
MOST_UNFOLDED = 100_000
"""Parts up to which what is met again is written again: sharing is no part of a value."""
_LONG_INT = 2_000
"""Bits from which an int is written in hexadecimal: long decimal numbers take long to read, and
Python refuses to write over 640 digits where it was told to."""
_MEMBER = re.compile(r"\w+(?:\|\w+)*")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HALVES = re.compile(r"[\ud800-\udbff](?=[\udc00-\udfff])")
"""Two halves of a letter that stand one behind the other: JSON would read the letter."""
_BETWEEN = re.compile(r"(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")
_REFERRED = frozenset((list, dict, Node))
_CONTAINERS = frozenset((list, dict, set, tuple, frozenset, bytearray, Node))


def to_text(
    tree: Tree, *, indent: int | None = None, as_met: bool = False, aliases: bool = False
) -> str:
    """Write a tree as JSON with tags: one line, or with an indent.

    Keys of dicts and members of sets are sorted, so that equal values have equal texts; with
    `as_met` keys keep their order, for an input that is to be given again as it was. Parts that
    are met again are references only where a tree is part of itself or would grow large; with
    `aliases` also where they can be changed, for such an input is more than its parts. A tree
    deeper than 100 levels, or of more than five million parts, is written as opaque.
    """
    return _dump(_plain(tree, as_met, aliases), indent)


def _plain(tree: Tree, as_met: bool, aliases: bool) -> Any:
    shared = _met_again(tree)
    if shared:
        changing = {key for key, part in shared.items() if _is_changing(part)} if aliases else set()
        try:
            return _Writer(changing, MOST_UNFOLDED, as_met).plain(tree, 0)
        except _TooMuchError:
            pass  # it is part of itself, or would grow: references say it
    try:
        again = set(shared)
        while True:
            try:
                return _Writer(again, MOST_PARTS, as_met).plain(tree, 0)
            except _OwnPartError as found:  # noqa: PERF203
                again = found.shared
    except _TooMuchError as limit:
        kind = tree.type if type(tree) is Node else type(tree).__name__
        return {"$object": {"type": kind, "opaque": f"its text would have {limit}"}}


def _dump(found: Any, indent: int | None = None) -> str:
    separators = (",", ": ") if indent is not None else (", ", ": ")
    text = json.dumps(found, ensure_ascii=False, indent=indent, separators=separators)
    return _SURROGATE.sub(lambda lone: f"\\u{ord(lone.group()):04x}", text)


class _TooMuchError(Exception):
    """A limit of the text form is passed; the text names it."""


class _OwnPartError(Exception):
    """A tuple is part of itself: not it, but what it is reached through, is referred to."""

    def __init__(self, shared: set[int]) -> None:
        super().__init__()
        self.shared = shared


class _Writer:
    """Turns a tree into what JSON can hold; parts that are met again become references."""

    def __init__(self, shared: set[int], most_parts: int, as_met: bool) -> None:
        self._shared, self._as_met = shared, as_met
        self._most = self._left = most_parts
        self._numbers: dict[int, int] = {}
        self._open: list[Tree] = []
        self._is_key = 0

    def plain(self, tree: Tree, depth: int) -> Any:
        kind = type(tree)
        if kind is str:
            return tree if tree.isascii() or _HALVES.search(tree) is None else _apart(tree)
        if kind is bool or tree is None:
            return tree
        if kind is int:
            return tree if tree.bit_length() < _LONG_INT else {"$int": hex(tree)}
        if kind is float:
            return tree if math.isfinite(tree) else {"$float": repr(tree)}
        self._left -= 1
        if depth > MOST_LEVELS or self._left < 0:
            over = f"{MOST_LEVELS} levels" if depth > MOST_LEVELS else f"{self._most} parts"
            raise _TooMuchError(f"more than {over}")
        self._open.append(tree)
        is_shared = id(tree) in self._shared and not self._is_key
        found = self._reference(tree, kind, depth) if is_shared else self._own(tree, kind, depth)
        self._open.pop()
        return found

    def _own(self, tree: Tree, kind: type, depth: int) -> Any:
        if kind not in _WRITERS:
            raise ReadingError(
                f"a tree holds no {kind.__name__}: it is made by decode(encode(...))"
            )
        return _WRITERS[kind](self, tree, depth + 1)

    def _reference(self, tree: Tree, kind: type, depth: int) -> Any:
        known = self._numbers.get(id(tree))
        if known is not None:
            if kind is tuple and any(part is tree for part in self._open[:-1]):
                through = {id(part) for part in self._open if type(part) in _REFERRED}
                raise _OwnPartError((self._shared | through) - {id(tree)})
            return {"$ref": known}
        number = self._numbers[id(tree)] = len(self._numbers) + 1
        return {"$shared": [number, self._own(tree, kind, depth)]}

    def _list(self, tree: list[Tree], depth: int) -> Any:
        return [self.plain(item, depth) for item in tree]

    def _tuple(self, tree: tuple[Tree, ...], depth: int) -> Any:
        return {"$tuple": [self.plain(item, depth) for item in tree]}

    def _dict(self, tree: dict[Tree, Tree], depth: int, *, ordered: bool = False) -> Any:
        as_met = self._as_met or ordered
        if all(type(key) is str and (key.isascii() or _HALVES.search(key) is None) for key in tree):
            names: Iterable[Any] = tree if as_met else sorted(tree)
            return _escaped({key: self.plain(tree[key], depth) for key in names})
        pairs = [[self._key(key, depth), self.plain(held, depth)] for key, held in tree.items()]
        return {"$dict": pairs if as_met else sorted(pairs, key=lambda pair: _dump(pair[0]))}

    def _key(self, key: Tree, depth: int) -> Any:
        self._is_key += 1
        try:
            return self.plain(key, depth)
        finally:
            self._is_key -= 1

    def _members(self, tree: Any, depth: int) -> Any:
        return sorted((self._key(member, depth) for member in tree), key=_dump)

    def _set(self, tree: set[Tree], depth: int) -> Any:
        return {"$set": self._members(tree, depth)}

    def _frozenset(self, tree: frozenset[Tree], depth: int) -> Any:
        return {"$frozenset": self._members(tree, depth)}

    def _bytes(self, tree: bytes, depth: int) -> Any:  # noqa: ARG002 - as all writers
        tag, text = text_of_bytes(tree)
        return {tag: text}

    def _bytearray(self, tree: bytearray, depth: int) -> Any:
        return {"$bytearray": self._bytes(bytes(tree), depth)}

    def _complex(self, tree: complex, depth: int) -> Any:
        return {"$complex": [self.plain(tree.real, depth), self.plain(tree.imag, depth)]}

    def _node(self, node: Node, depth: int) -> Any:
        if _is_scalar(node):
            return {TYPES[node.type]: node.base}
        if _is_member(node):
            value = self.plain((node.fields or {})["value"], depth)
            return {"$enum": [f"{node.type}.{node.base}", value]}
        parts: dict[str, Any] = {"type": node.type}
        if node.base is not None:
            parts["base"] = self.plain(node.base, depth)
        if node.fields is not None:
            parts["fields"] = self._dict(node.fields, depth, ordered=node.ordered)
        if node.items is not None:
            parts["items"] = [self.plain(item, depth) for item in node.items]
        if node.entries is not None:
            pairs = [
                [self._key(key, depth), self.plain(held, depth)]
                for key, held in node.entries.items()
            ]
            parts["entries"] = (
                pairs if node.ordered or self._as_met else sorted(pairs, key=lambda p: _dump(p[0]))
            )
        if node.members is not None:
            parts["members"] = self._members(node.members, depth)
        if node.ordered:
            parts["ordered"] = True
        if node.opaque is not None:
            parts["opaque"] = node.opaque
        return {"$object": parts}


_WRITERS: dict[type, Any] = {
    list: _Writer._list,  # noqa: SLF001 - a table of its own methods
    tuple: _Writer._tuple,  # noqa: SLF001
    dict: _Writer._dict,  # noqa: SLF001
    set: _Writer._set,  # noqa: SLF001
    frozenset: _Writer._frozenset,  # noqa: SLF001
    bytes: _Writer._bytes,  # noqa: SLF001
    bytearray: _Writer._bytearray,  # noqa: SLF001
    complex: _Writer._complex,  # noqa: SLF001
    Node: _Writer._node,  # noqa: SLF001
}


def _apart(text: str) -> dict[str, list[str]]:
    return {"$text": _BETWEEN.split(text)}


def _escaped(found: dict[str, Any]) -> dict[str, Any]:
    """Keep data from being taken for a tag."""
    if len(found) == 1:
        ((key, held),) = found.items()
        if key.startswith("$"):
            return {f"${key}": held}
    return found


def _is_scalar(node: Node) -> bool:
    """Say whether a tag of its own and one text say all of a node."""
    base, others = node.base, (node.fields, node.items, node.entries, node.members, node.opaque)
    return (
        node.type in TYPES
        and type(base) is str
        and _HALVES.search(base) is None  # a path may hold some
        and all(part is None for part in others)
        and not node.ordered
    )


def _is_member(node: Node) -> bool:
    fields = node.fields
    return (
        type(node.base) is str
        and fields is not None
        and list(fields) == ["value"]
        and _MEMBER.fullmatch(node.base) is not None
        and all(part is None for part in (node.items, node.entries, node.members, node.opaque))
        and not node.ordered
    )


def _is_changing(part: Tree) -> bool:
    """Say whether what a part stands for can be changed."""
    if type(part) is Node:
        return not (_is_scalar(part) or _is_member(part) or part.type in {"type", "function"})
    return type(part) in {list, dict, set, bytearray}


def _met_again(tree: Tree) -> dict[int, Tree]:
    """Find the containers that are met more than once, outside keys and members."""
    seen: set[int] = set()
    again: dict[int, Tree] = {}
    work = [tree]
    while work:
        part = work.pop()
        kind = type(part)
        if kind not in _CONTAINERS or part in ((), frozenset()):
            continue
        if id(part) in seen:
            again[id(part)] = part
            continue
        seen.add(id(part))
        if kind is dict:
            work += part.values()
        elif kind is Node:
            work += (part.base, part.items, *(part.fields or {}).values())
            work += (part.entries or {}).values()
        elif kind is list or kind is tuple:
            work += part
    return again
