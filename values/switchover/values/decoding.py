"""A document as a tree again: no class is imported, no code of a value runs."""

from __future__ import annotations

import functools
import io
import pickle
from itertools import islice
from typing import TYPE_CHECKING, Any, Callable

from .careful import Allowance, read_carefully
from .cutting import pieces_in
from .document import CHUNKED, MOST_BYTES, chunks_of, form_of
from .errors import ReadingError
from .node import make, make_complex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .node import Tree

__all__ = ["decode", "joined", "outline", "read_pickle"]

PRELUDE = b"\x80\x05c0\nmake\nq\x000c0\nmake_complex\nq\x010"
"""Puts the two functions where the encoder refers to them."""
_NODE, _COMPLEX = b"h\x00", b"h\x01"
"""The references to them: most documents hold neither, and are read without the prelude."""


class _Reader(pickle.Unpickler):
    """The C unpickler, which finds two names and no other."""

    def find_class(self, module: str, name: str) -> Any:
        # A fresh one each time: whatever a document does to it ends with this document.
        if module == "0" and name == "make":
            return functools.partial(make)
        if module == "0" and name == "make_complex":
            return functools.partial(make_complex)
        raise ReadingError(f"a document holds no classes, but this one asks for {module}.{name}")

    def persistent_load(self, pid: Any) -> Any:  # noqa: ARG002
        raise ReadingError("a document refers to nothing outside itself, but this one does")


def decode(document: bytes, *, most_bytes: int = MOST_BYTES, most_s: float | None = None) -> Tree:
    """Read a document into a tree. No class is imported, and no code of a value runs.

    Without a time limit the C unpickler reads it, which is quick, but can take long or much
    memory for a document that was made to hurt. Read one of an unknown writer with `most_s`, which
    takes some twenty times as long, or in a process that may be ended.

    Raises:
        ReadingError: It is damaged, larger than `most_bytes`, or takes longer than `most_s`.
    """
    if len(document) > most_bytes:
        raise ReadingError(f"a document of {len(document)} bytes is over the limit of {most_bytes}")
    chunks = chunks_of(document)
    if most_s is None:
        return _whole(form_of(document), chunks, read_pickle)
    allowance = Allowance(most_s)
    return _whole(form_of(document), chunks, lambda chunk: read_carefully(chunk, allowance))


def _whole(form: int, chunks: list[bytes], read: Callable[[bytes], Tree]) -> Tree:
    if form != CHUNKED:
        return read(chunks[0])
    return joined(outline(chunks, read), map(read, chunks[1:]))


def outline(chunks: list[bytes], read: Callable[[bytes], Tree]) -> Any:
    """Read the plan of a document in chunks.

    Raises:
        ReadingError: It does not fit them.
    """
    plan = read(chunks[0])
    if pieces_in(plan) != len(chunks) - 1:
        raise ReadingError("the outline of the document does not fit its chunks")
    return plan


def joined(plan: Any, pieces: Iterator[Tree]) -> Tree:
    """Put pieces together again, as their plan says.

    Raises:
        ReadingError: They do not fit it.
    """
    kind = plan[0]
    if kind == "mix":
        return _mixed(plan, pieces)
    wanted = dict if kind == "dict" else list if kind == "list" else tuple
    runs = list(islice(pieces, pieces_in(plan)))
    if any(type(run) is not wanted for run in runs):
        raise ReadingError(f"a piece of a {kind} is none")
    if kind == "dict":
        return {key: value for run in runs for key, value in run.items()}
    items = [item for run in runs for item in run]
    return items if kind == "list" else tuple(items)


def _mixed(plan: Any, pieces: Iterator[Tree]) -> Tree:
    _, kind, keys, plans = plan
    loose = next(pieces)
    if type(loose) is not list or len(loose) != plans.count(None):
        raise ReadingError(f"the loose parts of a {kind} do not fit its outline")
    left = iter(loose)
    items = [next(left) if one is None else joined(one, pieces) for one in plans]
    if kind == "dict":
        return dict(zip(keys, items))
    return items if kind == "list" else tuple(items)


def read_pickle(chunk: bytes) -> Tree:
    """Read one pickle of a document."""
    if _NODE in chunk or _COMPLEX in chunk:
        chunk = PRELUDE + chunk
    try:
        found = _Reader(io.BytesIO(chunk)).load()
        if type(found) is functools.partial:
            raise ReadingError("the document holds what makes a value, and no value")
        return found
    except ReadingError:
        raise
    except MemoryError:
        raise ReadingError("the document takes more memory than there is") from None
    except Exception as error:
        raise ReadingError(f"the document is damaged: {type(error).__name__}: {error}") from error
