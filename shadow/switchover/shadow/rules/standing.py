"""What a path leaves of patterns: two places that leave the same are alike for every rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from .paths import Path, Pattern, chain

__all__ = ["Standings"]

Standing: TypeAlias = tuple[frozenset[int], ...]
"""For each pattern how many of its steps may have been taken."""


class Standings:
    """Tells how far paths have come in patterns; each step is looked at once."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._known: dict[int, tuple[Path, Standing]] = {}

    def is_among(self, path: Path, places: list[Path]) -> bool:
        """Say whether one of the places lies above a path, or is like it and all that is below."""
        standing = self._of(path)
        if any(self._of(one) == standing for one in places):
            return True
        met = set(map(id, places))
        return any(id(above) in met for above in chain(path))

    def _of(self, path: Path) -> Standing:
        ahead: list[Path] = []
        standing: Standing | None = None
        for one in chain(path):
            if id(one) in self._known:
                standing = self._known[id(one)][1]
                break
            ahead.append(one)
        for one in reversed(ahead):
            standing = self._after(standing, one)
            self._known[id(one)] = one, standing  # the path is kept, so that an id stays its own
        return standing or ()

    def _after(self, standing: Standing | None, path: Path) -> Standing:
        if standing is None:
            return tuple(pattern.begun(path) for pattern in self._patterns)
        both = zip(self._patterns, standing, strict=True)
        return tuple(pattern.taken(path, before) for pattern, before in both)
