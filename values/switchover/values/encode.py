"""A value as a document: typed bytes, equal only for equal values."""

from __future__ import annotations

import pickle
import sys
from typing import Any

from .document import PLAIN, VERSION
from .node import make, make_complex
from .openers import reduce

__all__ = ["encode"]

MARKS = {id(make): (0, make), id(make_complex): (1, make_complex)}
"""What the pickler takes for written already: a reference of two bytes instead of a lookup."""
HEAD = bytes((VERSION, PLAIN))


class Sink:
    """Where the pickler writes to."""

    __slots__ = ("chunks", "room", "write")

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.write = self.chunks.append


class FastPickler(pickle.Pickler):
    """The C pickler without references; every value that is no exact built-in comes to `reduce`."""

    reducer_override = staticmethod(reduce)  # pyright: ignore[reportAssignmentType]

    def __init__(self, sink: Sink) -> None:
        super().__init__(sink, 5, buffer_callback=_refuse)
        self.fast = True
        self.memo = MARKS
        self.sink = sink


def _refuse(_: Any) -> None:
    # A PickleBuffer would be written as bytes, and is none.
    raise TypeError("a PickleBuffer is for the slower encoder")


_idle: list[FastPickler] = []


def encode(value: object) -> bytes:
    """Write a value as a document. Equal documents prove equal values; unequal ones prove nothing.

    Never raises for what a value is: what cannot be opened is written as opaque, and a document
    that holds it equals no other.
    """
    pickler = _idle.pop() if _idle else FastPickler(Sink())
    chunks = pickler.sink.chunks
    pickler.dump(value)
    document = HEAD + (chunks[0] if len(chunks) == 1 else b"".join(chunks))
    chunks.clear()
    _idle.append(pickler)
    return document


_recursion_limit = sys.getrecursionlimit
