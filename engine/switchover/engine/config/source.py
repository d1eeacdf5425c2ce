"""Where values came from: a document that knows its positions, and a path into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .problem import Path, Position

__all__ = ["NOWHERE", "Positions", "ValueOrigin"]


class Positions(Protocol):
    """Anything that can tell where the value at a path stands."""

    def at(self, path: Path) -> Position | None: ...


@dataclass(frozen=True, slots=True)
class ValueOrigin:
    """The origin of one value: a document's positions and the path of the value in it."""

    positions: Positions | None = None
    path: Path = ()

    def child(self, *path: str | int) -> ValueOrigin:
        return ValueOrigin(self.positions, (*self.path, *path))

    def position(self, *path: str | int) -> Position | None:
        """Where the value at a path below this one stands, or the nearest thing around it."""
        return None if self.positions is None else self.positions.at((*self.path, *path))


NOWHERE = ValueOrigin()
