"""Two texts, or two lists, of the same parts: in another order, or of another number of each."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from ..calls.places import Call, Path, put

__all__ = ["recounted"]


def recounted(call: Call, rows: Sequence[tuple[Path, Any]], random: Random) -> Call:
    """Make one row of the call of the parts of another, or of its own parts.

    What is as long and of the same parts may still have one of them twice in place of another,
    which a set does not see.

    Args:
        call: The call.
        rows: Its texts and lists, each with its place.
        random: Decides.
    """
    full = [(path, value) for path, value in rows if value]
    if not full:
        return call
    path, value = random.choice(full)
    one, other = list(value), list(value)
    if random.random() < 0.7:
        one.append(random.choice(one))
        other.append(random.choice(other))
    random.shuffle(other)
    beside = [at for at, held in rows if type(held) is type(value) and _are_apart(at, path)]
    if not beside:
        beside, one = [path], other
    made: Call = put(put(call, random.choice(beside), _like(value, other)), path, _like(value, one))
    return made


def _like(value: Any, parts: list[Any]) -> Any:
    return "".join(parts) if type(value) is str else parts


def _are_apart(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] != other[:shorter]
