"""Whether a value is larger as a tree than in memory, because parts of it are shared."""

from __future__ import annotations

from typing import Any

from .openers import reduce

__all__ = ["is_shared"]

_LEAF_BYTES = 16
"""More than any number of usual size needs, and the head of any text."""
_CONTAINERS = frozenset((list, tuple, set, frozenset, dict))
_NUMBERS = frozenset((type(None), bool, float))


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


def _look_into(part: Any, kind: type, work: list[Any]) -> None:
    if kind is dict:
        for entry in list(part.items()):
            work.extend(entry)
    elif kind in _CONTAINERS:
        work.extend(part)
    else:
        work.extend(reduce(part)[1])
