"""The outside of a document: its version, its form, and how its chunks are laid out."""

from __future__ import annotations

from .errors import ReadingError

__all__ = ["CHUNKED", "LINKED", "MOST_BYTES", "PLAIN", "VERSION", "chunks_of", "form_of", "pack"]

VERSION = 1
MOST_BYTES = 256 * 2**20
"""The largest document that is written, and read; what needs more is not comparable."""
PLAIN = 0x50
"""One pickle without references."""
CHUNKED = 0x43
"""An outline and chunks, each a pickle without references."""
LINKED = 0x4C
"""One pickle with references, for what is shared, cyclic or deep."""
_HEAD = 2
_SIZE = 4


def form_of(document: object) -> int:
    """Return the form.

    Raises:
        ReadingError: This is no document, or one of another version.
    """
    if not isinstance(document, bytes) or len(document) <= _HEAD:
        raise ReadingError("this is no document: it is no bytes, or has no content")
    if document[0] != VERSION:
        raise ReadingError(f"this is no document of version {VERSION}: it begins {document[:2]!r}")
    form = document[1]
    if form not in (PLAIN, CHUNKED, LINKED):
        raise ReadingError(f"a document of version {VERSION} has no form {form:#x}")
    return form


def pack(chunks: list[bytes]) -> bytes:
    """Lay out chunks: how many there are, their sizes, then the chunks, the outline first."""
    sizes = b"".join([len(chunk).to_bytes(_SIZE, "big") for chunk in chunks])
    count = len(chunks).to_bytes(_SIZE, "big")
    return b"".join([bytes((VERSION, CHUNKED)), count, sizes, *chunks])


def chunks_of(document: bytes) -> list[bytes]:
    """Cut a document of any form into its pickles.

    Raises:
        ReadingError: The sizes do not fit the document.
    """
    if form_of(document) != CHUNKED:
        return [document[_HEAD:]]
    view = memoryview(document)
    count = int.from_bytes(view[_HEAD : _HEAD + _SIZE], "big")
    at = _HEAD + _SIZE * (count + 1)
    if at > len(document):
        raise ReadingError(f"a document of {len(document)} bytes cannot hold {count} chunks")
    found = []
    for start in range(_HEAD + _SIZE, at, _SIZE):
        size = int.from_bytes(view[start : start + _SIZE], "big")
        found.append(document[at : at + size])
        at += size
    if at != len(document) or not found:
        raise ReadingError("the sizes of its chunks do not fit the document")
    return found
