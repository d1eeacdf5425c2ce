"""Secrets within a tree, found and replaced.

Values share parts, and are parts of themselves: the ways through an object that a test holds are
more than anybody can walk. So each part is looked at once in each place that is not like another,
and what is made in its stead is shared, and part of itself, in the same way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from switchover.values import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .places import SecretPlace, SecretPlaces

__all__ = ["Hider", "Seeker"]

LEAST_TEXT = 6
"""Characters of a secret text that is also looked for within other texts of the same call."""


class Seeker:
    """Looks for what is secret.

    Attributes:
        found: Whether anything is.
        texts: The secret texts and bytes that are long enough to be known elsewhere.
    """

    def __init__(self, places: SecretPlaces) -> None:
        self._places = places
        self._seen: set[tuple[int, SecretPlace]] = set()
        self.found = False
        self.texts: set[str | bytes] = set()

    def look(self, tree: Any, place: SecretPlace, *, is_call: bool = False) -> None:
        """Look through a tree that stands at a place.

        Args:
            tree: What is looked through.
            place: Where it stands.
            is_call: It is what was called with: two arguments are no name with its value.
        """
        work = [(tree, place)]
        while work:
            part, at = work.pop()
            self.found |= at.is_secret
            if isinstance(part, (str, bytes)):
                if at.is_secret and len(part) >= LEAST_TEXT:
                    self.texts.add(part)
            elif type(part) in _HOLDING and (id(part), at) not in self._seen:
                self._seen.add((id(part), at))
                is_pair = part is not tree or not is_call
                work += _parts(self._places, part, at, is_pair=is_pair)


class Hider:
    """Makes trees without what is secret.

    Args:
        places: Where secrets are.
        texts: The secret texts and bytes that are looked for within others.
        hashed: Gives what stands for a secret.
    """

    def __init__(
        self, places: SecretPlaces, texts: set[str | bytes], hashed: Callable[[Any], str]
    ) -> None:
        self._places, self._hashed = places, hashed
        found = {one if isinstance(one, bytes) else _utf8(one) for one in texts}
        told = {one if isinstance(one, str) else one.decode("utf-8", "replace") for one in texts}
        self._bytes = _pattern(found, re.escape, b"|")
        self._texts = _pattern(told, re.escape, "|")
        self._made: dict[tuple[int, SecretPlace], Any] = {}
        self._call: Any = None

    def hidden(self, tree: Any, place: SecretPlace, *, is_call: bool = False) -> Any:
        """Give a tree that stands at a place without its secrets; as for `Seeker.look`."""
        work: list[tuple[Any, SecretPlace, bool]] = [(tree, place, False)]
        self._call = tree if is_call else None
        while work:
            part, at, is_open = work.pop()
            if not self._is_made(part, at) or is_open:
                self._step(part, at, work, is_open)
        return self._got(tree, place)

    def _is_made(self, part: Any, at: SecretPlace) -> bool:
        return at.is_secret or type(part) not in _HOLDING or (id(part), at) in self._made

    def _step(
        self, part: Any, at: SecretPlace, work: list[tuple[Any, SecretPlace, bool]], is_open: bool
    ) -> None:
        """Open a part, which asks for those below it first; or close it, once they are made."""
        if is_open:
            self._close(part, at)
            return
        if type(part) in _EMPTY:  # what may be part of itself is there before its parts are
            self._made[id(part), at] = _EMPTY[type(part)]()
        work.append((part, at, True))
        work += [(key, self._places.nowhere, False) for key in _keys(part)]
        parts = _parts(self._places, part, at, is_pair=part is not self._call)
        work += [(one, below, False) for one, below in parts]

    def _close(self, part: Any, at: SecretPlace) -> None:
        kind, key = type(part), (id(part), at)
        if kind is dict:
            self._made[key].update(self._mapping(part, at))
        elif kind is list:
            self._made[key].extend(self._row(part, at))
        elif kind is set:
            self._made[key].update(self._row(part, at))
        elif kind is Node:
            self._fill(self._made[key], part, at)
        else:
            self._made[key] = kind(self._row(part, at))

    def _fill(self, made: Node, part: Node, at: SecretPlace) -> None:
        fields, items, entries, members = part.fields, part.items, part.entries, part.members
        made.type, made.ordered, made.opaque = part.type, part.ordered, part.opaque
        made.fields = None if fields is None else self._mapping(fields, at)
        made.items = None if items is None else self._row(items, at)
        made.entries = None if entries is None else self._mapping(entries, at)
        made.members = None if members is None else set(self._row(members, at))
        made.base = self._got(part.base, self._places.below(at, "base"))

    def _mapping(self, part: dict[Any, Any], at: SecretPlace) -> dict[Any, Any]:
        nowhere = self._places.nowhere
        parts = _parts(self._places, part, at)
        return {
            self._got(key, nowhere): self._got(one, below) for key, (one, below) in zip(part, parts)
        }

    def _row(self, part: Any, at: SecretPlace) -> list[Any]:
        parts = _parts(self._places, part, at, is_pair=part is not self._call)
        return [self._got(one, below) for one, below in parts]

    def _got(self, part: Any, at: SecretPlace) -> Any:
        if at.is_secret:
            return self._hashed(part)
        hashed = self._hashed
        if isinstance(part, str):
            return self._texts.sub(lambda m: hashed(m[0]), part) if self._texts else part
        if isinstance(part, (bytes, bytearray)) and self._bytes:
            made = self._bytes.sub(lambda m: hashed(_text(m[0])).encode(), part)
            return type(part)(made)
        return self._made[id(part), at] if type(part) in _HOLDING else part


_EMPTY: dict[type, Callable[[], Any]] = {dict: dict, list: list, set: set, Node: Node}
_HOLDING = frozenset({*_EMPTY, tuple, frozenset})
_NAMING = frozenset({"name", "key", "header", "field", "k"})
_NAMED = frozenset({"value", "values", "val", "v"})
"""Keys of a pair that is a mapping, as headers, variables of an environment and tags are listed."""


def _pattern(found: set[Any], escape: Callable[[Any], Any], between: Any) -> re.Pattern[Any] | None:
    """Find any of some texts, the longest of those that begin alike."""
    longest = sorted(found, key=len, reverse=True)
    return re.compile(between.join(map(escape, longest))) if longest else None


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes | bytearray) -> str | bytes:
    """Give bytes the hash that they have as a text."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return bytes(data)


