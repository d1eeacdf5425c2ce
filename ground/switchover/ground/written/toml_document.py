"""A TOML document: its plain data, and the position of every key in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import tomllib

from .position import Path, Position
from .problem import Problem, ProblemsError
from .text import decoded
from .toml_places import positions

__all__ = ["TomlDocument", "read_toml"]

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlDocument:
    """Plain data, and where each key and item of it stands: line and column, from 1."""

    name: str
    data: dict[str, Any]
    places: dict[Path, tuple[int, int]]

    def at(self, path: Path) -> Position:
        """Find the place of `path`, or of what is nearest around it.

        An index that is not there stands for the one value that a user wrote in place of a list.
        """
        known: Path = ()
        for part in path:
            if (*known, part) in self.places:
                known = (*known, part)
            elif isinstance(part, str):
                break
        return Position(self.name, *self.places.get(known, (1, 1)))

    def problem(
        self, path: Path, message: str, remedy: str | None = None, **value: object
    ) -> Problem:
        """Make a problem at `path`; pass `value=` to show it."""
        return Problem(message=message, position=self.at(path), remedy=remedy, **_shown(**value))


def _shown(**value: object) -> dict[str, Any]:
    """Give the fields of a problem for a value that may be None, for which TOML has no word."""
    return {**value, "shown": "None"} if value.get("value", "") is None else value


def read_toml(path: FilePath) -> TomlDocument:
    """Read a TOML file.

    Raises:
        ProblemsError: it cannot be read, is not UTF-8 or not TOML; the error has the place.
    """
    name = str(path)
    try:
        text = decoded(path.read_bytes(), name).replace("\r\n", "\n")
    except OSError as error:
        told = Problem(message=f"cannot be read: {error.strerror}", position=Position(name))
        raise ProblemsError([told]) from error
    try:
        return TomlDocument(name=name, data=tomllib.loads(text), places=positions(text))
    except tomllib.TOMLDecodeError as error:
        raise ProblemsError([_syntax(name, text, str(error))]) from error
    except RecursionError as error:
        told = Problem(message="nested too deeply", position=Position(name, 1))
        raise ProblemsError([told]) from error


def _syntax(name: str, text: str, message: str) -> Problem:
    at = _AT.search(message)
    if at is None:
        place = Position(name)
    elif at[1]:
        place = Position(name, int(at[1]), int(at[2]))
    else:  # at the end of the document
        place = Position(name, text.removesuffix("\n").count("\n") + 1)
    return Problem(message=f"not TOML: {_AT.sub('', message)}", position=place)
