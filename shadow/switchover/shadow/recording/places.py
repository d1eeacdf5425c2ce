"""Places of secrets: which names and paths lead to one, asked step by step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["SecretPlace", "SecretPlaces", "steps_of"]

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\*)\]")
_ANY = "*"
_DEEP = "**"


class SecretPlace(NamedTuple):
    """What is known of a place: equal ones have the same secrets below them."""

    begun: frozenset[tuple[int, int]]
    """The paths that lead on from here: each by its number, and how many of its steps are done."""
    is_secret: bool = False
    """It is a secret, or a part of one."""


class SecretPlaces:
    """Says of each step into a value where it leads.

    Args:
        named: Finds what makes a name secret; None where no name is.
        paths: The steps of each path that is secret.
    """

    def __init__(self, named: re.Pattern[str] | None, paths: Sequence[tuple[str, ...]]) -> None:
        self._named, self._paths = named, paths
        self._names: dict[str, bool] = {}
        self._known: dict[tuple[SecretPlace, str], SecretPlace] = {}
        self.nowhere = SecretPlace(frozenset())
        """A place that no path leads to, nor on from."""
        self.root = SecretPlace(self._begun((at, 0) for at in range(len(paths))))

    def below(self, place: SecretPlace, name: str) -> SecretPlace:
        """Give the place that a name leads to."""
        if not place.begun:
            return (
                place
                if place.is_secret or not self.is_named(name)
                else SecretPlace(place.begun, True)
            )
        found = self._known.get((place, name))
        if found is None:
            found = self._known[place, name] = self._led(place, name)
        return found

    def both(self, one: SecretPlace, other: SecretPlace) -> SecretPlace:
        """Give the place that is reached in two ways."""
        return SecretPlace(one.begun | other.begun, one.is_secret or other.is_secret)

    def is_named(self, name: str) -> bool:
        """Say whether a name alone makes a secret."""
        if self._named is None:
            return False
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = bool(self._named.search(name))
        return found

    def _led(self, place: SecretPlace, name: str) -> SecretPlace:
        begun = self._begun(
            (path, done if self._paths[path][done] == _DEEP else done + 1)
            for path, done in place.begun
            if done < len(self._paths[path]) and self._paths[path][done] in {_ANY, _DEEP, name}
        )
        is_there = any(done == len(self._paths[path]) for path, done in begun)
        return SecretPlace(begun, place.is_secret or is_there or self.is_named(name))

    def _begun(self, found: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        """Add what is reached without a step: `**` may stand for none."""
        begun: set[tuple[int, int]] = set()
        for path, done in found:
            begun.add((path, done))
            for at, step in enumerate(self._paths[path][done:], done + 1):
                if step != _DEEP:
                    break
                begun.add((path, at))
        return frozenset(begun)


def steps_of(path: str) -> tuple[str, ...]:
    """Read a path, as `$.args[0].card` or `$.returned.**.token`.

    Raises:
        RecordingError: It cannot be read.
    """
    if not path.startswith("$"):
        raise RecordingError(f"secret path {path!r} must begin with $: such as $.args[0].card")
    steps, at = [], 1
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            text = f"secret path {path!r} cannot be read at character {at + 1}"
            raise RecordingError(f"{text}; write $.kwargs.user.name or $.args[0]")
        steps.append(found[1] or found[2])
        at = found.end()
    if not steps:
        raise RecordingError("secret path '$' names everything; name a part, such as $.args[0]")
    return tuple(steps)
