"""What can be wrong with something that a person wrote: a problem, and the error with several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from ..errors import IN_MESSAGE, SwitchoverError
from ..showing import shorten
from .position import Path, Position

__all__ = ["Problem", "ProblemsError", "Severity", "Wrapper", "raised_as", "unwanted"]

Severity = Literal["error", "warning"]

LONGEST_VALUE = 80
"""Characters of an offending value that a message repeats."""


@dataclass(frozen=True, slots=True)
class Wrapper:
    """The part of a document that a problem was found in, as an outer error would name it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend: what happened, where, the offending value, and what to do.

    Attributes:
        code: The kind of problem, for a program; "" where there is one kind alone.
        path: The keys and indexes that lead to the value.
        position: Where it stands.
        value: The offending value; None for none.
        shown: The value as its file has it, already short, where `value` alone would not tell.
        allowed: What may stand there instead.
        remedy: What to do.
        wrappers: What the value lies in, the outermost first.
    """

    message: str
    code: str = ""
    path: Path = ()
    position: Position | None = None
    value: Any = None
    shown: str | None = None
    allowed: str = ""
    remedy: str | None = None
    severity: Severity = "error"
    wrappers: tuple[Wrapper, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes from the outermost wrapper to the violation itself."""
        return (*(wrapper.code for wrapper in self.wrappers), self.code)

    @property
    def file(self) -> str:
        """The file that it stands in; "" where that is not known."""
        return self.position.file if self.position else ""

    @property
    def line(self) -> int:
        """The line that it stands on, from 1; 0 where that is not known."""
        return self.position.line if self.position else 0

    @property
    def column(self) -> int:
        """The column that it stands at, from 1; 0 where that is not known."""
        return self.position.column if self.position else 0

    def within(self, wrapper: Wrapper, *path: str | int) -> Problem:
        """Give the same problem seen from the part of the document that holds this one."""
        return replace(self, wrappers=(wrapper, *self.wrappers), path=(*path, *self.path))

    def below(self, *path: str | int) -> Problem:
        """Give the same problem with its path counted from further out."""
        return replace(self, path=(*path, *self.path))

    @property
    def details(self) -> str:
        """The offending value and what is allowed instead, in round brackets, or nothing."""
        shown = self.shown if self.shown is not None or self.value is None else quoted(self.value)
        got = "" if shown is None else f"got {shown}"
        allowed = f"allowed {self.allowed}" if self.allowed else ""
        both = "; ".join(part for part in (got, allowed) if part)
        return f" ({both})" if both else ""

    def __str__(self) -> str:
        """`file:line:column: CODE part: message (got value; allowed these); remedy`."""
        place = f"{self.position}: " if self.position else ""
        severity = "warning " if self.severity == "warning" else ""
        code = f"{self.code} " if self.code else ""
        outer = "".join(f"{wrapper.text}: " for wrapper in self.wrappers)
        todo = f"; {self.remedy}" if self.remedy else ""
        return f"{place}{severity}{code}{outer}{self.message}{self.details}{todo}"


class ProblemsError(SwitchoverError):
    """Something that a person wrote cannot be used; `problems` holds every reason found.

    Args:
        problems: All that is wrong, in the order of the file.
        total: How many there are, where not all were kept.
    """

    remedy = IN_MESSAGE

    most: ClassVar[int | None] = None
    """How many problems the message lists; the rest is counted. None for all."""

    def __init__(self, problems: Iterable[Problem], *, total: int | None = None) -> None:
        self.problems = tuple(problems)
        self.total = len(self.problems) if total is None else total
        Exception.__init__(self, self._listed())  # a room's own error has other arguments
        self.place = self.problems[0].position

    def _listed(self) -> str:
        """One line for each problem; what to do is said once."""
        lines, said = list[str](), set[str | None]()
        for problem in self.problems[: self.most]:
            known = problem.remedy in said
            lines.append(str(replace(problem, remedy=None) if known else problem))
            said.add(problem.remedy)
        if self.total > len(lines):
            lines.append(f"... and {self.total - len(lines)} more of these")
        return "\n".join(lines)


def unwanted(file: str, what: str, remedy: str, *, code: str = "", column: int = 0) -> Problem:
    """Make the problem of a whole file that is something other than text."""
    message = f"{what}, where UTF-8 text is wanted"
    return Problem(code=code, message=message, position=Position(file, 1, column), remedy=remedy)


@contextmanager
def raised_as(error: type[ProblemsError]) -> Iterator[None]:
    """Raise what is wrong inside as a room's own error."""
    try:
        yield
    except ProblemsError as found:
        raise error(found.problems, total=found.total) from found


def quoted(value: object) -> str:
    """Show a value as a file may have it: text in double quotes."""
    shown = shorten(value, LONGEST_VALUE)
    return f'"{shown}"' if isinstance(value, str) else shown
