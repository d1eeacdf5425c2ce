"""Whose a line of code is, and how it is written for people."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

__all__ = ["described", "is_ours", "is_user_file"]

_OURS = f"{Path(__file__).parent}{os.sep}"
_LIBRARY = tuple(
    f"{path}{os.sep}" for path in {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
)


def described(filename: str, line: int, function: str) -> str:
    """Write a place as `file:line in function`, the file relative to here or to the library."""
    path = Path(filename)
    roots = (Path.cwd(), *map(Path, _LIBRARY))
    shown = next((path.relative_to(root) for root in roots if path.is_relative_to(root)), path)
    return f"{shown}:{line} in {function}" if function else f"{shown}:{line}"


def is_ours(filename: str) -> bool:
    """Tell this room's own files."""
    return filename.startswith(_OURS)


def is_user_file(filename: str) -> bool:
    """Tell the user's files from this room's, the standard library's and what has no file."""
    if filename.startswith((_OURS, "<")):
        return False
    return "site-packages" in filename or not filename.startswith(_LIBRARY)
