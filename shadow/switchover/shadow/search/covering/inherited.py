"""Mappings that have a part of what stands around them: what code falls back on meets."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final

from ..calls.places import put, walk

__all__ = ["inherited"]

LESS: Final = 0.7
"""Share of those that get a part of what a mapping holds, where it holds several things."""


def inherited(
    made: dict[Any, Any], is_alike: Callable[[dict[Any, Any]], bool], random: Random
) -> dict[Any, Any]:
    """Let a mapping within one have what the outer has under a key, or a part of it.

    Code that looks into one and then into the other (what a child lacks, its parent has) is told
    from code that looks into one alone by mappings that have something in both.

    Args:
        made: A mapping.
        is_alike: Says whether a mapping within it may have the same keys.
        random: Decides which, and what part.

    Returns:
        The mapping itself, where nothing within it is like it, or it holds nothing to be had.
    """
    inner = [
        (path, held)
        for path, held in walk(((made,), {}))
        if len(path) > 2 and type(held) is dict and is_alike(held)
    ]
    if not inner:
        return made
    path, held = random.choice(inner)
    keys = [key for key, one in made.items() if type(one) is dict and one and key != path[2]]
    if not keys:
        return made
    key = random.choice([one for one in keys if one in held] or keys)
    part = dict(made[key])
    if len(part) > 1 and random.random() < LESS:
        for gone in random.sample(list(part), random.randrange(1, len(part))):
            del part[gone]
    own = held.get(key)
    if type(own) is dict and random.random() < 0.5:  # what is its own stays beside it
        part = {**own, **part}
    new: dict[Any, Any] = put(((made,), {}), path, {**held, key: part})[0][0]
    return new
