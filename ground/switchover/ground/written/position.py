"""A place in something that a person wrote, and the path of a value in it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Path", "Position", "notation"]

Path = tuple[str | int, ...]
"""The keys and indexes that lead to a value of a document."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file; lines and columns count from one, and are 0 where they are not known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`file:line:column`, as far as it is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


def notation(path: Path) -> str:
    """Write a path the way messages do: `outputs.items[0].name`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
