"""The file of finds: inputs that a search found, as lines that a corpus takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from switchover.ground import replace_file
from switchover.ground.written import Problem
from switchover.shadow.search import Find
from switchover.values import ValuesError, decode, encode, loaded_class, rebuild, to_text

from .corpus import Call, Corpus
from .problem import InputError, writing
from .source import Lines

__all__ = ["classes_of", "earlier_finds", "keep_finds", "line_of"]


def line_of(call: Call) -> str:
    """Write a call as a line of a corpus, keys of mappings in their order.

    Raises:
        ValuesError: It holds what no text can.
    """
    args, kwargs = call
    tree = decode(encode({"args": list(args), "kwargs": kwargs}, aliases=True))
    return to_text(tree, as_met=True, aliases=True)


def classes_of(corpus: Corpus) -> Mapping[str, type]:
    """Give the classes that lines of a corpus may make."""
    found = dict[str, type]()
    for source in corpus.sources:
        found |= getattr(source, "classes", {})
    return found


def earlier_finds(path: Path, classes: Mapping[str, type]) -> list[Call]:
    """Read what earlier searches found; nothing where there is no such file.

    Raises:
        InputError: A line of it is no call, with its place.
    """
    if not path.exists():
        return []
    read = list(Lines(path, classes=classes).read())
    problems = [one for one in read if isinstance(one, Problem)]
    if problems:
        raise InputError(problems)
    return [one for one in read if not isinstance(one, Problem)]


def keep_finds(path: Path, finds: Sequence[Find]) -> tuple[int, list[str]]:
    """Add finds to the file, each once.

    Returns:
        How many were added, and why others could not be written.

    Raises:
        InputError: The file cannot be written.
    """
    known = set(path.read_text("utf-8").splitlines()) if path.exists() else set[str]()
    fresh, problems = list[str](), list[str]()
    for find in finds:
        try:
            line = line_of(find.call)
        except (ValuesError, RecursionError, UnicodeError) as error:
            problems.append(str(error))
            continue
        if not _can_be_made(find.call):
            problems.append("an input holds what no text can: it is in no file")
        elif line not in known:
            known.add(line)
            fresh.append(line)
    if fresh:
        _append(path, fresh)
    return len(fresh), problems


def _can_be_made(call: Call) -> bool:
    """Whether a reader of the line comes to the same call, where it may make the classes in it."""
    try:
        document = encode(call, aliases=True)
        return encode(rebuild(decode(document), loaded_class), aliases=True) == document
    except (ValuesError, RecursionError):
        return False


def _append(path: Path, lines: Sequence[str]) -> None:
    """Write all of the file anew and put it in place at once: a kill leaves the old one or it."""
    with writing(path):
        before = path.read_bytes() if path.exists() else b""
        if before and not before.endswith(b"\n"):
            before += b"\n"
        replace_file(path, before + "".join(f"{line}\n" for line in lines).encode())
