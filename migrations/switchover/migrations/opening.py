"""What a user names as a corpus or as a class, opened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from switchover.ground import is_import_string, named, near
from switchover.ground.written import Position, Problem

from .corpus import Source
from .problem import InputError
from .source import Folder, Items, Lines, spooled, standard_input

__all__ = ["named_classes", "open_source"]

MOST_LOOKED_AT = 1 << 24
"""Bytes of a line that are read to find out what a file holds."""


def open_source(
    path: str,
    *,
    raw: bool = False,
    base: Path | None = None,
    glob: str = "*",
    classes: Mapping[str, type] | None = None,
    pickles: bool = False,
) -> Source:
    """Open what a user named as a source of inputs: `-`, `module:name`, a folder or a file.

    Raises:
        InputError: there is nothing of that name, or a folder whose files are calls themselves.
        ResolveError: an import string leads nowhere.
    """
    if path == "-":
        return spooled(standard_input(), raw=raw)
    place = (base or Path()) / path
    if not place.exists() and is_import_string(path):
        return Items(path, named(path), raw=raw)
    if place.is_dir():
        folder = Folder(place, glob=glob, label=path)
        if not raw and (file := next(filter(_holds_calls, folder.files()), None)) is not None:
            what = "this folder holds calls, as 'switchover record' writes them"
            remedy = f"name a file, such as {file}; with raw, the text of each file is the argument"
            raise InputError([Problem(message=what, position=Position(path), remedy=remedy)])
        return folder
    if place.is_file():
        return Lines(place, raw=raw, label=path, classes=classes or {}, pickles=pickles)
    if place.exists():  # a pipe, which can be read once only
        with place.open("rb") as stream:
            return spooled(stream, raw=raw, label=path)
    beside = [one.name for one in place.parent.glob(f"*{place.suffix}")]
    forms = "name a file of JSON lines, a folder, '-' for standard input, or module:name"
    remedy = near(place.name, beside) or forms
    raise InputError(
        [Problem(message="no such corpus", position=Position(str(place)), remedy=remedy)]
    )


def _holds_calls(file: Path) -> bool:
    """Say whether the first line of a file of JSON lines is a call."""
    if file.suffix != ".jsonl":
        return False
    try:
        with file.open("rb") as lines:
            call = json.loads(lines.readline(MOST_LOOKED_AT))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(call, dict) and isinstance(call.get("args"), list)


def named_classes(specs: Iterable[str]) -> dict[str, type]:
    """Import classes, each under the name that texts have.

    Raises:
        InputError: one of them is no class.
        ResolveError: an import string leads nowhere.
    """
    made = dict[str, type]()
    for spec in specs:
        found = named(spec)
        if not isinstance(found, type):
            raise InputError(
                [Problem(message="this is no class", position=Position("--class"), shown=spec)]
            )
        made[f"{found.__module__}.{found.__qualname__}"] = found
    return made
