"""Hashable stand-ins for values: equal tokens mean typed-equal values."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from .proof import Prover
from .scalars import EXACT
from .shapes import Parts, parts_of

__all__ = ["Tokens"]

DEEPEST = 12
"""Levels that a token looks into where the encoding is refused."""
MOST_OPENED = 30_000
"""Values opened for tokens in one comparison: a tenth of a second or so."""
_PLAIN = frozenset({dict, list, tuple, set, frozenset})


class Tokens:
    """Makes tokens; what it cannot see into gets a token that equals no other."""

    __slots__ = ("_kept", "_left", "_prover")

    def __init__(self, prover: Prover) -> None:
        self._prover = prover
        self._left = MOST_OPENED
        self._kept: list[Any] = []

    def of(self, value: Any, depth: int = DEEPEST) -> Hashable:
        cls = type(value)
        if cls in EXACT:
            return (cls, value)
        if cls is float:
            return (cls, repr(value))
        if cls in _PLAIN and self._prover.room > 0:
            encoding = self._prover.encoding(value)
            if encoding is not None:
                return (cls, encoding)
        return self._opened(value, parts_of(value), depth)

    def _opened(self, value: Any, parts: Parts, depth: int) -> Hashable:
        self._left -= 1
        if depth == 0 or self._left < 0:
            return self._identity(value)
        if parts.is_opaque:
            return self._hashed(value)
        below = depth - 1
        return (
            type(value),
            self.of(parts.base, below),
            tuple(self.of(item, below) for item in parts.items or ()),
            self._pairs(parts.entries, below),
            frozenset(self.of(member, below) for member in parts.members or ()),
            self._pairs(parts.fields, below),
        )

    def _pairs(self, entries: dict[Any, Any] | None, depth: int) -> Hashable:
        items = (entries or {}).items()
        return frozenset((self.of(key, depth), self.of(value, depth)) for key, value in items)

    def _hashed(self, value: Any) -> Hashable:
        cls = type(value)
        own: Any = cls.__hash__
        if own is None or own is object.__hash__:
            return self._identity(value)
        try:
            hash(value)
        except Exception:  # noqa: BLE001 - a broken __hash__ leaves identity
            return self._identity(value)
        return (cls, value)

    def _identity(self, value: Any) -> Hashable:
        self._kept.append(value)  # keeps the id from being used again
        return (type(value), "id", id(value))
