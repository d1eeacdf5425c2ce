"""Whether both sides give the same: the seam between measuring and comparing values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from switchover import values  # loads a name when it is used: a launch that only times uses none

from .errors import BenchError

__all__ = ["Answer", "Answers", "Differ", "UnknownError", "difference"]

Answer = tuple[Any, ...]
"""What a call returned, and its arguments as it left them."""

Differ = Callable[[Answer | bytes, Answer | bytes], str]
"""Says how two answers, or their documents, differ: "" where they do not.

Raises `UnknownError` where nobody can say."""

Answers = Literal["same", "differ"]
"""Whether answers have to be the same, or may differ: because they were compared already, say."""


class UnknownError(BenchError):
    """Nothing can say whether two values are equal; the message says why."""

    remedy = "say what of them counts: `as` of a pair, or an opener for their class"


def difference(control: Answer | bytes, candidate: Answer | bytes) -> str:
    """Say how two answers differ by typed equality: `1`, `1.0` and `True` are three things.

    Raises:
        UnknownError: A value has no equality that could be relied on.
    """
    ours, theirs = (
        each if isinstance(each, bytes) else values.encode(each) for each in (control, candidate)
    )
    if ours == theirs:
        return ""
    one, other = values.decode(ours), values.decode(theirs)
    walk = _Walk()
    for name, ours, theirs in zip(("the answer", "args", "kwargs"), one, other, strict=True):
        try:
            place = walk.place(ours, theirs, name)
        except RecursionError as error:
            raise UnknownError(f"{name} is too deep to be compared here") from error
        if place is not None:
            said, other_said = values.show(ours), values.show(theirs)
            return f"{place} differs: control {said:.60}, candidate {other_said:.60}"
    return ""


class _Walk:
    """Walks two trees together; what is part of itself is looked at once."""

    def __init__(self) -> None:
        self._met = set[tuple[int, int]]()

    def place(self, one: Any, other: Any, at: str) -> str | None:
        """Give where two trees differ first; None where they do not."""
        if type(one) is not type(other):
            return at
        if isinstance(one, values.Node | list | tuple | dict):
            both = id(one), id(other)
            if both in self._met:  # it was looked at, or is part of itself
                return None
            self._met.add(both)
        if isinstance(one, values.Node):
            return self._in_node(one, other, at)
        if isinstance(one, list | tuple):
            if len(one) != len(other):
                return at
            pairs = enumerate(zip(one, other, strict=True))
            inner = (self.place(a, b, f"{at}[{index}]") for index, (a, b) in pairs)
            return next((place for place in inner if place is not None), None)
        if isinstance(one, dict):
            return self._in_dict(one, other, at)
        if isinstance(one, set | frozenset):
            return None if _keys(one) == _keys(other) else at
        if isinstance(one, float | complex):
            return None if repr(one) == repr(other) else at
        return None if one == other else at

    def _in_node(self, one: values.Node, other: values.Node, at: str) -> str | None:
        if why := one.opaque or other.opaque:
            raise UnknownError(f"{one.type}: {why}")
        if one.type != other.type or one.ordered != other.ordered:
            return at
        parts = ("base", "fields", "items", "entries", "members")
        found = (self.place(getattr(one, name), getattr(other, name), at) for name in parts)
        unordered = next((place for place in found if place is not None), None)
        return at if unordered is None and one.ordered and _moved(one, other) else unordered

    def _in_dict(self, one: dict[Any, Any], other: dict[Any, Any], at: str) -> str | None:
        ours = {values.encode(key): key for key in one}
        theirs = {values.encode(key): key for key in other}
        if ours.keys() != theirs.keys():
            return at
        for name, key in ours.items():
            place = self.place(one[key], other[theirs[name]], f"{at}[{key!r:.30}]")
            if place is not None:
                return place
        return None


def _moved(one: values.Node, other: values.Node) -> bool:
    """Tell whether equal entries, or fields of a row, stand in another order that counts."""
    return _in_order(one) != _in_order(other)


def _in_order(node: values.Node) -> list[bytes]:
    named = node.fields if node.entries is None else node.entries
    return [values.encode(key) for key in named or ()]


def _keys(members: set[Any] | frozenset[Any]) -> set[bytes]:
    return {values.encode(each) for each in members}
