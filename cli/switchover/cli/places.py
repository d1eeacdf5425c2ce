"""Places in source files, as a person in the current folder names them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = ["named", "near"]


def near(file: str | Path) -> str:
    """Name a file from the current folder, where it lies inside."""
    try:
        return str(Path(file).relative_to(Path.cwd()))
    except ValueError:
        return str(file)


def named(lines: Iterable[tuple[str, int]], most: int) -> str:
    """Name lines of files, each once: the first `most`; the others are counted."""
    found = list(dict.fromkeys(lines))
    more = f" and {len(found) - most} lines more" if len(found) > most else ""
    return f"{', '.join(f'{near(file)}:{line}' for file, line in found[:most])}{more}"
