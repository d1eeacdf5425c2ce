"""Makes inputs nobody recorded out of those somebody did."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from random import Random
from typing import Any, Final, NamedTuple

from ..calls.documents import Embedded, document
from ..calls.places import Call, Path, at, folded, put, walk, without
from ..knowledge.domain import Domain
from .around import Around
from .growing import Grower
from .leaves import can_change, changed
from .nesting import nested
from .recounted import recounted
from .structure import reordered, reshaped
from .texts import twins

__all__ = ["Input", "Mutator"]

MOST_LEAVES: Final = 400
_WEIGHTS: Final = (50, 20, 8, 8, 4, 5, 4, 5, 3, 4, 8)
"""How often each step is taken, in the order of `Mutator._steps`."""
_WEIGHTS_INSIDE: Final = (35, 15, 6, 15, 1, 5, 3, 0, 1, 0, 30)
"""The same inside documents: what they mean lies in their keys and parts more than in letters."""
WORDS: Final = 0.5
"""Share of the words of a document that become another word, known at the place or in a source."""
REORDERED: Final = 0.2
"""Share of the changes of which arguments there are that give those by name in another order."""
RECOUNTED: Final = 0.15
"""Share of the twins that are made of the same parts, but of another number of each."""
CHOICES: Final = 0.7
"""Share of the changes of a word that take another one of those that sources know beside it."""
_WORD: Final = re.compile(r"[A-Za-z_][\w.-]{0,40}")

INSIDE: Final = 0.95
"""Share of the steps that change a document inside, where a call has one; the others change its
text, which mostly breaks it."""

_OF_KIND: Final[dict[str, tuple[Any, ...]]] = {
    "bool": (False, True),
    "int": (0, 1, -7),
    "float": (0.0, 1.5),
    "str": ("", "x", "1"),
    "bytes": (b"", b"x"),
    "list": ([], [1], ["x"]),
    "dict": ({}, {"x": 1}),
}
"""Values of the types that sources tell apart."""

Step = Callable[[Call, Call], tuple[Call, bool]]
"""Of a call and another: the new call, and whether it is beyond the domain."""


class Input(NamedTuple):
    """A call, and how it came to be."""

    call: Call
    is_beyond: bool = False
    """Something is absent or None in it that was never so in a record: an error of both sides is
    no finding."""
    origin: str = "recorded"


class Mutator:
    """Changes a call in one to a few places.

    Args:
        domain: Where inputs may be.
        random: Decides.
    """

    def __init__(self, domain: Domain, random: Random) -> None:
        self._domain = domain
        self._random = random
        self._most: dict[Path, float] = {}
        self._steps: tuple[Step, ...] = (
            *(self._leaf, self._shape, self._copied, self._spliced),
            *(self._twins, self._borrowed, self._none, self._argument),
            *(self._nested, self._other_kind, self._kind),
        )

    def mutated(self, given: Input, other: Input) -> Input:
        """Give a call like one, with something of another at times."""
        count = 1
        while count < 5 and self._random.random() < 0.45:
            count += 1
        call, is_beyond = given.call, given.is_beyond
        for _ in range(count):
            inner = self._documents(call)
            if inner and self._random.random() < INSIDE:
                call, beyond = self._document(call, other.call, self._random.choice(inner))
            else:
                step = self._random.choices(self._steps, self._weights_of(call))[0]
                call, beyond = step(call, other.call)
            is_beyond |= beyond
        return Input(call, is_beyond, "mutated")

    def _weights_of(self, call: Call) -> tuple[int, ...]:
        """Give how often each step is taken: every other time a record is changed as a document."""
        if self._domain.is_inside:
            return _WEIGHTS_INSIDE
        kinds = self._domain.kinds
        is_record = any(type(one) is dict and kinds.of(one) is not None for _, one in walk(call))
        return _WEIGHTS_INSIDE if is_record and self._random.random() < 0.5 else _WEIGHTS

    def tame(self, call: Call) -> None:
        """Learn that numbers as great as this call's took too long."""
        for path, value in walk(call):
            if type(value) is int and abs(value) > 10_000:
                place = folded(path, call)
                self._most[place] = min(self._most.get(place, math.inf), float(abs(value)))

    # --- documents inside texts

    def _documents(self, call: Call) -> list[Path]:
        """Give the places of the texts that are documents themselves."""
        return [path for path, value in walk(call) if document(value) is not None]

    def _document(self, call: Call, other: Call, path: Path) -> tuple[Call, bool]:
        """Change a document as if it were the whole input, and write it back as it was written.

        Something of another document is taken from the other call at times, or else from a record.
        """
        text, place = at(call, path), folded(path, call)
        found = document(text)
        assert found is not None
        theirs = _document_at(other, path)
        if theirs is None:
            seen = self._domain.seen(place)
            theirs = (document(self._random.choice(seen)) if seen else None) or found
        given, second = Input(((found.value,), {})), Input(((theirs.value,), {}))
        made = Mutator(self._domain.inside(place), self._random).mutated(given, second)
        try:
            return put(call, path, found.write(made.call[0][0])), made.is_beyond
        except Exception:  # noqa: BLE001 - what the notation cannot hold is not written
            return call, False

    # --- one step each: the new call, and whether it is beyond the domain

    def _leaf(self, call: Call, _: Call) -> tuple[Call, bool]:
        leaves = [(path, value) for path, value in walk(call) if can_change(value)]
        if not leaves:
            return self._shape(call, call)
        path, value = self._random.choice(leaves)
        words = self._alternatives(path, value) if type(value) is str else ()
        if words and self._random.random() < CHOICES:
            return put(call, path, self._random.choice(words)), False
        around = self._around(leaves, path, call)
        if self._domain.is_inside and type(value) is str and _WORD.fullmatch(value):
            known = self._words(folded(path, call), around)
            if known and self._random.random() < WORDS:
                return put(call, path, self._random.choice(known)), False
        return put(call, path, changed(value, around, self._random)), False

    def _alternatives(self, path: Path, value: str) -> tuple[str, ...]:
        """Give the words that sources know beside a value, or under the key that it lies at."""
        kinds = self._domain.kinds
        key = next((step for step in reversed(path) if type(step) is str), None)
        if key is None and (parameter := self._domain.parameter(path)) is not None:
            key = parameter.name
        groups = [one for one in (kinds.words(key), *kinds.beside(value)) if len(one) > 1]
        return self._random.choice(groups) if groups else ()

    def _kind(self, call: Call, other: Call) -> tuple[Call, bool]:
        """Change a mapping as one of its kind: another kind, more of it, one more beside it."""
        kinds, random = self._domain.kinds, self._random
        places = [] if kinds.is_empty else list(walk(call))
        found = [
            (path, value, shape)
            for path, value in places
            if type(value) is dict and (shape := kinds.of(value)) is not None
        ]
        if not found:
            return self._shape(call, other)
        path, value, shape = random.choice(found)
        texts = [held for _, held in places if type(held) is str]
        texts += random.sample(self._domain.texts, min(30, len(self._domain.texts)))
        bound = not self._domain.is_inside
        grower = Grower(kinds, texts, self._domain.under, random, is_bound=bound)
        way = random.randrange(14)
        if way < 5:
            return put(call, path, grower.with_field(value, shape)), False
        if way < 7:
            return put(call, path, grower.retyped(value, shape)), False
        if way == 7:
            return put(call, path, grower.wrapped(value, shape)), False
        if way == 8:
            return put(call, path, grower.item(shape)), False
        if way in (9, 10):
            return put(call, path, grower.renamed(value, shape)), False
        if way == 11:  # a mapping where a word stood, the name of one perhaps
            leaves = [at_ for at_, held in places if type(held) is str and len(at_) > 2]
            spot = random.choice(leaves) if leaves else path
            return put(call, spot, grower.item(shape)), False
        items = at(call, path[:-1])
        if type(items) is list:
            return put(call, path[:-1], grower.longer(items, shape)), False
        return put(call, path, grower.with_field(value, shape)), False

    def _words(self, place: Path, around: Around) -> list[str]:
        """Give the words known at a place, of the document, or of the sources: one of these."""
        texts = self._random.choice((self._domain.seen(place), around.others(str), around.texts()))
        return [one for one in texts if type(one) is str and _WORD.fullmatch(one)]

    def _copied(self, call: Call, _: Call) -> tuple[Call, bool]:
        """Put one part of the call in place of another of the same type."""
        places = [(path, value) for path, value in walk(call)]
        if not places:
            return call, False
        path, value = self._random.choice(places)
        alike = [held for at_, held in places if type(held) is type(value) and at_ != path]
        near = [
            held
            for at_, held in places
            if at_ != path and at_[-1] == path[-1] and type(held) is type(value)
        ]
        chosen = near if near and self._random.random() < 0.6 else alike
        if not chosen:
            return call, False
        return put(call, path, self._random.choice(chosen)), False

    def _twins(self, call: Call, _: Call) -> tuple[Call, bool]:
        """Make two texts of the call, or two parts of one, alike but for how they are written."""
        if self._random.random() < RECOUNTED:
            rows = [(path, value) for path, value in walk(call) if type(value) in (str, list)]
            return recounted(call, rows, self._random), False
        texts = [(path, value) for path, value in walk(call) if type(value) is str]
        if not texts:
            return self._copied(call, call)
        if self._random.random() < 0.5:
            made = self._with_twin_key(call, [path for path, _ in texts])
            if made is not None:
                return made, False
        path, value = self._random.choice(texts)
        one, other = twins(value, self._random)
        paths = [at_ for at_, _ in texts if at_ != path]
        if not paths:
            return put(
                call, path, self._random.choice((one + other, f"{one} {other}", other))
            ), False
        return put(put(call, path, one), self._random.choice(paths), other), False

    def _with_twin_key(self, call: Call, texts: list[Path]) -> Call | None:
        """Make a key of a mapping, where keys are data, and a text beside it alike in that way."""
        maps = [
            (path, value)
            for path, value in walk(call)
            if type(value) is dict
            and any(type(key) is str for key in value)
            and self._domain.is_map(folded(path, call), value)
        ]
        if not maps:
            return None
        path, value = self._random.choice(maps)
        key = self._random.choice([key for key in value if type(key) is str])
        one, other = twins(key, self._random)
        made = {one if each == key else each: held for each, held in value.items()}
        outside = [at_ for at_ in texts if at_[: len(path)] != path]
        beside: Call
        if outside:
            beside = put(put(call, path, made), self._random.choice(outside), other)
        else:
            beside = put(call, path, {**made, other: value[key]})
        return beside

    def _spliced(self, call: Call, other: Call) -> tuple[Call, bool]:
        """Put in what was recorded at the same place, in the other call or in any."""
        places = list(walk(call))
        if not places:
            return call, False
        path, value = self._random.choice(places)
        try:
            found = at(other, path)
        except (LookupError, AttributeError, TypeError):
            found = value
        kept = self._domain.seen(folded(path, call))
        if kept and (found is value or self._random.random() < 0.5):
            found = self._random.choice(kept)
        return put(call, path, found), False

    def _shape(self, call: Call, _: Call) -> tuple[Call, bool]:
        places = list(walk(call))
        shapes = [(path, value) for path, value in places if type(value) in (list, dict)]
        if not shapes:
            return self._argument(call, call)
        path, value = self._random.choice(shapes)
        leaves = [(p, v) for p, v in places if can_change(v)]
        around = self._around(leaves, path, call)
        made, beyond = reshaped(value, folded(path, call), self._domain, around, self._random)
        return put(call, path, made), beyond

    def _borrowed(self, call: Call, _: Call) -> tuple[Call, bool]:
        """Put a key of one mapping of the call, with what it holds, into another."""
        found = [(path, value) for path, value in walk(call) if type(value) is dict]
        full = [value for _, value in found if value]
        if len(found) < 2 or not full:
            return self._copied(call, call)
        path, value = self._random.choice(found)
        source = self._random.choice(full)
        key = self._random.choice(list(source))
        if not self._domain.is_map(folded(path, call), value) and self._random.random() < 0.5:
            return call, False
        return put(call, path, {**value, key: source[key]}), False

    def _none(self, call: Call, _: Call) -> tuple[Call, bool]:
        """Make a place None, or what is None something, where that may be."""
        places = [(path, value) for path, value in walk(call)]
        fit = [
            path
            for path, value in places
            if value is not None and self._domain.may_be_none(folded(path, call))
        ]
        if not fit:
            return self._leaf(call, call)
        return put(call, self._random.choice(fit), None), True

    def _argument(self, call: Call, _: Call) -> tuple[Call, bool]:
        """Leave out an argument that has a default, or give one that is not; or reorder names."""
        droppable, absent = self._domain.droppable(call), self._domain.absent(call)
        args, kwargs = call
        if len(kwargs) > 1 and self._random.random() < REORDERED:
            return (args, reordered(kwargs, self._random)), False
        if droppable and (not absent or self._random.random() < 0.5):
            return without(call, self._random.choice(droppable)), False
        if not absent:
            return (
                self._leaf(call, call)
                if any(can_change(v) for _, v in walk(call))
                else (call, False)
            )
        one = self._random.choice(absent)
        known = self._domain.under(one.name)
        if one.told_default is not None:
            around = Around(self._domain.facts, [v for _, v in walk(call)][:MOST_LEAVES])
            known = [*known, changed(one.told_default, around, self._random)]
        if not known:
            return call, False
        return (args, {**kwargs, one.name: self._random.choice(known)}), False

    def _nested(self, call: Call, _: Call) -> tuple[Call, bool]:
        """Put a part into itself."""
        leaves = [(path, value) for path, value in walk(call) if can_change(value)]
        made = nested(call, self._around(leaves, (), call), self._random)
        return (made, False) if made is not call else self._leaf(call, call)

    def _other_kind(self, call: Call, _: Call) -> tuple[Call, bool]:
        """Give a place a type that a side tells apart, where records are of several."""
        fit = [(path, self._domain.may_be(folded(path, call))) for path, _ in walk(call)]
        fit = [one for one in fit if one[1]]
        if not fit:
            return self._leaf(call, call)
        path, kinds = self._random.choice(fit)
        kind = self._random.choice(kinds)
        return put(call, path, self._random.choice(_OF_KIND[kind])), True

    def _around(self, leaves: list[tuple[Path, Any]], path: Path, call: Call) -> Around:
        others = [value for at_, value in leaves[:MOST_LEAVES] if at_ != path]
        most = self._most.get(folded(path, call), math.inf)
        return Around(self._domain.facts, others, most, self._domain.texts, self._domain.heard)


def _document_at(call: Call, path: Path) -> Embedded | None:
    """Give the document at a place of a call; None where another kind of value lies there."""
    try:
        return document(at(call, path))
    except (LookupError, AttributeError, TypeError):
        return None
