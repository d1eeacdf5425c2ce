"""What the views of workflows and tasks share: plain data, its types, and its place in a file."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from .problem import Path, Position, Problem, Severity
from .source import NOWHERE, ValueOrigin

if TYPE_CHECKING:
    from .registry import TaskTypes

__all__ = ["View"]


@dataclass(frozen=True, slots=True)
class View:
    """A typed, read-only view over a plain map as written; nobody changes the map.

    Two views are equal when their maps are.
    """

    data: Mapping[str, Any]
    types: TaskTypes = field(repr=False, compare=False)
    source: ValueOrigin = field(default=NOWHERE, repr=False, compare=False)

    def position(self, *path: str | int) -> Position | None:
        """Where a value stands in its file, or the nearest thing around it."""
        return self.source.position(*path)

    def problem(
        self,
        code: str,
        message: str,
        *path: str | int,
        allowed: str = "",
        severity: Severity = "error",
    ) -> Problem:
        """Give a violation at a path, with its position and the value found there."""
        return Problem(
            code=code,
            message=message,
            path=path,
            position=self.position(*path),
            value=_value_at(self.data, path),
            allowed=allowed,
            severity=severity,
        )

    def without(self, *names: str | int) -> Self:
        """Give the same view as if some of its fields were not there."""
        left = {name: value for name, value in self.data.items() if name not in names}
        return replace(self, data=left) if names else self

    def to_map(self) -> dict[str, Any]:
        """Give a deep copy of the plain map, to be changed freely."""
        return deepcopy(dict(self.data))


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
