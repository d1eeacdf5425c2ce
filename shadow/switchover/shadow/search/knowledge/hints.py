"""An annotation as a plain tree, which another process can read without its classes."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import fractions
import pathlib
import types
import typing
import uuid
from typing import Any, Final

__all__ = ["TYPES", "allows_none", "hint_tree"]

TYPES: Final[dict[str, type]] = {
    kind.__name__: kind
    for kind in (
        *(bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset),
        *(dt.date, dt.datetime, dt.time, dt.timedelta, decimal.Decimal, fractions.Fraction),
        *(uuid.UUID, pathlib.Path, type(None)),
    )
}
"""What a tree names, by the name that it has there."""
_ABSTRACT: Final = {
    "Sequence": "list", "MutableSequence": "list", "Iterable": "list", "Collection": "list",
    "Mapping": "dict", "MutableMapping": "dict", "Set": "set", "AbstractSet": "set",
}  # fmt: skip
MOST_DEPTH: Final = 6


def hint_tree(hint: Any, depth: int = 0) -> Any:
    """Give an annotation as names and lists: `int` as "int", `list[int]` as ["list", "int"].

    A union is ["|", ...], a Literal ["=", values]. What has no such form is None.
    """
    if hint is None:
        return "NoneType" if depth else None
    if depth > MOST_DEPTH or isinstance(hint, str):
        return None
    if isinstance(hint, type) and typing.get_origin(hint) is None:
        if issubclass(hint, enum.Enum):
            return None
        return hint.__name__ if TYPES.get(hint.__name__) is hint else _abstract(hint)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return hint_tree(args[0], depth + 1)
    if origin in (typing.Union, types.UnionType):
        return ["|", *(hint_tree(one, depth + 1) for one in args)]
    if origin is typing.Literal:
        return ["=", *(one for one in args if isinstance(one, bool | int | str | bytes))]
    name = _abstract(origin) or getattr(origin, "__name__", "")
    if name not in TYPES:
        return None
    return [name, *("..." if one is ... else hint_tree(one, depth + 1) for one in args)]


def _abstract(kind: Any) -> str | None:
    return _ABSTRACT.get(getattr(kind, "__name__", ""))


def allows_none(tree: Any) -> bool | None:
    """Say whether an annotation allows None; None where there is none."""
    if tree is None:
        return None
    return tree == "NoneType" or (isinstance(tree, list) and tree[0] == "|" and "NoneType" in tree)
