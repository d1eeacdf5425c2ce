"""How a value is taken apart: what an opener gives, and what of it is written."""

from __future__ import annotations

import os
from typing import Any, Callable, NamedTuple, TypeVar

from ..node import Node, arguments_of, make
from .classes import name_of

__all__ = [
    "BESIDE",
    "OPENINGS",
    "Attributes",
    "Open",
    "Opening",
    "Reducer",
    "opaque_arguments",
    "opens",
    "present",
    "reduced",
    "told_apart",
]

Open = Callable[[Any], Node]
"""Takes a value apart; the type may be left unset."""
Reducer = Callable[[Any], "tuple[Any, tuple[Any, ...]]"]
"""Gives what the pickler writes for a value: `make` and its arguments."""
Anything = TypeVar("Anything", bound="Callable[..., Any]")


class Opening(NamedTuple):
    """What opens values of a class."""

    open: Open
    exactly: bool
    """Values of subclasses are not opened by it."""
    whole: bool
    """It reads `__dict__` itself."""
    without: tuple[str, ...] = ()
    """Attributes that it reads itself, or that are caches."""
    own: bool = False
    """It accounts for all that classes of its own package hold; what a subclass from elsewhere
    adds counts all the same."""


class Attributes:
    """Reduces values that are their `__dict__` and nothing else."""

    def __init__(self, name: str, read: Callable[[Any], Any]) -> None:
        self.name = name
        self.read = read

    def __call__(self, value: Any) -> tuple[Any, tuple[Any, ...]]:
        return make, (self.name, self.read(value))


OPENINGS: dict[type, Opening] = {}
"""What opens the values of each class that this package knows, and of its subclasses."""


def opens(
    *classes: type,
    exactly: bool = False,
    whole: bool = False,
    without: tuple[str, ...] = (),
    own: bool = False,
) -> Callable[[Anything], Anything]:
    """Register what opens values of these classes and of their subclasses."""

    def keep(function: Anything) -> Anything:
        for cls in classes:
            OPENINGS[cls] = Opening(function, exactly, whole, without, own)
        return function

    return keep


def present(fields: dict[str, Any]) -> dict[str, Any]:
    """Keep the fields that a value has: None stands for one that it has not."""
    return {name: held for name, held in fields.items() if held is not None}


BESIDE = "__dict__."
"""Before the name of an attribute whose name something else of the value has."""


def told_apart(own: dict[str, Any], added: Any) -> dict[str, Any]:
    """Add attributes to what a value is: one whose name is taken stands beside that, not for it."""
    if own.keys().isdisjoint(added):
        own.update(added)
    else:
        own.update({f"{BESIDE}{name}" if name in own else name: added[name] for name in added})
    return own


def opaque_arguments(cls: type, reason: str) -> tuple[Any, ...]:
    """Give what is written where nothing can say whether two values are equal.

    The random token keeps the bytes of a document that holds it from ever equalling others.
    """
    return (name_of(cls), None, None, None, None, None, False, reason, os.urandom(16))


def reduced(node: Node, name: str) -> tuple[Any, tuple[Any, ...]]:
    """Give what is written for a node of a class of that name."""
    if not node.type:
        node.type = name
    if node.opaque is not None:
        return make, (*arguments_of(node), os.urandom(16))
    return make, arguments_of(node)
