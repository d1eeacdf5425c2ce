"""Keys and members that somebody else wrote: what is made to hurt is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["MOST_ALIKE", "told_apart"]

MOST_ALIKE = 1000
"""Keys or members of one hash that are read: more of them are made to take long."""


def told_apart(keys: Collection[Any]) -> None:
    """Refuse what is made to collide: a dict of it takes a time that grows with its square.

    Raises:
        ValueError: More than a thousand have one hash.
        TypeError: One of them has none.
    """
    alike: dict[int, int] = {}
    for key in keys:
        slot = hash(key)
        alike[slot] = alike.get(slot, 0) + 1
        if alike[slot] > MOST_ALIKE:
            raise ValueError(f"more than {MOST_ALIKE} keys collide")
