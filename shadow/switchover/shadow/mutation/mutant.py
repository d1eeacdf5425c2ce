"""A mutant: one change of a module, where it is, and the text that it makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from switchover.ground import shorten

__all__ = ["Key", "Mutant"]

Key: TypeAlias = tuple[str, str, str, str, str, int]
"""File, function, operator, text before, text after, and which of several alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One mechanical change of a module's source.

    Attributes:
        file: the module's file, as it was given.
        function: the qualified name of the function or class around it; empty in the module's body.
        line, column: where the change begins, both counted from 1.
        operator: the kind of change.
        before, after: the expression or statement around the change, without and with it.
        lines: the lines of which a run that executes the change reaches at least one; for a
            default value those of the function's body.
        number: 1, or which one it is of several that read alike in one function.
        start, end: the part of the text that goes, as offsets in characters.
        text: what comes instead.
    """

    file: str
    function: str
    line: int
    column: int
    operator: str
    before: str
    after: str
    lines: frozenset[int]
    number: int
    start: int
    end: int
    text: str

    @property
    def key(self) -> Key:
        """What the mutant is called for as long as its function is written as it is now.

        No line: what stands elsewhere in the file may change.
        """
        return (self.file, self.function, self.operator, self.before, self.after, self.number)

    @property
    def place(self) -> str:
        """Return `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"

    def applied(self, source: str) -> str:
        """Return the module's source with the change.

        Args:
            source: the same text that the mutant was made of.

        Raises:
            ValueError: it is another text, too short for the change.
        """
        if self.end > len(source):
            raise ValueError(f"{self.place}: the source has {len(source)} characters only")
        return source[: self.start] + self.text + source[self.end :]

    def __str__(self) -> str:
        """Return place, operator and change on one line."""
        return (
            f"{self.place}: {self.operator}: {shorten(self.before, 70)} → {shorten(self.after, 70)}"
        )
