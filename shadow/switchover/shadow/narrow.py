"""Narrow two unequal values to the one part in which they differ.

`==` leads the way down, and only the way: that all the rest is equal is proved by the encodings.
Where x stands in A once, and A with y in its place is B, the values differ in nothing but x and y.
Encodings have no memo, so the bytes of a part are the same wherever it stands.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from .pairs import step
from .paths import INDEX, Path
from .proof import Prover

__all__ = ["Part", "narrowed"]

Part: TypeAlias = tuple[Any, Any, Path]
"""What the control and the candidate have at a path."""

DEEPEST: Final = 32
"""Levels followed; on each, the part that is left is compared by `==`."""
TRIES: Final = 3
"""Parts tried, from the innermost out: `True` alone may stand in A often, its record once."""
WIDEST: Final = 16
"""Elements of a container that is tried; of a wider one the walk proves the parts."""
_HEADER: Final = 11
"""Bytes of the protocol and of the first frame's length; a value of a few bytes has no frame."""
_FRAME: Final = 0x95
_FOLLOWED: Final = frozenset({dict, list, tuple})
_STOPS = (KeyError, ArithmeticError, RecursionError)
"""The other side lacks the key; a signalling NaN; too deep for `==`."""


def narrowed(whole: Part, encoded: bytes, other: bytes, prover: Prover) -> Part:
    """Return the smallest part that is proved to hold every difference, or the whole.

    Args:
        whole: Two values that a prover could encode, so that `==` runs no code of theirs.
        encoded: The control's encoding.
        other: The candidate's encoding.
        prover: Encodes the parts.
    """
    for part in _trail(*whole)[: -TRIES - 1 : -1]:
        x = _within(part[0], prover)
        if x is None or 4 * len(x) > len(encoded):
            break
        if encoded.count(x) == 1:
            y = _within(part[1], prover)
            if y is not None and _is_exchanged(x, y, encoded, other):
                return part
    return whole


def _trail(a: Any, b: Any, path: Path) -> list[Part]:
    """Follow the first part that differs, level by level, as long as both sides have it."""
    found: list[Part] = []
    try:
        for _ in range(DEEPEST):
            cls = type(a)
            if cls is not type(b) or cls not in _FOLLOWED or len(a) != len(b):
                break
            for at, x in a.items() if cls is dict else enumerate(a):
                if x != b[at]:
                    break
            else:
                break
            path = step(path, at) if cls is dict else (path, INDEX, at)
            a, b = x, b[at]
            found.append((a, b, path))
    except _STOPS:
        pass
    while found and _is_wide(found[-1][0]):
        found.pop()
    return found


def _is_wide(value: Any) -> bool:
    return type(value) in _FOLLOWED and len(value) > WIDEST


def _within(value: object, prover: Prover) -> bytes | None:
    """Return what stands for the value inside a larger encoding: no header, no stop."""
    encoded = prover.encoding(value)
    if encoded is None:
        return None
    return encoded[_HEADER if encoded[2] == _FRAME else 2 : -1]


def _is_exchanged(x: bytes, y: bytes, encoded: bytes, other: bytes) -> bool:
    """True where y for the only x makes the one encoding the other; frames aside."""
    at = encoded.find(x, _HEADER)
    alone = at >= 0 and encoded.find(x, at + 1) < 0  # `count` does not see what overlaps
    return alone and encoded[_HEADER:at] + y + encoded[at + len(x) :] == other[_HEADER:]
