"""A branch of a function, as its source has it."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CALLED", "Branch"]

CALLED = "called"
"""The way of the one branch that every function has: it was entered."""


class Branch(NamedTuple):
    """One way on from one place in the source.

    Attributes:
        file: as the code object has it.
        line: where the condition stands, from 1.
        column: where it begins, from 0; -1 where the interpreter does not tell.
        function: its qualified name.
        way: "true", "false", "none", "not none" of a condition; "item", "end" of a loop; "called".
        to_line: the line that it leads to; 0 where there is none.
    """

    file: str
    line: int
    column: int
    function: str
    way: str
    to_line: int

    @property
    def is_entry(self) -> bool:
        """True where it says that the function was entered, and is no branch of a condition."""
        return self.way == CALLED
