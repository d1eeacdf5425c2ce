"""Which of the recorded calls stay, and how many calls each of them stands for. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from random import Random
from typing import TypeVar

__all__ = ["drawn", "fairly", "whole"]

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


def fairly(
    weights: Mapping[K, float], places: Mapping[K, str], most: int, random: Random
) -> dict[K, float]:
    """Draw at most so many keys, as many from each place as from any other that has more left.

    Within a place heavy ones are the likelier; what stays bears the weight of all. Of more places
    than `most` some are drawn, busy ones the likelier.

    Args:
        weights: Of each key.
        places: Where each key comes from.
        most: Keys at most.
        random: What draws.
    """
    if len(weights) <= most:
        return dict(weights)
    by_place: dict[str, dict[K, float]] = {}
    for key, weight in weights.items():
        by_place.setdefault(places[key], {})[key] = weight
    totals = {place: sum(held.values()) for place, held in by_place.items()}
    chosen = drawn(totals, most, random)
    kept: dict[K, float] = {}
    waiting = sorted(chosen, key=lambda place: len(by_place[place]))  # who has few leaves room
    for at, place in enumerate(waiting):
        room = most - len(kept)
        some = drawn(by_place[place], room // (len(waiting) - at), random)
        factor = chosen[place] / totals[place]
        kept |= {key: weight * factor for key, weight in some.items()}
    return {key: kept[key] for key in weights if key in kept}


def whole(weights: Sequence[float], total: int) -> list[int]:
    """Round weights to whole numbers of at least 1 that add up to `total` where that is possible.

    By the largest remainder (Hamilton's method).
    """
    scale = total / sum(weights) if weights else 0.0
    exact = [weight * scale for weight in weights]
    rounded = [max(1, int(share)) for share in exact]
    left = total - sum(rounded)
    order = sorted(range(len(exact)), key=lambda at: rounded[at] - exact[at])
    for at in order[: max(0, left)]:
        rounded[at] += 1
    while left < 0 and any(count > 1 for count in rounded):
        above = [at for at, count in enumerate(rounded) if count > 1]
        rounded[max(above, key=lambda at: rounded[at] - exact[at])] -= 1
        left += 1
    return rounded
