"""What is wrong with an input, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from switchover.ground import SwitchoverError
from switchover.values import install_line

__all__ = [
    "SHOWN",
    "InputError",
    "MigrationError",
    "MissingPartError",
    "Problem",
    "near",
    "shorten",
    "unwanted",
    "writing",
]

SHOWN = 20
"""How many problems an error message lists; the rest is counted."""


class MigrationError(SwitchoverError):
    """Base of every error that the migrations room raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend in something a user wrote.

    `line` and `column` count from 1. `value` is the offending value as source text, already short.
    """

    what: str
    file: str
    line: int | None = None
    column: int | None = None
    value: str | None = None
    remedy: str | None = None

    def __str__(self) -> str:
        """`file:line:column: what (got value); remedy`."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        got = f" (got {self.value})" if self.value is not None else ""
        todo = f"; {self.remedy}" if self.remedy else ""
        return f"{place}: {self.what}{got}{todo}"


class InputError(MigrationError, ValueError):
    """Something a user wrote cannot be used; `problems` holds every reason found.

    Raised before anything ran.
    """

    def __init__(self, problems: Iterable[Problem], *, total: int | None = None) -> None:
        """Keep `problems`; `total` says how many there are when not all were kept."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.total = len(self.problems) if total is None else total
        super().__init__(self._message())

    def _message(self) -> str:
        lines, said = list[str](), set[str | None]()
        for problem in self.problems[:SHOWN]:
            known = problem.remedy in said
            lines.append(str(replace(problem, remedy=None) if known else problem))
            said.add(problem.remedy)
        if self.total > len(lines):
            lines.append(f"... and {self.total - len(lines)} more of these")
        return "\n".join(lines)


def unwanted(file: str, what: str, remedy: str) -> Problem:
    """Make the problem of a whole file that is something other than text."""
    what = f"{what}, where UTF-8 text is wanted"
    return Problem(what=what, file=file, line=1, remedy=remedy)


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Make the folder of a file that is written inside the block.

    Raises:
        InputError: In place of an OSError, with the file's name.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise InputError([Problem(what=what, file=str(file))]) from error


class MissingPartError(MigrationError, ImportError):
    """What is to be done needs modules that are not installed; `modules` names them."""

    def __init__(self, what: str, modules: Sequence[str]) -> None:
        """Say what to install for `what`, such as a plan or a command."""
        self.modules = tuple(modules)
        super().__init__(f"{what} needs {self.told}")

    @property
    def told(self) -> str:
        """The modules, and the line that installs those that an extra brings."""
        line = install_line(self.modules)
        names = f"{', '.join(self.modules)}, which {'is' if len(self.modules) == 1 else 'are'}"
        return f"{names} not installed" + (f"; run: {line}" if line else "")


def near(word: str, known: Sequence[str]) -> str | None:
    """Name the one known word that `word` was probably meant to be."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean '{found[0]}'?" if found else None


def shorten(value: object, limit: int = 60) -> str:
    """Show a value on one line of at most `limit` characters; a broken `repr` shows its type."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except Exception:  # noqa: BLE001 - a user's repr may raise anything
        text = f"<{type(value).__name__}>"
    text = " ".join(text.split()) if isinstance(value, str) else text
    return text if len(text) <= limit else text[: limit - 1] + "…"
