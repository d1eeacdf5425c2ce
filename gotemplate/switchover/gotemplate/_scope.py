"""What a running template holds: its output so far, its variables, its budget and its clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from ._limits import Budget, Written

__all__ = ["BREAK", "CONTINUE", "NEXT", "UNSET", "Eval", "Routine", "Run", "Scope"]

Eval = Callable[["Scope", Any], Any]
Run = Callable[["Scope", Any], int]

NEXT, BREAK, CONTINUE = 0, 1, 2


class Unset:
    """The value of a variable whose declaration was skipped by a short circuit."""


UNSET = Unset()


@dataclass(frozen=True, slots=True)
class Routine:
    """One compiled body and the number of variables it needs; the first is ``$``."""

    run: Run
    slots: int


class Scope(Written):
    """The state of one rendering; one for all the templates it invokes."""

    __slots__ = ("calls", "clock", "routines", "variables", "zone")

    def __init__(
        self,
        *,
        budget: Budget,
        clock: Callable[[], datetime],
        zone: tzinfo,
        routines: Mapping[str, Routine],
    ) -> None:
        super().__init__(budget)
        self.clock = clock
        self.zone = zone
        self.routines = routines
        self.calls = 0
        self.variables: list[Any] = []

    def call(self, routine: Routine, dot: Any) -> None:
        """Run a body with variables of its own, of which ``$`` is ``dot``."""
        outside = self.variables
        self.variables = [UNSET] * routine.slots
        self.variables[0] = dot
        self.calls += 1
        routine.run(self, dot)
        self.calls -= 1
        self.variables = outside
