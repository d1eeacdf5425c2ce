"""Rows of values in which every two values of two keys come together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from random import Random
from typing import Final

__all__ = ["pairwise", "some_of"]

ROWS: Final = 80
"""Rows that are given at most."""
DRAWN: Final = 12
"""Rows that are drawn for each of these; the one with the most pairs that are new is taken."""
TOGETHER: Final = 3
"""Keys that have a value in a row, in the mean: the more there are, the more is in the way."""
LEAST: Final = 0.25
MOST: Final = 0.65
"""Shares of the keys that have one, at least and at most."""


def pairwise(sizes: Mapping[str, int], random: Random) -> Iterator[dict[str, int]]:
    """Give rows: for some keys, the number of a value each.

    Greedy, as an array of strength two is built: of some rows that are drawn the one with most
    pairs that are new is taken, until all pairs have come or `ROWS` are there.

    Args:
        sizes: How many values each key may have.
        random: Draws.
    """
    left = {
        ((one, first), (other, second))
        for one, other in combinations(sizes, 2)
        for first in range(sizes[one])
        for second in range(sizes[other])
    }
    alone = {(key, number) for key in sizes for number in range(sizes[key])}
    for _ in range(ROWS):
        if not left and not alone:
            return
        drawn = [some_of(sizes, random) for _ in range(DRAWN)]
        best = max(
            drawn,
            key=lambda row: (
                sum(pair in left for pair in combinations(row.items(), 2))
                + sum(one in alone for one in row.items())
            ),
        )
        left -= {*combinations(best.items(), 2)}
        alone -= {*best.items()}
        yield best


def some_of(sizes: Mapping[str, int], random: Random) -> dict[str, int]:
    """Draw a row; the first values of a key more often than the last."""
    share = min(MOST, max(LEAST, TOGETHER / max(1, len(sizes))))
    return {
        key: min(random.randrange(size), random.randrange(size))
        for key, size in sizes.items()
        if random.random() < share
    }
