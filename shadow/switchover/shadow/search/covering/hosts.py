"""Documents that others are made of: where their kinds stand, and by what names they go."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Final, NamedTuple

from ..calls.documents import Embedded
from ..calls.places import Call, Path, at, put, walk
from ..knowledge.kinds import Kinds
from ..knowledge.shapes import Shape
from .naming import names_of, naming_keys

__all__ = ["HostDocument", "Hosts", "KindSpot"]

MOST_LED: Final = 200
"""Documents that led further, of which others are made as of recorded ones."""
LED: Final = 0.4
"""Share of the places that are taken among these, where there are any."""


class KindSpot(NamedTuple):
    """A mapping of a known kind, and where it stands."""

    host: HostDocument
    path: Path
    held: dict[Any, Any]
    shape: Shape


class HostDocument:
    """A document in a call.

    Args:
        call: What it lies in.
        path: Where.
        found: The document.
    """

    def __init__(self, call: Call, path: Path, found: Embedded) -> None:
        self.call, self.path, self.found = call, path, found
        self.inner: Call = ((found.value,), {})
        self.mappings = [held for _, held in walk(self.inner) if type(held) is dict]

    def spots(self, kinds: Kinds) -> list[KindSpot]:
        """Give where its kinds stand, the outermost first."""
        return [
            KindSpot(self, path, held, shape)
            for path, held in walk(self.inner)
            if type(held) is dict and (shape := kinds.of(held)) is not None
        ]

    def call_with(self, inner: Call) -> Call | None:
        """Give the call with another document; None where the notation cannot hold it."""
        try:
            made: Call = put(self.call, self.path, self.found.write(inner[0][0]))
        except Exception:  # noqa: BLE001 - as a mutation: it is not written
            return None
        return made


class Hosts:
    """The documents of one place: those that were recorded, and the latest that led further.

    Args:
        recorded: The smallest first.
        kinds: The shapes.
        random: Decides which is taken.
    """

    def __init__(self, recorded: Sequence[HostDocument], kinds: Kinds, random: Random) -> None:
        self._kinds, self._random = kinds, random
        self.naming = naming_keys([one.mappings for one in recorded])
        """The keys that mappings are named by."""
        self.names = names_of((held for one in recorded for held in one.mappings), self.naming)
        self._recorded = [spot for one in recorded for spot in one.spots(kinds)]
        self._led = list[list[KindSpot]]()
        self._listed = self._lists(recorded)
        self._families: dict[str, list[str]] = {}

    def take(self, host: HostDocument) -> None:
        """Take in a document that led further."""
        if len(self._led) >= MOST_LED:
            del self._led[self._random.randrange(MOST_LED)]
        self._led.append(host.spots(self._kinds))

    def spots(self) -> list[KindSpot]:
        """Give all places of kinds: in small recorded documents first, in those that led last."""
        return [*self._recorded, *(spot for spots in self._led for spot in spots)]

    def one(self, there: Sequence[KindSpot]) -> KindSpot:
        """Give one of these places: in a small document less is in the way, others led further."""
        random, led = self._random, sum(len(spots) for spots in self._led)
        if led and random.random() < LED:
            return there[-1 - random.randrange(min(len(there), led))]
        return there[min(random.randrange(len(there)), random.randrange(len(there)))]

    def named(self, host: HostDocument, root: Shape) -> list[str]:
        """Give by what those of a family are called in a document."""
        held = [one.held for one in host.spots(self._kinds) if self._is_of(one, root)]
        return names_of(held, self.naming)

    def named_anywhere(self, shape: Shape) -> list[str]:
        """Give by what those of a family are called in any recorded document."""
        root = self._kinds.root(shape)
        if root.name not in self._families:
            held = [one.held for one in self._recorded if self._is_of(one, root)]
            self._families[root.name] = names_of(held, self.naming)
        return self._families[root.name]

    def listed(self, host: HostDocument, name: Any) -> dict[Any, Any] | None:
        """Give the mapping that a word names: one of this document, or one that was recorded."""
        if type(name) is not str:
            return None
        own = (one for one in host.mappings if name in map(one.get, self.naming))
        known = self._listed.get(name)
        return next(own, known[1] if known is not None else None)

    def brought(self, host: HostDocument, inner: Call, made: Any) -> Call:
        """Bring along what a new mapping names and the document lacks, where it was recorded."""
        known = {*names_of(host.mappings, self.naming)}
        for _, held in walk(((made,), {})):
            if type(held) is not str or held not in self._listed or held in known:
                continue
            path, one = self._listed[held]
            try:
                above = at(inner, path[:-1])
                beside = above.get(path[-1], [])
            except (LookupError, AttributeError, TypeError):
                continue
            if type(above) is dict and type(beside) is list:
                inner = put(inner, path[:-1], {**above, path[-1]: [*beside, one]})
                known.add(held)
        return inner

    def _is_of(self, one: KindSpot, root: Shape) -> bool:
        return self._kinds.root(one.shape) is root

    def _lists(self, hosts: Sequence[HostDocument]) -> dict[str, tuple[Path, dict[Any, Any]]]:
        """Give, by name, mappings that stand in a list under a key, and the path of the list."""
        found: dict[str, tuple[Path, dict[Any, Any]]] = {}
        for host in hosts:
            for path, held in walk(host.inner):
                is_listed = len(path) > 3 and type(path[-1]) is int
                if type(held) is dict and is_listed and int not in map(type, path[2:-1]):
                    for name in names_of([held], self.naming):
                        found.setdefault(name, (path[:-1], held))
        return found
