"""A document as a tree again: no class is imported, no code of a value runs."""

from __future__ import annotations

import functools
import io
import pickle
from typing import TYPE_CHECKING, Any

from .document import chunks_of
from .errors import ReadingError
from .node import make, make_complex

if TYPE_CHECKING:
    from .node import Tree

__all__ = ["MOST_BYTES", "decode"]

MOST_BYTES = 256 * 2**20
"""The largest document that is read: the cap above which none is written."""
PRELUDE = b"\x80\x05c0\nmake\nq\x000c0\nmake_complex\nq\x010"
"""Puts the two functions where the encoder refers to them."""


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


def decode(document: bytes, *, most_bytes: int = MOST_BYTES) -> Tree:
    """Read a document into a tree.

    Raises:
        ReadingError: It is damaged, or larger than `most_bytes`.
    """
    if len(document) > most_bytes:
        raise ReadingError(f"a document of {len(document)} bytes is over the limit of {most_bytes}")
    return read_pickle(chunks_of(document)[0])


def read_pickle(chunk: memoryview) -> Tree:
    """Read one pickle of a document."""
    try:
        return _Reader(io.BytesIO(b"".join((PRELUDE, chunk)))).load()
    except ReadingError:
        raise
    except Exception as error:
        raise ReadingError(f"the document is damaged: {type(error).__name__}: {error}") from error
