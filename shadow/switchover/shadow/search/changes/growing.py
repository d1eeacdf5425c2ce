"""Mappings made from nothing, or made to be of another kind, by the shapes that sources know."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final

from ..knowledge.kinds import Kinds
from ..knowledge.shapes import Shape, ShapeField

__all__ = ["Grower"]

DEEPEST: Final = 4
OWN: Final = 0.6
"""Share of the fields that only this kind has that are given one at first."""
SHARED: Final = 0.06
"""The same of the fields that its bases have, beside those that most recorded ones have."""


class Grower:
    """Grows mappings.

    Args:
        kinds: The shapes.
        texts: Texts that values are taken from: those of the call, and some that were recorded.
        values: Gives what was recorded under a key, wherever it was.
        random: Decides.
        is_bound: Whether what was recorded under a key says of which types its values are; inside
            documents it does not, for there each reader looks for itself.
    """

    def __init__(
        self,
        kinds: Kinds,
        texts: list[str],
        values: Callable[[Any], list[Any]],
        random: Random,
        *,
        is_bound: bool = False,
    ) -> None:
        self._kinds, self._texts, self._values, self._random = kinds, texts, values, random
        self._is_bound = is_bound

    def retyped(self, held: dict[Any, Any], shape: Shape) -> dict[Any, Any]:
        """Make a mapping one of a sibling kind: what is common stays, what is its own comes."""
        siblings = [one for one in self._kinds.told(shape) if one is not shape]
        if not siblings:
            return held
        return self._as(held, self._random.choice(siblings), 0)

    def grown(self, shape: Shape, depth: int = 0) -> dict[Any, Any]:
        """Make a mapping of a shape, or of a sibling's, beside nothing."""
        chosen = self._random.choice(self._kinds.told(shape) or self._kinds.family(shape))
        return self._as(self._kinds.usual(shape, self._random), chosen, depth)

    def item(self, shape: Shape, depth: int = 0) -> dict[Any, Any]:
        """Give a mapping of a shape's family: one that was recorded, or one that is grown."""
        donors = self._kinds.donors(shape)
        if donors and (depth >= DEEPEST or self._random.random() < 0.5):
            return dict(self._random.choice(donors))
        return self.grown(shape, depth) if depth < DEEPEST else {}

    def wrapped(self, held: dict[Any, Any], shape: Shape) -> dict[Any, Any]:
        """Put a mapping into a new one that may hold such, if any may."""
        fit = [
            (one, key)
            for one in self._kinds.family(shape)
            for key, field in one.fields.items()
            if self._kinds.holds(field, shape)
        ]
        if not fit:
            return held
        outer, key = self._random.choice(fit)
        made = self._as(self.grown(outer), outer, 1)
        made[key] = self._held(held, self._kinds.field(outer, key))
        return made

    def with_field(self, held: dict[Any, Any], shape: Shape) -> dict[Any, Any]:
        """Give a mapping one more field of its shape, or another value of one."""
        absent = [key for key in shape.fields if key not in held]
        own = [key for key in absent if key in shape.own]
        keys = own if own and self._random.random() < 0.4 else absent
        if not keys or self._random.random() < 0.3:
            keys = [key for key in shape.fields if key in held] or list(shape.fields)
        key = self._random.choice(keys)
        return {**held, key: self.value(shape, key, 1)}

    def renamed(self, held: dict[Any, Any], shape: Shape) -> dict[Any, Any]:
        """Let what stands under one key stand under another of its shape.

        It is one that a table of the sources names beside it, or one of the same type, mostly.
        """
        random = self._random
        known = [key for key in held if key in shape.fields]
        absent = [key for key in shape.fields if key not in held]
        beside = {
            key: [one for group in self._kinds.beside(key) for one in group if one in absent]
            for key in known
        }
        told = [key for key in known if beside[key]]
        if not known or not absent:
            return held
        old = random.choice(told if told and random.random() < 0.7 else known)
        alike = [key for key in absent if shape.fields[key] == shape.fields[old]]
        fit = [ways for ways in (beside[old], alike, absent) if ways]
        new = random.choice(fit[0] if random.random() < 0.6 else fit[-1])
        return {new if key == old else key: value for key, value in held.items()}

    def longer(self, items: list[Any], shape: Shape) -> list[Any]:
        """Put one more mapping of a shape into a list of such; what all have otherwise differs."""
        made = self.item(shape, 1)
        known = [one for one in items if type(one) is dict]
        for key, value in list(made.items()):
            others = [one.get(key) for one in known]
            if type(value) is str and value in others and len(set(map(repr, others))) == len(known):
                made[key] = f"{value}{len(items)}"
        spot = self._random.choice((len(items), self._random.randrange(len(items) + 1)))
        return [*items[:spot], made, *items[spot:]]

    # --- parts

    def _as(self, held: dict[Any, Any], shape: Shape, depth: int) -> dict[Any, Any]:
        siblings = self._kinds.family(shape)
        others = {key for one in siblings for key in one.own if one is not shape and one.words}
        made = {key: one for key, one in held.items() if key in shape.fields or key not in others}
        for key in shape.fields:
            word = self._kinds.telling(shape, key)
            if word:
                made[key] = word
            elif key not in made and (
                self._random.random() < (OWN if key in shape.own else SHARED)
            ):
                made[key] = self.value(shape, key, depth + 1)
        return made

    def _held(self, held: dict[Any, Any], field: ShapeField) -> Any:
        if field.holds == "list":
            return [held]
        return {"a": held} if field.holds == "dict" else held

    def value(self, shape: Shape, key: str, depth: int) -> Any:
        """Give something that may stand under a key of a shape."""
        known = self._values(key) if self._is_bound else []
        made = self._any(shape, key, depth)
        types = {type(one) for one in known}
        return made if not types or type(made) in types else self._random.choice(known)

    def _any(self, shape: Shape, key: str, depth: int) -> Any:
        field, random = self._kinds.field(shape, key), self._random
        known = self._values(key)
        if known and random.random() < 0.5:
            return random.choice(known)
        alike = self._kinds.alike(shape, key)
        if alike and random.random() < 0.2:  # what a key of the same type may hold
            known = self._values(random.choice(alike)) or known
            if known:
                return random.choice(known)
        inner = self._kinds.named(field.inner)
        if inner is not None and random.random() < 0.9:
            many = random.choice((1, 1, 2, 3))
            if field.holds == "list":
                items = list[Any]()
                for _ in range(many):
                    items = self.longer(items, inner) if depth < DEEPEST else items
                return items
            return self._held(self.item(inner, depth), field)
        words = self._kinds.words(key)
        if words and random.random() < 0.7:
            return random.choice(words)
        return self._plain(field, known)

    def _plain(self, field: ShapeField, known: list[Any]) -> Any:
        random = self._random
        kind = field.type
        text = random.choice(self._texts) if self._texts else "x"
        if kind == "bool":
            return random.random() < 0.7
        if kind in ("int", "float"):
            return random.choice((0, 1, 1, 2, 2, 3, 5, -1))
        if kind == "str" and random.random() < 0.8:
            return random.choice((text, text, field.default or text, "1s", "x"))
        if field.holds == "list":
            return [text]
        number = random.choice((0, 1, 2, 3))
        ways = (text, [text, "b", number], {"a": text, "b": number}, True, number, [1, 2, 3])
        return random.choice((*ways, *known[:3]))
