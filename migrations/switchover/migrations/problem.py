"""What is wrong with an input, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from switchover.ground import IN_MESSAGE, SwitchoverError, install_line
from switchover.ground.written import Position, Problem, ProblemsError

__all__ = [
    "SHOWN",
    "InputError",
    "MigrationError",
    "MissingPartError",
    "Problem",
    "writing",
]

SHOWN = 20
"""How many problems an error message lists; the rest is counted."""


class MigrationError(SwitchoverError):
    """Base of every error that the migrations room raises on purpose."""

    remedy = IN_MESSAGE


class InputError(ProblemsError, MigrationError, ValueError):
    """Something a user wrote cannot be used; `problems` holds every reason found.

    Raised before anything ran.
    """

    most = SHOWN


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
        raise InputError([Problem(message=what, position=Position(str(file)))]) from error


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
