"""What may stand under a key of a kind: one value for each thing that a source may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from random import Random
from typing import Any, Final

from ..calls.places import put, walk
from ..knowledge.kinds import Kinds
from ..knowledge.schemas import is_schema
from ..knowledge.shapes import Shape, ShapeField

__all__ = ["RECORDED", "Alternatives"]

DEEPEST: Final = 3
RECORDED: Final = 3
"""Recorded values that are taken for one key."""
MOST_WORDS: Final = 12
MOST_LISTED: Final = 4
"""Words that come as the one of a list as well."""
SET: Final = 0.5
"""Share of the fields that a mapping made from nothing has, of those that its kind has alone."""
SHOWING: Final = 0.5
"""Share of the mappings of names to names in which one leads to a text that may show something."""

Make = Callable[[], Any]
"""Gives a value that nobody else holds."""


class Alternatives:
    """Gives, for a key of a kind, values that differ in what they are: an alternative each.

    Values are such that something depends on them: numbers of no symmetry, and texts that name what
    is in the same document, so that what refers to it leads there.

    Args:
        kinds: The shapes, and what was recorded of each.
        values: Gives what was recorded under a key, wherever it was.
        names: By what some mappings of the document are called: few, so that they meet.
        names_of: Of a shape, by what the mappings of the document are called that have it.
        texts: Texts that speak a language, led to these names.
        shows: Those of them that show all there is.
        naming: The keys that mappings are named by.
        random: Decides.
    """

    def __init__(
        self,
        kinds: Kinds,
        values: Callable[[Any], list[Any]],
        names: Sequence[str],
        names_of: Callable[[Shape], Sequence[str]],
        texts: Sequence[str],
        shows: Sequence[str],
        naming: Iterable[Any],
        random: Random,
    ) -> None:
        self._naming, self._names_of = set(naming), names_of
        self._kinds, self._values, self._random = kinds, values, random
        self._names = [*names] or ["x"]
        self._texts, self._shows = [*texts] or self._names, shows

    def of(self, shape: Shape, key: str, depth: int = 0) -> list[Make]:
        """Give what makes the values that may stand there; none where only one word may.

        What refers to others comes first, then what refuses or shows what was made before, then
        what was recorded, for it mostly has a form, and what it is compared with.
        """
        if self._kinds.telling(shape, key):
            return []
        field = self._kinds.field(shape, key)
        inner = self._kinds.named(field.inner)
        if inner is not None:
            return self._inner(inner, field, depth)
        found = self._first(shape, key, depth)
        words = self._kinds.words(key)
        words = tuple(self._random.sample(words, min(MOST_WORDS, len(words))))
        known = self._recorded(shape, key, field)
        found += [partial(_same, one) for one in known]
        if field.hint is None and field.default is None:  # one word, or some
            found += [partial(_listed, word) for word in words[:MOST_LISTED]]
        found += [partial(_same, word) for word in words]
        found += self._by_type(field)
        held = [one for one in known if type(one) in (dict, list) and one]
        if held:
            found += [partial(self._varied, held)] * 2
            if isinstance(field.default, str):  # it is no text alone
                found += [self._by_name, self._items]
        return found

    def first(self, shape: Shape, key: str) -> int:
        """Give how many of these come before what was recorded: each kind is made with each."""
        inner = self._kinds.named(self._kinds.field(shape, key).inner)
        is_given = inner is not None or self._kinds.telling(shape, key)
        return 0 if is_given else len(self._first(shape, key, 0))

    def _first(self, shape: Shape, key: str, depth: int) -> list[Make]:
        return [*self._one_of(key, depth), *self._revealing(shape, key)]

    def item(self, shape: Shape, depth: int = 0) -> dict[Any, Any]:
        """Make a mapping of just this shape: what is usual, its word, and some of its own."""
        usual = self._kinds.usual(shape, self._random)
        made = {key: held for key, held in usual.items() if key in shape.fields}
        root = self._kinds.root(shape)
        for key in shape.fields:
            if word := self._kinds.telling(shape, key):
                made[key] = word
            elif key not in made and (root is shape or key not in root.fields):
                ways = self.of(shape, key, depth + 1) if self._random.random() < SET else []
                if ways:
                    made[key] = self._random.choice(ways)()
        return made

    def told(self, shape: Shape) -> list[Shape]:
        """Give the kinds of a family that a word tells apart; the shape alone where none does."""
        return self._kinds.told(shape) or [shape]

    def _one_of(self, key: str, depth: int) -> list[Make]:
        """Give names of those that a field holds whose name is the plural, and one of them."""
        shape = self._kinds.one_of(key)
        if shape is None:
            return []
        names = self._names_of(shape)
        found: list[Make] = [partial(self._random.choice, names)] * 2 if names else []
        return [*found, partial(self.item, shape, depth + 1)] if depth < DEEPEST else found

    def _inner(self, inner: Shape, field: ShapeField, depth: int) -> list[Make]:
        if depth >= DEEPEST:
            donors = self._kinds.donors(inner)
            return [partial(self.held, [self._random.choice(donors)], field)] if donors else []
        found: list[Make] = [partial(self._made, one, field, depth) for one in self.told(inner)]
        if field.holds:
            found.append(partial(self.held, [], field))
        return found

    def _made(self, shape: Shape, field: ShapeField, depth: int) -> Any:
        many = self._random.choice((1, 2, 3)) if field.holds else 1
        items = [self.item(shape, depth + 1) for _ in range(many)]
        return self.held(self._told_apart(items), field)

    def _told_apart(self, items: list[dict[Any, Any]]) -> list[dict[Any, Any]]:
        """Let their names differ."""
        return [
            {
                key: f"{held}-{number}" if number and key in self._naming else held
                for key, held in one.items()
            }
            for number, one in enumerate(items)
        ]

    def held(self, items: list[Any], field: ShapeField) -> Any:
        if field.holds == "list":
            return items
        if field.holds == "dict":
            return {self._names[at % len(self._names)]: one for at, one in enumerate(items)}
        return items[0]

    def _recorded(self, shape: Shape, key: str, field: ShapeField) -> list[Any]:
        """Give some that were recorded under the key, and under keys of the same type."""
        is_text = isinstance(field.default, str)
        alike = [] if is_text else self._kinds.alike(shape, key)
        self._random.shuffle(alike)
        near = [self._random.choice(held) for one in alike[:8] if (held := self._values(one))]
        own = self._values(key)
        if not is_text:
            own = [*own, *self._beside(shape, key)]
        return self._drawn(own) + ([] if field.default else self._drawn(near))

    def _beside(self, shape: Shape, key: str) -> list[Any]:
        """Give what stands under keys that a table of the sources names with this one.

        They mostly hold the same: an `input` what an `output` does.
        """
        keys = {one for group in self._kinds.beside(key) for one in group if one in shape.fields}
        return [held for one in sorted(keys - {key}) for held in self._values(one)]

    def _revealing(self, shape: Shape, key: str) -> list[Make]:
        """Give what tells of all that was made before it: what refuses it, and what shows it."""
        field, own = self._kinds.field(shape, key), self._values(key)
        found = self._refusing([*self._beside(shape, key), *own])
        if not self._shows or key in self._naming or self._kinds.words(key):
            return found
        if field.type == "dict" or any(type(one) is dict for one in own):
            return [*found, self._shown]
        if field.type == "str" and not field.holds:
            return [*found, partial(self._random.choice, self._shows)]
        return found

    def _refusing(self, known: list[Any]) -> list[Make]:
        """Give schemas that hardly anything fits, where a JSON Schema was recorded.

        The first is missed more than once: what is said of several is told from what is of one.
        """
        schemas = [one for one in known if type(one) is dict and is_schema(one)]
        if not schemas:
            return []
        one = self._random.choice(schemas)
        return [
            partial(_same, {**one, "required": [self._name(), f"{self._name()}-2"]}),
            partial(_same, {"type": "null"}),
        ]

    def _drawn(self, known: list[Any]) -> list[Any]:
        return self._random.sample(known, min(RECORDED, len(known)))

    def _by_type(self, field: ShapeField) -> list[Make]:
        kind = field.type
        if kind == "bool":
            return [partial(_same, True), partial(_same, False)]
        if kind in ("int", "float"):
            return [partial(_same, one) for one in (0, 1, 3, -2)]
        if kind == "dict":
            return [self._by_name, self._by_name, self._by_name, dict]
        if kind == "list":
            return [self._items, self._some_names, list]
        texts: list[Make] = [self._name, *([self._text] * 2), partial(_same, "")]
        if kind == "str" and not field.holds:
            return [*texts, partial(_same, "3s"), partial(_same, "7")]
        return [self._name, self._text, self._by_name, self._items, partial(_same, 7)]

    def _name(self) -> str:
        return self._random.choice(self._names)

    def _text(self) -> str:
        return self._random.choice(self._texts)

    def _by_name(self) -> dict[str, Any]:
        """Let names lead to names, or to a text."""
        names = self._random.sample(self._names, min(3, len(self._names)))
        ways = [*names[1:], names[0]]
        if self._random.random() < SHOWING:
            ways[0] = self._text()
        return dict(zip(names, ways, strict=True))

    def _shown(self) -> dict[str, Any]:
        """Show all there is under a name: which of it is there tells of what was made before."""
        return {self._name(): self._random.choice(self._shows)}

    def _varied(self, known: list[Any]) -> Any:
        """Change one leaf of a recorded value: a word that sources know beside it, or a name."""
        value = self._random.choice(known)
        leaves = [
            (path[2:], held)
            for path, held in walk(((value,), {}))
            if type(held) in (str, int, float, bool)
        ]
        if not leaves:
            return value
        path, held = self._random.choice(leaves)
        if type(held) is not str:
            return put(value, path, not held if type(held) is bool else held + 3)
        beside = [word for group in self._kinds.beside(held) for word in group if word != held]
        return put(value, path, self._random.choice(beside or [self._name()]))

    def _some_names(self) -> list[str]:
        return self._random.sample(self._names, min(2, len(self._names)))

    def _items(self) -> list[Any]:
        return [self._name(), self._text(), 5]


def _listed(word: str) -> list[str]:
    return [word]


def _same(value: Any) -> Any:
    return value
