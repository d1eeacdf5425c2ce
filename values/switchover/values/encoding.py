"""A value as a document: typed bytes, equal only for equal values."""

from __future__ import annotations

import pickle
import sys
from typing import Any

from .cutting import cut, looks_wide
from .document import MOST_BYTES, PLAIN, VERSION, pack
from .linked import TooLargeError, encode_linked
from .node import Node, make, make_complex
from .openers import reduce
from .openers.classes import name_of
from .openers.leftout import IS_INPUT, InputNote
from .sharing import has_aliases, is_shared

__all__ = ["encode", "encode_input", "unlike"]

DOUBTED_BYTES = 16 * 2**20
"""Above it a value is looked at once more: shared parts may be what grows, doubling by level."""
DEEPEST_LIMIT = 5_000
"""The recursion limit above which C code could overflow the stack of a thread before it stops."""
LONG_BYTES = 16 * 2**10
"""Above it a document is cut, if it can be."""
MARKS = {id(make): (0, make), id(make_complex): (1, make_complex)}
"""What the pickler takes for written already: a reference of two bytes instead of a lookup."""
HEAD = bytes((VERSION, PLAIN))
_FROZENSET = b"\x91"


class Sink:
    """Where the pickler writes to, up to a cap."""

    __slots__ = ("chunks", "room")

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.room = DOUBTED_BYTES

    def write(self, chunk: bytes) -> None:
        self.room -= len(chunk)
        if self.room < 0:
            raise TooLargeError
        self.chunks.append(chunk)


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


_recursion_limit = sys.getrecursionlimit
_idle: list[FastPickler] = []


def _taken() -> FastPickler:
    try:
        return _idle.pop()
    except IndexError:
        return FastPickler(Sink())


def encode(value: object, *, most_bytes: int = MOST_BYTES, aliases: bool = False) -> bytes:
    """Write a value as a document. Equal documents prove equal values; unequal ones prove nothing.

    With `aliases` it is written as an input that is to be given again: a part that can be changed
    and stands in the value twice is one part of what is read back, else it may be two; and a field
    that its class takes, but does not compare, is there, else it is left out.

    Never raises for what a value is: what cannot be opened, or needs more than `most_bytes`, is
    written as opaque, and a document that holds it equals no other. MemoryError and
    KeyboardInterrupt alone pass.
    """
    if not aliases:
        document = _whole(value, most_bytes)
        return _too_large(value, most_bytes) if document is None else document
    return encode_input(value, most_bytes=most_bytes)[0]


def encode_input(value: object, *, most_bytes: int = MOST_BYTES) -> tuple[bytes, bool]:
    """Write a value as an input, and say whether it holds what is no part of an answer."""
    written = InputNote()
    before = IS_INPUT.set(written)
    try:
        document = _linked(value, most_bytes) if _aliased(value) else None
        return document or encode(value, most_bytes=most_bytes), written.has_more
    finally:
        IS_INPUT.reset(before)


def _aliased(value: object) -> bool:
    try:
        return has_aliases(value)
    except (MemoryError, KeyboardInterrupt):
        raise
    except BaseException:  # noqa: BLE001 - the encoder finds out what it is
        return False


def _whole(value: object, most_bytes: int) -> bytes | None:
    """Write all of a value; None where that is too large."""
    if _recursion_limit() <= DEEPEST_LIMIT:
        try:
            return _fast(value, min(most_bytes, DOUBTED_BYTES))
        except (MemoryError, KeyboardInterrupt):
            raise
        except TooLargeError:
            if not is_shared(value, DOUBTED_BYTES):
                return _large(value, most_bytes)
        except BaseException:  # noqa: BLE001, S110 - the slower encoder finds out what it is
            pass
    return _linked(value, most_bytes)


def _fast(value: object, room: int) -> bytes:
    """Write a value with the C pickler; what that cannot do is raised, whatever it is.

    A value that does not look wide is written in one piece first; if that is long, it is cut
    after all. Both depend on the value alone, so that equal values have equal documents.
    """
    pickler = _taken()
    sink = pickler.sink
    chunks, document = sink.chunks, None
    if not looks_wide(value):
        sink.room = room
        pickler.dump(value)
        document = HEAD + chunks[0] if len(chunks) == 1 else b"".join((HEAD, *chunks))
        chunks.clear()
    if document is None or len(document) > LONG_BYTES:
        pieces: list[Any] = []
        plan = cut(value, pieces)
        if plan is not None:
            pieces.insert(0, plan)
        if plan is not None or document is None:
            document = _written(value, pieces, pickler, sink, room)
    # The pickler loses count of frozensets when it has no memo: one that met any is thrown away,
    # so that what was encoded before never matters. (The byte may stand for something else.)
    if _FROZENSET not in document:
        _idle.append(pickler)
    return document


def _written(
    value: object, pieces: list[Any], pickler: FastPickler, sink: Sink, room: int
) -> bytes:
    """Write pieces, the outline first; or the value as one where there are none."""
    sink.room = room
    dump, chunks, written = pickler.dump, sink.chunks, []
    for piece in pieces or (value,):
        dump(piece)
        written.append(chunks[0] if len(chunks) == 1 else b"".join(chunks))
        chunks.clear()
    return pack(written) if pieces else HEAD + written[0]


def unlike(one: object, other: object) -> bool:
    """Return False where two values are proved equal; True proves nothing."""
    pickler = _taken()
    sink = pickler.sink
    sink.room = DOUBTED_BYTES
    chunks = sink.chunks
    try:
        pickler.dump(one)
        first = chunks.copy()
        chunks.clear()
        pickler.dump(other)
    except (MemoryError, KeyboardInterrupt):
        raise
    except BaseException:  # noqa: BLE001 - as above
        return encode(one) != encode(other)
    is_unlike = first != chunks
    chunks.clear()
    if not any(_FROZENSET in chunk for chunk in first):
        _idle.append(pickler)
    return is_unlike


def _large(value: object, most_bytes: int) -> bytes | None:
    try:
        return _fast(value, most_bytes)
    except (MemoryError, KeyboardInterrupt):
        raise
    except TooLargeError:
        return None
    except BaseException:  # noqa: BLE001 - as above
        return _linked(value, most_bytes)


def _linked(value: object, most_bytes: int) -> bytes | None:
    try:
        return encode_linked(value, most_bytes)
    except (MemoryError, KeyboardInterrupt):
        raise
    except TooLargeError:
        return None
    except BaseException as error:  # noqa: BLE001 - whatever is left: never a match
        reason = f"encoding it raised {type(error).__name__}"
        return encode_linked(Node(type=name_of(type(value)), opaque=reason), most_bytes)


def _too_large(value: object, most_bytes: int) -> bytes:
    """Write a value as opaque; of a tuple, which an answer is, the parts that fit stay."""
    if type(value) is not tuple or not value:
        return encode(_opaque(value, most_bytes))
    room = most_bytes // (2 * len(value))
    parts = [p if _whole(p, room) is not None else _opaque(p, room) for p in value]
    return encode(tuple(parts), most_bytes=most_bytes)


def _opaque(value: object, most_bytes: int) -> Node:
    reason = f"its document is larger than {most_bytes / 2**20:.3g} MiB"
    return Node(type=name_of(type(value)), opaque=reason)
