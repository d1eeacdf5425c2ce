"""How two trees of unlike types open to each other: as sequences, mappings, records or scalars."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

from switchover.values import BESIDE, Node, encode
from switchover.values.worker import STREAM

from . import arrays
from .scalars import ABSENT, SAME, member_value, number_of, same_number, text_of

__all__ = ["CHANGED", "VALUE", "Alike", "alike", "is_row", "opened", "parted"]


class Parts(NamedTuple):
    """What a value is made of; each part is None where it has none of that kind."""

    base: Any = None
    items: list[Any] | tuple[Any, ...] | None = None
    entries: dict[Any, Any] | None = None
    members: Any = None
    fields: dict[str, Any] | None = None
    ordered: bool = False
    """The order of its entries, or of its fields where it has no entries, is part of it."""
    layout: dict[str, Any] | None = None
    """Of an array, what its cells are and how many."""


def parts_of(tree: Any) -> Parts:
    """Open any tree."""
    if isinstance(tree, Node):
        if tree.opaque is not None:
            return Parts()
        cells = arrays.nested(tree)
        if cells is not None:
            return Parts(items=cells, fields=arrays.beside(tree), layout=arrays.layout(tree))
        node = opened(tree)
        return Parts(node.base, node.items, node.entries, node.members, node.fields, node.ordered)
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


def parted(tree: Any) -> tuple[Any, Any]:
    """Return what ended a stream, ABSENT where nothing did, and what is left of the value."""
    fields = tree.fields or {} if isinstance(tree, Node) and tree.type == STREAM else {}
    if fields.get("raised") is None or not isinstance(fields.get("items"), list | tuple):
        return ABSENT, tree
    return fields["raised"], Node(type=STREAM, fields={**fields, "raised": None})


def is_row(node: Node) -> bool:
    """Say whether the order of its fields is part of it, as of a named tuple's."""
    return node.ordered and node.entries is None


Alike: TypeAlias = tuple[str, Any, Any]
"""How to compare (`items`, `entries`, `members`, `order`, `value` or `changed`), and what."""

CHANGED: Final = "changed"
VALUE: Final = "value"
_HOLDING: Final = ("items", "members", "entries")


def alike(a: Any, b: Any) -> list[Alike] | None:
    """Say how the contents of two trees of unlike types are compared; None if in no way.

    Whatever one of them bears is among it. A list of nothing to compare means that both hold the
    same.
    """
    a, b = _unwrapped(a, b)
    left, right = parts_of(a), parts_of(b)
    for name in _HOLDING:
        mine, theirs = getattr(left, name), getattr(right, name)
        if mine is not None and theirs is not None:
            in_order = _in_order(mine, theirs, left, right) if name == "entries" else []
            return [(name, mine, theirs), *in_order, *_beside(left, right, name)]
    mine, theirs = _mapping(left), _mapping(right)
    if mine is not None and theirs is not None:
        return [("entries", mine, theirs), *_in_order(mine, theirs, left, right)]
    return _across(left, right) or _scalars(a, b, left, right)


def _unwrapped(a: Any, b: Any) -> tuple[Any, Any]:
    """Put the value of an enum member in its place, where the other is none."""
    x, y = member_value(a), member_value(b)
    if (x is ABSENT) != (y is ABSENT):
        a, b = a if x is ABSENT else x, b if y is ABSENT else y
    return a, b


def _in_order(mine: Any, theirs: Any, left: Parts, right: Parts) -> list[Alike]:
    """Compare the order of names where it is part of both."""
    return [("order", [*mine], [*theirs])] if left.ordered and right.ordered else []


def _beside(left: Parts, right: Parts, *known: str) -> list[Alike]:
    """Give what values bear beside the contents that are known."""
    found: list[Alike] = []
    for name in ("base", *_HOLDING):
        x, y = getattr(left, name), getattr(right, name)
        if name not in known and not (x is None and y is None):
            found.append((VALUE, ABSENT if x is None else x, ABSENT if y is None else y))
    if left.layout and right.layout:
        found.append(("entries", left.layout, right.layout))
    if "fields" not in known and (left.fields or right.fields):
        found.append(("entries", left.fields or {}, right.fields or {}))
    return found


def _across(left: Parts, right: Parts) -> list[Alike] | None:
    """Compare a set or a record with a sequence: by value, and by position."""
    mine, theirs = left.items, right.items
    if theirs is not None and left.members is not None:
        return [("members", left.members, theirs), *_beside(left, right, "members", "items")]
    if mine is not None and right.members is not None:
        return [("members", mine, right.members), *_beside(left, right, "members", "items")]
    if theirs is not None and left.fields and left.entries is None and left.base is None:
        beside = _beside(Parts(), right, *_HOLDING)
        return [("items", [*left.fields.values()], theirs), *beside]
    if mine is not None and right.fields and right.entries is None and right.base is None:
        beside = _beside(left, Parts(), *_HOLDING)
        return [("items", mine, [*right.fields.values()]), *beside]
    return None


def _mapping(parts: Parts) -> dict[Any, Any] | None:
    """Return what can be looked up by name: entries with what is beside them, or the fields of a
    mere record.
    """
    if parts.items is not None or parts.members is not None or parts.base is not None:
        return None
    if parts.entries is None:
        return parts.fields
    if not parts.fields:
        return parts.entries
    found = dict(parts.entries)
    for name, held in parts.fields.items():
        if name not in found:
            found[name] = held
        elif encode(found[name]) != encode(held):
            found[f"{BESIDE}{name}"] = held
    return found


def _scalars(a: Any, b: Any, left: Parts, right: Parts) -> list[Alike] | None:
    """Compare by the numbers or texts that two values stand for, else by what stands for them."""
    found = _said(a, b)
    if found is None:
        if left.base is None or right.base is None or {type(left.base), type(right.base)} & {*SAME}:
            return None
        found = [(VALUE, left.base, right.base)]
    known = ("base",) if left.layout is right.layout else ("base", "items")  # its bytes were it
    return [*found, *_beside(left, right, *known)]


def _said(a: Any, b: Any) -> list[Alike] | None:
    if type(a) is type(b) and type(a) in SAME:
        return [] if SAME[type(a)](a, b) else [(CHANGED, a, b)]
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
