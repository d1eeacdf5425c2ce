"""Other containers in place of one: shorter, longer, in another order, with other keys."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from ..calls.places import Path, at, children, put
from ..knowledge.domain import Domain
from .around import Around
from .leaves import can_change, changed

__all__ = ["Reshaped", "reordered", "reshaped"]

MOST_ITEMS: Final = 300

Reshaped = tuple[Any, bool]
"""The new container, and whether something is absent or None in it that no record had so."""


def reshaped(value: Any, place: Path, domain: Domain, around: Around, random: Random) -> Reshaped:
    """Give another container of the same type."""
    if type(value) is list:
        return _list(value, place, domain, around, random), False
    return _mapping(value, place, domain, around, random)


def varied(value: Any, around: Around, random: Random) -> Any:
    """Give the value with one of its leaves changed."""
    path: Path = ()
    inside = children(value)
    while inside:
        step, value_here = random.choice(inside)
        path, inside = (*path, step), children(value_here)
    leaf = at(value, path)
    return put(value, path, changed(leaf, around, random)) if can_change(leaf) else value


def _list(
    value: list[Any], place: Path, domain: Domain, around: Around, random: Random
) -> list[Any]:
    known = [item for seen in domain.seen(place) if type(seen) is list for item in seen]
    items = value[:]
    kind = random.randrange(11)
    if kind == 0 or not (items or known):
        return []
    if kind == 1:
        return _as_long(items or known, around, random)
    one = random.choice(items or known)
    spot = random.randrange(len(items) + 1)
    if kind in (2, 3):
        items.insert(spot, varied(one, around, random))
    elif kind == 4:
        items.insert(random.choice((spot, len(items))), one)
    elif kind == 5:
        items.insert(spot, random.choice(known or [one]))
    elif kind == 6 and items:
        items.pop(random.randrange(len(items)))
    elif kind == 7:
        random.shuffle(items)
    elif kind == 8:
        items.reverse()
    elif kind == 9 and items and {*map(type, items)} == {int}:
        return _moved(items, around, random)
    else:
        items += random.sample(known, min(len(known), 3)) if known else items
    return items[:MOST_ITEMS]


def _moved(items: list[int], around: Around, random: Random) -> list[int]:
    """Move all numbers by one amount: to where one is a number that is spoken of, or near it."""
    known = [*around.numbers(int), *around.others(int), 0]
    by = random.choice(known) - random.choice(items) + random.choice((0, 0, 1, -1))
    return [item + by for item in items]


def _as_long(items: list[Any], around: Around, random: Random) -> list[Any]:
    """Make it as long as a number that a source or the call speaks of, a multiple, or one off."""
    known = [one for one in (*around.numbers(int), *around.others(int)) if 0 < one <= MOST_ITEMS]
    wanted = random.choice(known or [4]) * random.choice((1, 1, 2, 3)) + random.choice(
        (0, 0, 1, -1)
    )
    wanted = max(0, min(wanted, MOST_ITEMS))
    longer = items * (wanted // len(items) + 1)
    return [
        varied(one, around, random) if random.random() < 0.3 else one for one in longer[:wanted]
    ]


def _mapping(
    value: dict[Any, Any], place: Path, domain: Domain, around: Around, random: Random
) -> Reshaped:
    made = dict(value)
    kind = random.randrange(8)
    if kind == 7 and len(made) > 1:
        return reordered(made, random), False
    lacking = [key for key in made if domain.may_lack(place, key)]
    if kind in (0, 1) and lacking:
        for key in random.sample(lacking, random.randrange(1, len(lacking) + 1)):
            del made[key]
        return made, True
    if kind in (2, 3):
        return _with_key(made, place, domain, around, random)
    if domain.is_map(place, value):
        return _as_map(made, around, random), False
    if made and kind == 4:
        one, other = random.choice(list(made)), random.choice(list(made))
        if type(made[one]) is type(made[other]):
            made[one], made[other] = made[other], made[one]
    elif made:
        key = random.choice(list(made))
        made[key] = random.choice(domain.under(key) or [made[key]])
    return made, False


def reordered(value: dict[Any, Any], random: Random) -> dict[Any, Any]:
    """Give the mapping with its keys in another order."""
    keys = list(value)
    random.shuffle(keys)
    if keys == list(value):
        keys.reverse()
    return {key: value[key] for key in keys}


def _with_key(
    made: dict[Any, Any], place: Path, domain: Domain, around: Around, random: Random
) -> Reshaped:
    """Add a key that records have at this place, or that a source asks for."""
    recorded = [key for key in domain.keys(place) if key not in made]
    named = domain.facts.optional | (domain.facts.fields if domain.is_inside else frozenset())
    asked = [key for key in sorted(named) if key not in made]
    if not recorded and (not asked or random.random() < 0.3):
        return _as_map(made, around, random) if domain.is_map(place, made) else made, False
    is_asked = not recorded or (domain.is_inside and asked and random.random() < 0.3)
    key = random.choice(asked if is_asked else recorded)
    known = domain.under(key)
    if known:
        found = random.choice(known)
        made[key] = varied(found, around, random) if random.random() < 0.5 else found
    else:
        texts, numbers = around.texts(), around.numbers(int)
        guesses = [0, 1, "", "x", False, True]
        guesses += random.sample(texts, min(len(texts), 20))
        guesses += random.sample(numbers, min(len(numbers), 20))
        made[key] = random.choice(guesses)
        if domain.is_inside and random.random() < 0.3:
            made[key] = random.choice(([made[key]], {str(made[key]): made[key]}))
    return made, False


def _as_map(made: dict[Any, Any], around: Around, random: Random) -> dict[Any, Any]:
    """Change a mapping whose keys are data: none, fewer, another key, two values alike."""
    if not made:
        return made
    kind, key = random.randrange(5), random.choice(list(made))
    if kind == 0:
        return {}
    if kind == 1:
        del made[key]
    elif kind == 2 and can_change(key):
        made[changed(key, around, random)] = made[key]
    elif kind == 3:
        made[key] = made[random.choice(list(made))]
    else:
        made = dict(reversed(made.items()))
    return made
