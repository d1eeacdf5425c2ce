"""One line of a corpus: the input of a call, and what was answered."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from switchover.values import Node, ReadingError, RebuildError, decode, from_text, rebuild, to_text

from .parts import Frame

__all__ = ["MOST_READ_S", "Unwritable", "line", "needed_classes"]

MOST_READ_S = 20.0
"""Seconds that reading one document may take: it comes from a process of the user's program."""


class Unwritable(Exception):  # noqa: N818 - it is no error of the recording
    """A call cannot be a line; the text says why."""


def line(frame: Frame, answers: list[bytes]) -> tuple[str, set[str]]:
    """Write a line without its weight, and name the classes that its input needs.

    Keys keep the order in which the call had them: a side may depend on it.

    Raises:
        Unwritable: Its input holds what no text can (a file, a generator), or is damaged.
    """
    try:
        args, kwargs = decode(frame.given, most_s=MOST_READ_S)
        read = [decode(answer, most_s=MOST_READ_S) for answer in answers]
    except (ReadingError, ValueError, TypeError) as error:
        raise Unwritable("could not be read") from error
    if not frame.pickled:
        opaque = _opaque((args, kwargs))
        if opaque is not None:
            raise Unwritable(f"hold {opaque}, which nothing can make again")
    record: dict[str, Any] = {} if frame.pickled else {"args": list(args), "kwargs": kwargs}
    told = [_answer(each, args, kwargs) for each in read]
    answered = [each for each in told if each is not None]
    if answered:
        record |= answered[0]
    if answered[1:]:
        record["others"] = answered[1:]
    needed = set() if frame.pickled else needed_classes((args, kwargs))
    if not frame.pickled and not needed:
        _tried(record)
    return _written(record), needed


def _written(record: dict[str, Any]) -> str:
    """Write a record as one line; a part of the arguments that stands there twice stays one.

    Raises:
        Unwritable: The arguments are too deep.
    """
    asked = {name: record[name] for name in ("args", "kwargs") if name in record}
    parts = [to_text(asked, as_met=True, aliases=True)[1:-1]] if asked else []
    if parts and parts[0].startswith('"$'):  # the whole is opaque
        raise Unwritable("are too deep for a text, or too large")
    for name, part in record.items():
        if name not in asked:
            parts.append(f"{json.dumps(name)}: {to_text(part, as_met=True)}")
    return f"{{{', '.join(parts)}}}"


def _answer(answer: Any, args: Any, kwargs: Any) -> dict[str, Any] | None:
    """Write an answer; None where it was not kept."""
    if not isinstance(answer, tuple) or len(answer) != 4:
        return None  # too deep, or too large: opaque as a whole
    word, value, after_args, after_kwargs = answer
    if word == "cut" or _opaque(value) is not None:
        return None
    told: dict[str, Any] = {word: value}
    if after_args is not None or after_kwargs is not None:
        before, after = to_text([args, kwargs]), to_text([after_args, after_kwargs])
        if before != after:
            told["after"] = {"args": list(after_args or ()), "kwargs": after_kwargs or {}}
    return told


def _nodes(tree: Any) -> list[Node]:
    found, waiting, seen = [], [tree], set[int]()
    while waiting:
        part = waiting.pop()
        if isinstance(part, Node):
            if id(part) in seen:
                continue
            seen.add(id(part))
            found.append(part)
            waiting += [part.base, part.fields, part.items, part.entries, part.members]
        elif isinstance(part, dict):
            if id(part) not in seen:
                seen.add(id(part))
                waiting += [*part.keys(), *part.values()]
        elif isinstance(part, (list, tuple, set, frozenset)) and id(part) not in seen:
            seen.add(id(part))
            waiting += part
    return found


def _opaque(tree: Any) -> str | None:
    """Name the first part that nothing can make again."""
    for node in _nodes(tree):
        if node.opaque is not None:
            return node.type or "an opaque part"
    return None


def _tried(record: dict[str, Any]) -> None:
    """Make an input again, as its reader will.

    Raises:
        Unwritable: It is part of itself, or too deep for a text.
    """
    try:
        asked = [record["args"], record["kwargs"]]
        rebuild(from_text(to_text(asked, as_met=True, aliases=True)))
    except (RebuildError, ReadingError) as error:
        raise Unwritable(f"cannot be made again: {str(error)[:80]}") from error


def needed_classes(tree: Any) -> set[str]:
    """Name the classes, as import strings, that must be allowed for a tree to be made again.

    Raises:
        Unwritable: One of them is found under no name: of a function, of a script, of C code.
    """
    asked: set[str] = set()

    def noted(name: str) -> None:
        asked.add(name)

    for kind, base in {(node.type, _named(node)) for node in _nodes(tree)}:
        with suppress(RebuildError, ValueError, TypeError, KeyError, ArithmeticError):
            rebuild(Node(kind, base=base), noted)
        if base:
            asked.add(base)
    needed = {name for name in asked if not _is_always_made(name)}
    nameless = sorted(name for name in needed if _is_nameless(name))
    if nameless:
        raise Unwritable(f"hold {nameless[0]}, which nothing can make again")
    return {_spec(name) for name in needed}


def _named(node: Node) -> str | None:
    """Give the name of a class that is itself a value."""
    return str(node.base) if node.type == "type" else None


def _is_always_made(name: str) -> bool:
    try:
        rebuild(Node("type", base=name))
    except RebuildError:
        return False
    return True


def _is_nameless(name: str) -> bool:
    """Say whether no import string leads to it: of a function, or named as no name can be."""
    is_named = "." in name and all(part.isidentifier() for part in name.split("."))
    return not is_named or name.startswith(_NAMELESS)


_NAMELESS = ("__main__.", "unittest.mock.", "itertools.", "operator.", "functools.")


def _spec(name: str) -> str:
    """Write the name of a class as an import string: what begins with a capital is no module."""
    parts = name.split(".")
    first = next((at for at, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    at = max(1, first)
    return f"{'.'.join(parts[:at])}:{'.'.join(parts[at:])}"
