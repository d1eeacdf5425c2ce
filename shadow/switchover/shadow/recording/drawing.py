"""Which of the recorded calls stay, and how many calls each of them stands for. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from random import Random
from typing import TypeVar

__all__ = ["drawn", "whole"]

K = TypeVar("K", bound=Hashable)


def drawn(weights: Mapping[K, float], most: int, random: Random) -> dict[K, float]:
    """Draw at most so many keys, heavy ones the likelier; what stays bears the weight of all.

    Source: Efraimidis & Spirakis, Information Processing Letters 97 (2006): the largest of
    `u ** (1 / weight)` are a weighted sample without replacement.
    """
    if len(weights) <= most:
        return dict(weights)
    ranked = sorted(weights, key=lambda key: random.random() ** (1 / weights[key]), reverse=True)
    chosen = set(ranked[:most])
    kept = {key: weight for key, weight in weights.items() if key in chosen}
    factor = sum(weights.values()) / sum(kept.values())
    return {key: weight * factor for key, weight in kept.items()}


def whole(weights: Sequence[float], total: int) -> list[int]:
    """Round weights to whole numbers of at least 1 that add up to `total` where that is possible.

    By the largest remainder (Hamilton's method).
    """
    scale = total / sum(weights) if weights else 0.0
    exact = [weight * scale for weight in weights]
    rounded = [max(1, int(share)) for share in exact]
    left = total - sum(rounded)
    order = sorted(range(len(exact)), key=lambda at: int(exact[at]) - exact[at])
    for at in order[: max(0, left)]:
        rounded[at] += 1
    while left < 0 and any(count > 1 for count in rounded):
        at = max(range(len(rounded)), key=lambda at: (rounded[at] - exact[at], rounded[at]))
        if rounded[at] <= 1:
            at = max(range(len(rounded)), key=rounded.__getitem__)
        rounded[at] -= 1
        left += 1
    return rounded
