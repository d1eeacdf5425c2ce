"""Makes, from what sources know of documents, a small document for everything they may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from random import Random
from typing import Any, Final

from ..calls.documents import document
from ..calls.places import Call, Path, at, folded, put, walk
from ..changes.mutator import Input
from ..changes.spoken import all_of, speaks, wholes
from ..knowledge.choices import singular
from ..knowledge.domain import Domain
from ..knowledge.shapes import Shape
from .alternatives import RECORDED, Alternatives
from .hosts import HostDocument, Hosts, KindSpot
from .inherited import inherited
from .naming import led, names_of
from .pairwise import pairwise, some_of

__all__ = ["Covering"]

MOST_HOSTS: Final = 400
"""Recorded documents that others are made of; the smallest."""
FIRST: Final = 4
"""Mappings of each kind that come before all else."""
FIRST_UNSEEN: Final = 16
"""The same of a kind that nobody recorded: no other input leads to it."""
OTHERS: Final = 2
"""Values that were not recorded of a key that all of a family may have, with each kind of it."""
STRIDE: Final = 3
"""How far these are from each other among all values: neighbours are much alike."""
ALONE: Final = 2
"""Of these and the recorded ones, those that nothing else is given with, as what comes first is."""
WHOLE: Final = 0.7
"""Share of the mappings of a kind that nobody recorded which have all keys that count for it."""
MOST_OWN: Final = 6
"""Such keys, where there are not more: each may break it."""
LEFT_OUT: Final = 0.25
"""Share of the new mappings that lack a key of what they are like: it may stand in the way."""
IN_PLACE: Final = 0.4
"""Share of the new mappings that take the place, and what is usual, of one of another kind."""
AS_SAME: Final = 0.8
"""The same of one of their own kind."""
SAME: Final = 0.5
"""Share of them that take, or stand beside, one of their own kind, where there is one."""
LIKE: Final = 0.6
"""Share of those that stand beside others which have, at first, what a recorded one has."""
AHEAD: Final = 0.75
"""Share of those that stand before the others of their list; the rest comes last."""
WITHIN: Final = 0.25
"""Share of them that stand in a mapping of their own family, where one may hold such."""
TIED: Final = 0.6
"""Share of them in which a key of a mapping is made a word that stands beside it."""
MET: Final = 2
"""Names of others that one mapping speaks of, so that what it holds under two keys meets."""
SHORT: Final = 40
LISTED: Final = 0.7
"""Share of them that speak of what is listed within what they hold or name."""
TEXTS: Final = 4
"""Texts with placeholders that one mapping is made of, and as many that show all of something."""
ALL: Final = 2
"""How often a text that shows all there is stands among these."""
LOOKED_AT: Final = 4
"""Keys that are looked at for one that may hold a mapping."""
INHERITED: Final = 0.3
"""Share of them in which a mapping has a part of what one around it has."""

_Make = Callable[[], Input | None]
"""Gives an input; None where the document has no place for it."""


class Covering:
    """Goes through what the sides know of the documents in recorded calls, once.

    Each kind that a word tells from its siblings is made with the keys it alone has, or that the
    code which names it reads, in all pairs of their values; each other key of it once; and of each
    mapping that was recorded, each key once with each of its values, and once not at all.

    Args:
        domain: Where inputs may be.
        calls: Recorded calls, which the documents are put into.
        random: Decides on the order, and which record is taken.
    """

    def __init__(self, domain: Domain, calls: Sequence[Call], random: Random) -> None:
        self._random = random
        self.rounds = 0
        """How often all has come."""
        self._places: dict[Path, _Documents] = {}
        found: dict[Path, list[HostDocument]] = {}
        for call in calls:
            for place, host in _documents(call):
                found.setdefault(place, []).append(host)
        for place, hosts in found.items():
            hosts.sort(key=lambda one: len(one.mappings))
            self._places[place] = _Documents(domain.inside(place), hosts[:MOST_HOSTS], random)

    def take(self, call: Call) -> None:
        """Take in a call that led further."""
        for place, host in _documents(call):
            if place in self._places:
                self._places[place].hosts.take(host)

    def inputs(self) -> Iterator[Input]:
        """Give what is made, in an order that is drawn; the first of each kind come first.

        When all has come it comes again, with other values and in other documents.
        """
        places = [*self._places.values()]
        is_fruitful = True
        while is_fruitful:
            is_fruitful = False
            for one in places:
                for made in one.inputs():
                    is_fruitful = True
                    yield made
            self.rounds += 1


def _documents(call: Call) -> Iterator[tuple[Path, HostDocument]]:
    """Give the documents in a call, with their places."""
    for path, value in walk(call):
        if (read := document(value)) is not None:
            yield folded(path, call), HostDocument(call, path, read)


class _Documents:
    """Documents of one place, and what is made of them."""

    def __init__(self, domain: Domain, recorded: list[HostDocument], random: Random) -> None:
        self._kinds, self._domain, self._random = domain.kinds, domain, random
        self.hosts = Hosts(recorded, domain.kinds, random)
        self._spoken = [text for text in domain.texts if speaks(text) > 0.5]
        self._wholes, self._all = wholes(self._spoken), all_of(self._spoken)

    def inputs(self) -> Iterator[Input]:
        """Give what is made, once."""
        first, common, rest = list[_Make](), list[_Make](), list[_Make]()
        told = self._told()
        for shape in told:
            rows = [*self._rows(shape)]
            many = FIRST if self._recorded(shape) else FIRST_UNSEEN
            first += rows[:many]
            rest += rows[many:]
        for turn, shape in enumerate(told):
            for soon, makes in self._shared(shape, turn):
                common += makes[:soon]
                rest += makes[soon:]
        alone = {one.shape.name: one.shape for one in self.hosts.spots() if one.shape not in told}
        for shape in alone.values():
            rest += [
                partial(self._grown, shape, row)
                for row in pairwise(self._sizes(shape, shape.fields), self._random)
            ]
        rest += self._single({one.name for one in told})
        for part in (first, common, rest):
            self._random.shuffle(part)
            for make in part:
                made = make()
                if made is not None:
                    yield made

    def _told(self) -> list[Shape]:
        """Give the kinds of the families that stand in these documents."""
        roots = {self._kinds.root(one.shape).name: one.shape for one in self.hosts.spots()}
        return [kind for shape in roots.values() for kind in self._kinds.told(shape)]

    def _sizes(self, shape: Shape, keys: Iterable[str]) -> dict[str, int]:
        """Give how many values each of these keys may have, of those that have any."""
        some = self._anywhere()
        found = {key: len(some.of(shape, key)) for key in keys if key not in self.hosts.naming}
        return {key: size for key, size in found.items() if size}

    # --- a kind

    def _core(self, shape: Shape) -> dict[str, int]:
        """Give the keys that a kind has alone, or that code which names it reads, and the usual."""
        root = self._kinds.root(shape)
        own = [key for key in shape.fields if key not in root.fields or key in shape.near]
        usual = [key for one in self._recorded(shape) for key in one if key in shape.fields]
        return self._sizes(shape, dict.fromkeys((*own, *usual)))

    def _rows(self, shape: Shape) -> Iterator[_Make]:
        """Give a kind its keys in pairs of values.

        Of a kind that nobody recorded nobody knows what it needs: mostly it has all of these.
        """
        core = self._core(shape)
        for row in pairwise(core, self._random):
            yield partial(self._grown, shape, {**self._needed(shape, core), **row})

    def _needed(self, shape: Shape, core: dict[str, int]) -> dict[str, int]:
        """Give a value each to all keys that count for a kind, mostly, where none was recorded."""
        if len(core) > MOST_OWN or self._recorded(shape) or self._random.random() >= WHOLE:
            return {}
        return {key: self._random.randrange(size) for key, size in core.items()}

    def _shared(self, shape: Shape, turn: int) -> Iterator[tuple[int, list[_Make]]]:
        """Give, of each key that all of a family may have, what gives it to a kind.

        That is how many of them are to come soon, and all of them. Those that records have come
        with what was recorded, and with more values. What else a mapping has may break it: the
        first stand with what was recorded of the kind alone.
        """
        core = self._core(shape)
        known = {key for one in self._kinds.donors(shape) for key in one}
        is_recorded = bool(self._recorded(shape))
        some = self._anywhere()
        for key, size in self._sizes(shape, shape.fields).items():
            if key in core:
                continue
            first = some.first(shape, key)
            numbers = [*range(first + (RECORDED if key in known else 1))]
            numbers += [turn + first + RECORDED + more * STRIDE for more in range(OTHERS)]
            found = list[_Make]()
            for at_, number in enumerate(numbers):
                beside = self._needed(shape, core) or some_of(core, self._random)
                beside = {} if is_recorded and at_ < first + ALONE else beside
                found.append(partial(self._grown, shape, {**beside, key: number % size}))
            yield max(1, first), found

    def _grown(self, shape: Shape, row: dict[str, int]) -> Input | None:
        """Put a mapping of a kind, with these values, into a document that holds such."""
        random, root = self._random, self._kinds.root(shape)
        found = [one for one in self.hosts.spots() if self._kinds.root(one.shape) is root]
        if not found:
            return None
        same = [one for one in found if one.shape is shape]
        spot = self.hosts.one(same if same and random.random() < SAME else found)
        host, some = spot.host, self._some(spot.host, root)
        is_in_place = random.random() < (AS_SAME if spot.shape is shape else IN_PLACE)
        like = spot.held if is_in_place else self._like(shape)
        made = self._kept(like, shape, row)
        for key in row:
            if ways := some.of(shape, key):
                made[key] = ways[row[key] % len(ways)]()
        if random.random() < TIED:
            made = self._tied(made, row)
        if random.random() < LISTED:
            made = self._led_inside(made, shape, host)
        if random.random() < WITHIN:
            made = self._within(made, root, some)
        if random.random() < INHERITED:
            made = self._with_mapping(made, shape, some)
            made = inherited(made, lambda held: self._kinds.is_of(held, root), random)
        items = at(host.inner, spot.path[:-1])
        if is_in_place or type(items) is not list:
            return self._input(host, spot.path, made, made)
        longer = [made, *items] if random.random() < AHEAD else [*items, made]
        return self._input(host, spot.path[:-1], longer, made)

    def _with_mapping(
        self, made: dict[Any, Any], shape: Shape, some: Alternatives
    ) -> dict[Any, Any]:
        """Give it a mapping under a key, of those that it has none at and that may hold one."""
        keys = [key for key in shape.fields if type(made.get(key)) not in (dict, list)]
        self._random.shuffle(keys)
        for key in keys[:LOOKED_AT]:
            ways = [way() for way in some.of(shape, key)]
            held = [one for one in ways if type(one) is dict and one]
            if held:
                return {**made, key: self._random.choice(held)}
        return made

    def _kept(self, like: dict[Any, Any], shape: Shape, row: Iterable[str]) -> dict[Any, Any]:
        """Give what a kind has of another mapping, at times less one key, its word, and a name."""
        made = {key: held for key, held in like.items() if key in shape.fields}
        spare = [key for key in made if key not in self.hosts.naming and key not in {*row}]
        if spare and self._random.random() < LEFT_OUT:
            del made[self._random.choice(spare)]
        for key in shape.fields:
            if word := self._kinds.telling(shape, key):
                made[key] = word
            elif key in self.hosts.naming and key not in made:
                made[key] = f"{shape.name.lower()}-{self._random.randrange(2, 9)}"
        return made

    def _recorded(self, shape: Shape) -> list[dict[Any, Any]]:
        """Give recorded mappings of just this kind."""
        return [one for one in self._kinds.donors(shape) if self._kinds.of(one) is shape]

    def _like(self, shape: Shape) -> dict[Any, Any]:
        """Give a recorded mapping of just this kind; an empty one at times, or where none is."""
        known = self._recorded(shape)
        return self._random.choice(known) if known and self._random.random() < LIKE else {}

    def _within(self, made: dict[Any, Any], root: Shape, some: Alternatives) -> dict[Any, Any]:
        fit = [
            (one, key)
            for one in some.told(root)
            for key, field in one.fields.items()
            if self._kinds.holds(field, root)
        ]
        if not fit:
            return made
        outer, key = self._random.choice(fit)
        held = some.item(outer)
        held[key] = some.held([made], self._kinds.field(outer, key))
        return held

    # --- one key of a mapping that was recorded

    def _single(self, told: set[str]) -> Iterator[_Make]:
        """Leave each key out once, and let it have each of its values where no word tells kinds."""
        kept: dict[tuple[str, Any], list[KindSpot]] = {}
        shapes: dict[str, list[KindSpot]] = {}
        for spot in self.hosts.spots():
            shapes.setdefault(spot.shape.name, []).append(spot)
            for key in spot.held:
                kept.setdefault((spot.shape.name, key), []).append(spot)
        for (_, key), there in kept.items():
            yield partial(self._without, key, there)
        for name, there in shapes.items():
            shape = there[0].shape
            for key, size in self._sizes(shape, shape.fields if name not in told else ()).items():
                for number in range(size):
                    yield partial(self._with, key, number, there)

    def _without(self, key: Any, there: list[KindSpot]) -> Input | None:
        spot = self._random.choice(there)
        left = {name: held for name, held in spot.held.items() if name != key}
        made = self._input(spot.host, spot.path, left)
        return None if made is None else made._replace(is_beyond=True)

    def _with(self, key: str, number: int, there: list[KindSpot]) -> Input | None:
        spot = self.hosts.one(there)
        ways = self._some(spot.host).of(spot.shape, key)
        if not ways:
            return None
        new = ways[number % len(ways)]()
        return self._input(spot.host, spot.path, {**spot.held, key: new}, new)

    # --- parts

    def _tied(self, made: dict[str, Any], row: Iterable[str]) -> dict[str, Any]:
        """Let a key of each mapping in it be a word that stands in it."""
        texts = [made[key] for key in row if type(made.get(key)) is str]
        words = [one for one in texts if len(one) < SHORT and not speaks(one)]
        maps = [key for key in row if type(made.get(key)) is dict and made[key]]
        for key in maps if words else ():
            old, word = self._random.choice(list(made[key])), self._random.choice(words)
            held = {word if one == old else one: value for one, value in made[key].items()}
            made = {**made, key: held}
        return made

    def _led_inside(self, made: dict[str, Any], shape: Shape, host: HostDocument) -> dict[str, Any]:
        """Let a key name one of those listed, under its plural, in what stands beside it.

        That is in a mapping of it, or in one that a word of it names: `step` of one of its `steps`.
        """
        beside = [
            one
            for held in made.values()
            for one in (held, self.hosts.listed(host, held))
            if type(one) is dict
        ]
        new = dict[str, Any]()
        for key in shape.fields:
            if self._kinds.one_of(key) is None:
                continue
            names = [
                name
                for one in beside
                for path, held in walk(((one,), {}))
                if type(held) is list and type(path[-1]) is str and singular(path[-1]) == key
                for item in held
                if type(item) is dict
                for name in names_of([item], self.hosts.naming)[:1]
            ]
            if names:
                new[key] = self._random.choice(names)
        return {**made, **new}

    def _anywhere(self) -> Alternatives:
        """Give what may stand in the smallest document: how much of it there is in any."""
        return self._some(self.hosts.spots()[0].host)

    def _some(self, host: HostDocument, root: Shape | None = None) -> Alternatives:
        """Give what may stand in a document, by its names, or by those of one family."""
        names = self.hosts.named(host, root) if root is not None else self.hosts.names
        names = self._random.sample(names, min(MET, len(names)))
        texts = [
            text
            for some in (self._spoken, self._wholes)
            for text in self._random.sample(some, min(TEXTS, len(some)))
        ]
        return Alternatives(
            self._kinds,
            self._domain.under,
            names,
            self.hosts.named_anywhere,
            [led(text, self.hosts.names, names, self._random) for text in texts] + self._all * ALL,
            self._all,
            self.hosts.naming,
            self._random,
        )

    def _input(self, host: HostDocument, path: Path, new: Any, made: Any = None) -> Input | None:
        """Put something into a document, and bring along what it names."""
        inner = self.hosts.brought(host, put(host.inner, path, new), made)
        call = host.call_with(inner)
        return None if call is None else Input(call, origin="covering")
