"""A part put into itself: records that hold parts of their own kind may go deeper than recorded."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from ..calls.places import Call, at, put, walk
from .around import Around

__all__ = ["nested"]

DEEPEST: Final = 60
"""Times that a part is put into itself at most."""
MOST_PARTS: Final = 2_000


def nested(call: Call, around: Around, random: Random) -> Call:
    """Put a list or mapping into itself, where a like one lies inside it, some times over.

    As often as a number says that a source or the call speaks of, or once to four times.
    """
    found = [(path, value) for path, value in walk(call) if type(value) in (list, dict)]
    pairs = [
        (outer, inner[len(outer) :])
        for outer, whole in found
        for inner, part in found
        if len(inner) > len(outer) and inner[: len(outer)] == outer and _is_like(part, whole)
    ]
    if not pairs:
        return call
    path, spot = random.choice(pairs)
    whole = at(call, path)
    size = 1 + sum(1 for _ in walk(((whole,), {})))
    known = [one for one in (*around.numbers(int), *around.others(int)) if 0 < one <= DEEPEST]
    times = random.choice(known) + random.choice((-1, 0, 1, 2)) if known else 0
    if random.random() < 0.5 or times < 1:
        times = random.randrange(1, 5)
    made = whole
    for _ in range(min(times, max(1, MOST_PARTS // size))):
        made = put(whole, spot, made)
    deeper: Call = put(call, path, made)
    return deeper


def _is_like(part: Any, whole: Any) -> bool:
    """Say whether a part is of the kind of what it lies in: an item here is one there."""
    if type(part) is not type(whole) or not part:
        return False
    if type(part) is dict:
        return bool(part.keys() <= whole.keys())
    return {*map(type, part)} <= {*map(type, whole)}
