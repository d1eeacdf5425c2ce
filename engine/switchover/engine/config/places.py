"""The places of a document's values as plain data, to travel with a definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import msgspec

from .problem import Path, Position
from .source import NOWHERE, ValueOrigin

__all__ = ["Places", "origin"]

Value = Any


class Places(msgspec.Struct, frozen=True):
    """Where each value of a definition stands, in the order of a walk from its root.

    A definition that was sent or kept has no file any more; with its places its errors are told
    as those of a file.

    Attributes:
        files: the names of the documents.
        at: for each value the number of its document, its line and its column, from 1.
    """

    files: tuple[str, ...]
    at: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, definition: Value, source: ValueOrigin) -> Self | None:
        """Note the places of a definition's values; None when it has none."""
        if source.position() is None:
            return None
        files: dict[str, int] = {}
        at: list[tuple[int, int, int]] = []
        for path in _paths(definition):
            place = source.position(*path)
            assert place is not None, "a document has a place for every path"
            at.append((files.setdefault(place.file, len(files)), place.line, place.column))
        return cls(tuple(files), tuple(at))

    def source(self, definition: Value) -> ValueOrigin:
        """Give the origin of the same definition's values."""
        places = {
            path: Position(self.files[file], line, column)
            for path, (file, line, column) in zip(_paths(definition), self.at, strict=False)
        }
        return ValueOrigin(_Known(places)) if places else NOWHERE


def origin(places: Places | None, definition: Value) -> ValueOrigin:
    """Give the origin of the values of a definition; nowhere where no places were noted."""
    return NOWHERE if places is None else places.source(definition)


class _Known:
    """Tells the place of a value, or of the nearest thing around it."""

    def __init__(self, places: Mapping[Path, Position]) -> None:
        self._places = places

    def at(self, path: Path) -> Position | None:
        for end in range(len(path), -1, -1):
            found = self._places.get(path[:end])
            if found is not None:
                return found
        return None


def _paths(definition: Value) -> Sequence[Path]:
    """Give the path of every value, the outer before the inner, in the order of the document."""
    found: list[Path] = []
    waiting: list[tuple[Path, Value]] = [((), definition)]
    while waiting:
        here, item = waiting.pop()
        found.append(here)
        if isinstance(item, Mapping):
            waiting += [((*here, key), inner) for key, inner in reversed([*item.items()])]
        elif isinstance(item, list | tuple):
            waiting += [((*here, index), inner) for index, inner in reversed([*enumerate(item)])]
    return found
