"""Which shape a mapping has, what was recorded of each, and what may stand under a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any, Final

from .choices import singular
from .facts import Facts
from .shapes import Shape, ShapeField

__all__ = ["Kinds"]

MOST_DONORS: Final = 150
"""Recorded mappings that are kept of one shape."""
ALIKE: Final = 0.6
"""Share of the keys of a mapping that its shape knows."""
USUAL: Final = 0.5
"""Share of the recorded mappings of a family that have a key which a new one then has too."""
_NO_FIELD: Final = ShapeField()


class Kinds:
    """Tells mappings by their keys, and by the word that tells siblings apart.

    Args:
        facts: What both sides say.
    """

    def __init__(self, facts: Facts) -> None:
        self._shapes = {one.name: one for one in facts.shapes}
        self._choices = facts.choices
        self._known: dict[tuple[Any, ...], Shape | None] = {}
        self._donors: dict[str, list[dict[Any, Any]]] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self._families: dict[str, list[Shape]] = {}
        self._roots: dict[str, Shape] = {}
        self._turn = 0
        self._plurals: dict[str, Shape] = {}
        self._beside: dict[str, list[str]] = {}
        for name, words in facts.choices.items():
            for word in words:
                self._beside.setdefault(word, []).append(name)

    def learn(self, held: dict[Any, Any]) -> None:
        """Take in a mapping that was recorded."""
        shape = self.of(held)
        if shape is not None:
            kept = self._donors.setdefault(self.root(shape).name, [])
            if len(kept) < MOST_DONORS:
                kept.append(held)
            else:  # the first half stays, for it was recorded; the latest are kept beside it
                self._turn = (self._turn + 1) % (MOST_DONORS // 2)
                kept[MOST_DONORS // 2 + self._turn] = held

    @property
    def is_empty(self) -> bool:
        return not self._shapes

    def of(self, held: Mapping[Any, Any]) -> Shape | None:
        """Give the shape that a mapping has; None where it has none that is known."""
        keys = frozenset(key for key in held if type(key) is str)
        told = tuple(held[key] for key in sorted(self._telling & keys) if type(held[key]) is str)
        key = (keys, told)
        if key not in self._known:
            self._known[key] = self._found(keys, told)
        return self._known[key]

    def _found(self, keys: frozenset[str], told: Sequence[str]) -> Shape | None:
        best, most = None, 0.0
        for shape in self._shapes.values():
            known = keys & shape.fields.keys()
            if len(known) < max(2, ALIKE * len(keys)):
                continue
            is_told = any(word in told for word in shape.words.values())
            score = len(known) + 1.5 * is_told - 0.01 * len(shape.fields)
            if score > most:
                best, most = shape, score
        return best

    @cached_property
    def _telling(self) -> frozenset[str]:
        """The keys that tell siblings apart."""
        return frozenset(
            key
            for shape in self._shapes.values()
            for key in shape.fields
            if self.telling(shape, key)
        )

    def telling(self, shape: Shape, key: str) -> str:
        """Give the word by which a key tells a shape from its siblings; empty where it does not."""
        for name, word in shape.words.items():
            if _is_for(name, key) and any(
                one.words.get(name, word) != word for one in self.family(shape)
            ):
                return word
        return ""

    def root(self, shape: Shape) -> Shape:
        """Give the outermost base that knows a key which tells its kinds from each other."""
        if shape.name not in self._roots:
            self._roots[shape.name] = self._root(shape)
        return self._roots[shape.name]

    def _root(self, shape: Shape) -> Shape:
        found = shape
        for base in (self._shapes[name] for name in shape.bases if name in self._shapes):
            names = {*shape.words, *base.words}
            if any(_is_for(name, key) for name in names for key in base.fields):
                found = base
        return found

    def family(self, shape: Shape) -> list[Shape]:
        """Give the shapes of which a mapping may be where one of this shape is."""
        if shape.name not in self._families:
            root = self.root(shape).name
            self._families[shape.name] = [
                one for one in self._shapes.values() if one.name == root or root in one.bases
            ]
        return self._families[shape.name]

    def is_of(self, held: Mapping[Any, Any], root: Shape) -> bool:
        """Say whether a mapping is of the family of a root."""
        shape = self.of(held)
        return shape is not None and self.root(shape) is root

    def told(self, shape: Shape) -> list[Shape]:
        """Give those of a shape's family that a word tells from their siblings."""
        return [
            one for one in self.family(shape) if any(self.telling(one, key) for key in one.fields)
        ]

    def named(self, name: str) -> Shape | None:
        return self._shapes.get(name)

    def donors(self, shape: Shape) -> list[dict[Any, Any]]:
        """Give recorded mappings of a shape's family."""
        return self._donors.get(self.root(shape).name, [])

    def usual(self, shape: Shape, random: Random) -> dict[Any, Any]:
        """Give, of a recorded mapping of a shape's family, what is usual in that."""
        donors = self.donors(shape)
        like = random.choice(donors) if donors else {}
        least = USUAL * len(donors)
        return {key: like[key] for key in like if sum(key in one for one in donors) >= least}

    def holds(self, field: ShapeField, shape: Shape) -> bool:
        """Say whether mappings of a shape's family may stand under a key."""
        inner = self.named(field.inner)
        return inner is not None and self.root(inner) is self.root(shape)

    def alike(self, shape: Shape, key: str) -> list[str]:
        """Give the other keys of a shape that are of the same type as one."""
        field = self.field(shape, key)
        return [one for one in shape.fields if one != key and shape.fields[one] == field]

    def field(self, shape: Shape, key: str) -> ShapeField:
        return shape.fields.get(key, _NO_FIELD)

    def one_of(self, key: str) -> Shape | None:
        """Give the shape of those that a field holds whose name is the plural of this key."""
        if not self._plurals:
            for shape in self._shapes.values():
                for name, field in shape.fields.items():
                    if field.inner in self._shapes and field.holds and singular(name) != name:
                        self._plurals.setdefault(singular(name), self._shapes[field.inner])
        return self._plurals.get(key)

    def beside(self, word: str) -> list[tuple[str, ...]]:
        """Give the groups of words that a word is an alternative in."""
        return [self._choices[name] for name in self._beside.get(word, ())]

    def words(self, key: Any) -> tuple[str, ...]:
        """Give the words that are alternatives under a key, as sources say."""
        if type(key) is not str:
            return ()
        if key not in self._words:
            found = dict.fromkeys(self._choices.get(key, ()))
            for name, words in self._choices.items():
                if name in (f"{key}_name", f"_{key}", f"{key}s"):
                    found.update(dict.fromkeys(words))
            for shape in self._shapes.values():
                if key in shape.fields:
                    word = self.telling(shape, key)
                    found.update(dict.fromkeys((*shape.fields[key].words, *([word] * bool(word)))))
            self._words[key] = tuple(found)
        return self._words[key]


def _is_for(name: str, key: str) -> bool:
    """Say whether a word that a class holds under a name is what its kind has under a key."""
    return name == key or name.startswith(f"{key}_") or name.endswith(f"_{key}")
