"""What can be wrong in a configuration: a problem, its place, the error that carries several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..errors import EngineError

__all__ = ["ConfigError", "Path", "Position", "Problem", "Severity", "Wrapper", "notation"]

Path = tuple[str | int, ...]
Severity = Literal["error", "warning"]

LONGEST_VALUE = 80  # characters of an offending value that a message repeats


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file; lines and columns count from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Wrapper:
    """The part of the configuration a problem was found in, as an outer error would name it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One violation: its code, what happened, where, the offending value and what is allowed."""

    code: str
    message: str
    path: Path = ()
    position: Position | None = None
    value: Any = None
    allowed: str = ""
    severity: Severity = "error"
    wrappers: tuple[Wrapper, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes from the outermost wrapper to the violation itself."""
        return (*(wrapper.code for wrapper in self.wrappers), self.code)

    def within(self, wrapper: Wrapper, *path: str | int) -> Problem:
        """The same problem seen from the part of the configuration that holds this one."""
        return replace(self, wrappers=(wrapper, *self.wrappers), path=(*path, *self.path))

    def below(self, *path: str | int) -> Problem:
        """The same problem with its path counted from further out."""
        return replace(self, path=(*path, *self.path))

    @property
    def details(self) -> str:
        """The offending value and what is allowed instead, in round brackets, or nothing."""
        value = "" if self.value is None else f"value {_short(self.value)}"
        allowed = f"allowed {self.allowed}" if self.allowed else ""
        both = "; ".join(part for part in (value, allowed) if part)
        return f" ({both})" if both else ""

    def __str__(self) -> str:
        place = f"{self.position}: " if self.position else ""
        severity = "warning " if self.severity == "warning" else ""
        outer = "".join(f"{wrapper.text}: " for wrapper in self.wrappers)
        return f"{place}{severity}{self.code} {outer}{self.message}{self.details}"


class ConfigError(EngineError):
    """A configuration that cannot be used; `problems` says everything that is wrong with it.

    Its code is the outermost code of the first problem, the one the old engine would report.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.codes[0], "\n".join(map(str, self.problems)), retryable=False)

    def __str__(self) -> str:
        return self.message


def notation(path: Path) -> str:
    """Write a path the way messages do: `outputs.items[0].name`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