def _pair_key(part: Any) -> str | None:
    """Give the name of a pair of a name and a value, as headers are written."""
    return _told(part[0]) if type(part) in {tuple, list} and len(part) == 2 else None


def _told(name: Any) -> str | None:
    return name if isinstance(name, str) else repr(name) if isinstance(name, bytes) else None


def _value_keys(places: SecretPlaces, part: dict[Any, Any]) -> frozenset[Any]:
    """Give the keys of what a mapping names as secret: `{"name": "X-Token", "value": ...}`."""
    names = (_told(one) for key, one in part.items() if str(key).casefold() in _NAMING)
    if any(name is not None and places.is_named(name) for name in names):
        return frozenset(key for key in part if str(key).casefold() in _NAMED)
    return frozenset()


def _parts(
    places: SecretPlaces, part: Any, at: SecretPlace, *, is_pair: bool = True
) -> Iterator[tuple[Any, SecretPlace]]:
    """Give what a part holds, each with the place that leads to it.

    Args:
        places: Where secrets are.
        part: What is looked into.
        at: Its place.
        is_pair: Whether the first of two may say what the second is called.
    """
    below = places.below
    if type(part) is dict:
        secret = _value_keys(places, part)
        for key, one in part.items():
            place = below(at, str(key))
            yield one, place._replace(is_secret=True) if key in secret else place
    elif type(part) is Node:
        for held in (part.fields, part.entries, part.items, part.members):
            yield from _parts(places, () if held is None else held, at)
        yield part.base, below(at, "base")
    else:
        name = _pair_key(part) if is_pair else None
        is_named = name is not None and places.is_named(name)
        for number, one in enumerate(part):
            place = below(at, str(number))
            yield one, place._replace(is_secret=True) if is_named and number == 1 else place


def _keys(part: Any) -> Iterator[Any]:
    """Give the keys of a mapping: no place leads to them, but a text among them may be secret."""
    if type(part) is dict:
        yield from part
    elif type(part) is Node:
        yield from part.entries or ()
        yield from part.fields or ()
