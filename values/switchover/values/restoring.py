"""What a class's own code makes of parts that it has made once already, put right."""

from __future__ import annotations

import sys
from typing import Any

from .encoding import encode

__all__ = ["is_like", "restored"]

_CONTAINERS = (list, tuple, set, frozenset, dict)


def is_like(one: object, other: object) -> bool:
    """Return True where two live values have equal documents."""
    return one is other or encode(one) == encode(other)


def restored(made: Any, given: dict[str, Any]) -> Any:
    """Give the attributes of a value what they were given, where its class made others of it.

    A `__post_init__`, a converter or a validator has run before what it made was recorded, and
    would run twice: a price would be rounded, doubled or signed again. Where it makes another type
    (a text that a person wrote becomes a date), what it makes stands.
    """
    for name, held in given.items():
        now = getattr(made, name, None)
        if now is not held and not is_like(now, held) and _kinds(now, held):
            _put(made, name, held)
    return made


def _kinds(now: Any, held: Any) -> bool:
    """Whether two values are of the same types all the way down, as far as both go."""
    if type(now) is not type(held):
        return False
    if not isinstance(held, _CONTAINERS):
        return True
    if isinstance(held, dict):
        return _any_alike(now, held) and _any_alike(now.values(), held.values())
    return _any_alike(now, held)


def _any_alike(now: Any, held: Any) -> bool:
    if not now or not held:
        return True
    return all(any(_kinds(one, other) for one in now) for other in held)


def _put(made: Any, name: str, held: Any) -> None:
    try:
        object.__setattr__(made, name, held)
    except TypeError:  # a class in C with its own way
        sys.modules["msgspec"].structs.force_setattr(made, name, held)
