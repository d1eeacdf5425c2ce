"""How two trees of unlike types open to each other: as sequences, mappings, records or scalars."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

from switchover.values import Node
from switchover.values.worker import STREAM

from . import arrays
from .scalars import ABSENT, SAME, number_of, same_number, text_of

__all__ = ["CHANGED", "Alike", "Parts", "alike", "opened", "parts_of"]


class Parts(NamedTuple):
    """What a value is made of; each part is None where it has none of that kind."""

    base: Any = None
    items: list[Any] | tuple[Any, ...] | None = None
    entries: dict[Any, Any] | None = None
    members: Any = None
    fields: dict[str, Any] | None = None


def parts_of(tree: Any) -> Parts:
    """Open any tree."""
    if isinstance(tree, Node):
        if tree.opaque is not None:
            return Parts()
        cells = arrays.nested(tree)
        if cells is not None:
            return Parts(items=cells)
        node = opened(tree)
        return Parts(node.base, node.items, node.entries, node.members, node.fields)
    if isinstance(tree, list | tuple):
        return Parts(items=tree)
    if isinstance(tree, dict):
        return Parts(entries=tree)
    if isinstance(tree, set | frozenset):
        return Parts(members=tree)
    return Parts(base=tree)


def opened(node: Node) -> Node:
    """Return a node as it is walked: what an iterator gave is opened as a sequence."""
    fields = node.fields or {}
    if node.type != STREAM or not isinstance(fields.get("items"), list | tuple):
        return node
    beside = {
        name: value
        for name, value in fields.items()
        if name != "items" and value is not _UNSAID.get(name, ABSENT)
    }
    return Node(type=STREAM, fields=beside, items=list(fields["items"]))


_UNSAID: Final = {"returned": None, "raised": None, "has_more": False}
"""What the fields of a stream are where nothing is said: a generator may return False."""


Alike: TypeAlias = tuple[str, Any, Any]
"""How to compare (`items`, `entries`, `members` or `changed`), and what."""

CHANGED: Final = "changed"


def alike(a: Any, b: Any) -> list[Alike] | None:
    """Say how the contents of two trees of unlike types are compared; None if in no way.

    A list of nothing to compare means that both hold the same.
    """
    a, b = _unwrapped(a, b)
    if type(a) is type(b) and type(a) in SAME:
        return [] if SAME[type(a)](a, b) else [(CHANGED, a, b)]
    left, right = parts_of(a), parts_of(b)
    if left.items is not None and right.items is not None:
        return [("items", left.items, right.items), *_attributes(left, right)]
    if left.members is not None and right.members is not None:
        return [("members", left.members, right.members), *_attributes(left, right)]
    if left.entries is not None and right.entries is not None:
        return [("entries", left.entries, right.entries), *_attributes(left, right)]
    mine, theirs = _mapping(left), _mapping(right)
    if mine is not None and theirs is not None:
        return [("entries", mine, theirs)]
    return _across(left, right) or _scalars(a, b)


def _unwrapped(a: Any, b: Any) -> tuple[Any, Any]:
    """Put the values of enum members in their place."""
    return _value(a), _value(b)


def _value(tree: Any) -> Any:
    if not (isinstance(tree, Node) and isinstance(tree.base, str) and tree.fields):
        return tree
    return tree.fields["value"] if [*tree.fields] == ["value"] else tree


def _attributes(left: Parts, right: Parts) -> list[Alike]:
    """Give what values hold beside their contents."""
    return [("entries", left.fields or {}, right.fields or {})]


def _across(left: Parts, right: Parts) -> list[Alike] | None:
    """Compare a set or a record with a sequence: by value, and by position."""
    mine, theirs = left.items, right.items
    if theirs is not None and left.members is not None:
        return [("members", left.members, theirs)]
    if mine is not None and right.members is not None:
        return [("members", mine, right.members)]
    if theirs is not None and left.fields and left.entries is None and left.base is None:
        return [("items", list(left.fields.values()), theirs)]
    if mine is not None and right.fields and right.entries is None and right.base is None:
        return [("items", mine, list(right.fields.values()))]
    return None


def _mapping(parts: Parts) -> dict[Any, Any] | None:
    """Return what can be looked up by name: entries, or the fields of a mere record."""
    if parts.entries is not None:
        return parts.entries
    holds = parts.items is not None or parts.members is not None or parts.base is not None
    return None if holds else parts.fields


def _scalars(a: Any, b: Any) -> list[Alike] | None:
    number, other = number_of(a), number_of(b)
    if number is not None and other is not None:
        return [] if same_number(number, other) else [(CHANGED, a, b)]
    text, another = text_of(a), text_of(b)
    if text is not None and another is not None:
        return [] if _same_text(text, another) else [(CHANGED, a, b)]
    return None


_MIDNIGHT: Final = "T00:00:00"


def _same_text(a: str, b: str) -> bool:
    """Equal, or a date and the midnight that it becomes as a moment."""
    return a == b or a + _MIDNIGHT == b or b + _MIDNIGHT == a
