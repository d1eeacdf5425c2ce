"""What a running template holds: its output so far, its variables, its budget and its clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from ._limits import Budget

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


class Scope:
    """The state of one rendering; one for all the templates it invokes."""

    __slots__ = ("budget", "calls", "clock", "out", "routines", "size", "variables", "zone")

    def __init__(
        self,
        *,
        budget: Budget,
        clock: Callable[[], datetime],
        zone: tzinfo,
        routines: Mapping[str, Routine],
    ) -> None:
        self.budget = budget
        self.clock = clock
        self.zone = zone
        self.routines = routines
        self.out: list[str] = []
        self.size = 0
        self.calls = 0
        self.variables: list[Any] = []

    def write(self, text: str) -> None:
        """Append to the output; Raises TemplateLimitError when it grows too long."""
        self.size += len(text)
        if self.size > self.budget.characters:
            self.budget.text(self.size)
        self.out.append(text)

    def call(self, routine: Routine, dot: Any) -> None:
        """Run a body with variables of its own, of which ``$`` is ``dot``."""
        outside = self.variables
        self.variables = [UNSET] * routine.slots
        self.variables[0] = dot
        self.calls += 1
        routine.run(self, dot)
        self.calls -= 1
        self.variables = outside
