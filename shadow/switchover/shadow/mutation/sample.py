"""Draws mutants by a seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from types import MappingProxyType

from .mutant import Mutant

__all__ = ["sample"]


def sample(
    mutants: Iterable[Mutant],
    count: int,
    *,
    seed: int,
    called: Mapping[str, str] = MappingProxyType({}),
) -> list[Mutant]:
    """Draw so many mutants, the same for the same seed, in an order that the seed decides.

    A mutant's rank depends on its key and the seed alone: where the source changes, what is drawn
    elsewhere stays. A larger count begins with what a smaller one gives.

    Args:
        mutants: What is drawn from.
        count: How many.
        seed: Decides the order.
        called: What a file is called for the rank, its module say, so that the draw is the same
            wherever the file lies; a file that is not named here counts as it is given.
    """
    drawn = sorted(mutants, key=lambda mutant: _rank(mutant, seed, called))
    return drawn[: max(count, 0)]


def _rank(mutant: Mutant, seed: int, called: Mapping[str, str]) -> bytes:
    file, *rest = mutant.key
    text = repr((seed, (called.get(file, file), *rest)))
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16).digest()
