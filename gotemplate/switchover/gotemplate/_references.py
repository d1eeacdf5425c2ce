"""What a template reads of its context, by its syntax tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from . import _nodes as n

__all__ = ["Reads", "reads_of"]


@dataclass(frozen=True, slots=True)
class Reads:
    """The parts of a context that a template reads; whatever is below a path is read with it.

    Attributes:
        paths: from the context on, in source order, each once.
        whole: the context as a whole is read as well.
    """

    paths: tuple[tuple[str, ...], ...]
    whole: bool


def reads_of(tree: n.Tree) -> Reads:
    """Follow the context through a template.

    Inside ``with`` and ``range`` the dot is what their pipeline gave, and in a template that is
    invoked, what it was given: that much is read by whoever hands it over.
    """
    found = dict.fromkeys(_read(tree.body, at_context=True))
    paths = tuple(path for path in found if path)
    return Reads(paths=paths, whole=() in found)


def _read(node: Any, *, at_context: bool) -> Iterator[tuple[str, ...]]:
    """Yield paths from the context; an empty one is all of it."""
    match node:
        case tuple():
            for part in node:
                yield from _read(part, at_context=at_context)
        case n.Field(path=path) if at_context:
            yield path
        case n.Dot() if at_context:
            yield ()
        case n.Variable(name="$", path=path):
            yield path
        case n.With() | n.Range():
            yield from _read(node.pipe, at_context=at_context)
            yield from _read(node.body, at_context=False)
            yield from _read(node.orelse, at_context=at_context)
        case _ if is_dataclass(node):
            for field in fields(node):
                yield from _read(getattr(node, field.name), at_context=at_context)
