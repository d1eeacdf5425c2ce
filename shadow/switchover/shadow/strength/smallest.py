"""The fewest inputs that show all that a corpus shows."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

__all__ = ["fewest"]


def fewest(
    shown: Sequence[frozenset[Hashable]], weights: Sequence[float]
) -> tuple[list[int], list[float]]:
    """Choose inputs so that together they show what all show (greedily, then without the needless).

    Of inputs that show as much, the heaviest is taken, then the first. The weight of an input that
    goes is given to the one that shows most of what it shows.

    Args:
        shown: Of each input, what it shows.
        weights: Of each input, how many calls it stands for.

    Returns:
        The numbers of those that stay, in their order, and their new weights, which add up to the
        old ones.
    """
    left = set[Hashable]().union(*shown)
    kept = list[int]()
    while left:
        best = max(range(len(shown)), key=lambda n: (len(shown[n] & left), weights[n], -n))
        kept.append(best)
        left -= shown[best]
    for number in sorted(kept, key=lambda n: (len(shown[n]), weights[n])):
        others = set[Hashable]().union(*(shown[n] for n in kept if n != number))
        if shown[number] <= others and len(kept) > 1:
            kept.remove(number)
    kept.sort()
    if not kept and shown:
        kept = [0]
    heavier = {number: weights[number] for number in kept}
    for number, weight in enumerate(weights):
        if number not in heavier:
            near = max(kept, key=lambda n: (len(shown[n] & shown[number]), -n))
            heavier[near] += weight
    return kept, [heavier[number] for number in kept]
