"""Draws mutants by a seed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from .mutant import Mutant

__all__ = ["sample"]


def sample(mutants: Iterable[Mutant], count: int, *, seed: int) -> list[Mutant]:
    """Draw so many mutants, the same for the same seed, in an order that the seed decides.

    A mutant's rank depends on its key and the seed alone: where the source changes, what is drawn
    elsewhere stays. A larger count begins with what a smaller one gives.
    """
    drawn = sorted(mutants, key=lambda mutant: _rank(mutant, seed))
    return drawn[: max(count, 0)]


def _rank(mutant: Mutant, seed: int) -> bytes:
    text = repr((seed, mutant.key))
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16).digest()
