"""Parts of a value that stand in it twice: what they make it grow by, and what can be changed."""

from __future__ import annotations

from enum import Enum
from typing import Any

from .openers import reduce

__all__ = ["has_aliases", "is_shared"]

_LEAF_BYTES = 16
"""More than any number of usual size needs, and the head of any text."""
_CONTAINERS = frozenset((list, tuple, set, frozenset, dict))
_NUMBERS = frozenset((type(None), bool, float))
_LEAVES = _NUMBERS | {int, complex, str, bytes}
_UNCHANGING = frozenset((
    "builtins.range", "builtins.slice", "builtins.ellipsis", "builtins.function",
    "datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta",
    "datetime.timezone", "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "zoneinfo.ZoneInfo",
))  # fmt: skip
"""Types of the standard library whose values nobody changes."""


def is_shared(value: object, written: int) -> bool:
    """Return True where the parts of a value, each counted once, need fewer bytes than `written`.

    The count stops there, so it looks at a value for less than a second.
    """
    work: list[Any] = [value]
    room, seen, kept = written, set(), []
    while work and room > 0:
        part = work.pop()
        kind = type(part)
        room -= _LEAF_BYTES
        if kind in _NUMBERS:
            continue
        if kind is int:
            room -= part.bit_length() >> 3
        elif kind is str:
            room -= 4 * len(part)
        elif kind is bytes or kind is bytearray:
            room -= len(part)
        elif id(part) not in seen:
            seen.add(id(part))
            kept.append(part)  # so that its id is not given again
            _look_into(part, kind, work)
    return room > 0


def has_aliases(value: object) -> bool:
    """Return True where a part that can be changed stands in a value twice.

    Whoever changes it in one place changes it in the other, so the value is more than its parts.
    """
    work: list[Any] = [value]
    seen, kept = set[int](), list[Any]()
    while work:
        part = work.pop()
        kind = type(part)
        if kind in _LEAVES or issubclass(kind, type):
            continue
        if kind is tuple and _LEAVES.issuperset(map(type, part)):
            continue
        if id(part) in seen:
            return True
        if kind in _CONTAINERS:
            inside = part.values() if kind is dict else part
            work.extend(one for one in inside if type(one) not in _LEAVES)
        elif kind is not bytearray:
            name = f"{kind.__module__}.{kind.__qualname__}"
            if name in _UNCHANGING or issubclass(kind, Enum):
                continue
            work.extend(reduce(part)[1])
        seen.add(id(part))
        kept.append(part)  # so that its id is not given again
    return False


def _look_into(part: Any, kind: type, work: list[Any]) -> None:
    if kind is dict:
        for entry in list(part.items()):
            work.extend(entry)
    elif kind in _CONTAINERS:
        work.extend(part)
    else:
        work.extend(reduce(part)[1])
