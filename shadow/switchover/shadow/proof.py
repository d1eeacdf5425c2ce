"""A proof of typed equality at C speed.

Both values are pickled without a memo: built-in types as they are, objects as their class and
fields, enum members by identity. That encoding is typed (`1`, `True` and `1.0` have different
opcodes; so have tuple and list, bytes and bytearray, -0.0 and 0.0), takes no notice of shared
references, and runs no code of the values. Equal bytes therefore prove equal values. Unequal bytes
prove nothing: dicts in another order, NaN payloads and equal sets may encode differently.
"""

from __future__ import annotations

import pickle
import sys
from collections import deque
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Any

from .shapes import reader_of

__all__ = ["FAILED", "PlainPickler", "Prover", "StoppedError", "idle", "prove"]

ROOM = 16 * 2**20
"""Bytes that one comparison may spend on failed proofs; one attempt gets half of what is left."""
REFUSAL = 2**16
"""What a refused attempt is charged: the pickler hands over 64 KB at a time."""

_PLAIN = frozenset(
    ("datetime", name) for name in ("datetime", "date", "time", "timedelta", "timezone")
) | {("builtins", "complex"), ("decimal", "Decimal"), ("uuid", "UUID")}
FAILED = (
    *(RuntimeError, ValueError, TypeError, AttributeError, MemoryError, pickle.PickleError),
    KeyError,  # CPython's pickler miscounts nesting after many frozensets when it has no memo
)


class StoppedError(Exception):
    """The bytes differ, a type is not plain, or there is no room left."""


def _is_plain(cls: type) -> bool:
    """True for the real standard types alone, not for a class that only bears the name."""
    name = (cls.__module__, cls.__qualname__)
    return name in _PLAIN and getattr(sys.modules.get(name[0]), name[1], None) is cls


class PlainPickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """Refuse whatever could run code of its own; built-in types never come here."""
        kind = type(value)
        if _is_plain(value if kind is type else kind):
            return NotImplemented
        raise StoppedError


class _OpeningPickler(PlainPickler):
    """Goes into objects too. What it writes is never loaded."""

    def __init__(self, file: _Sink) -> None:
        super().__init__(file, 5)
        self.fast = True
        self.has_opened = False
        """Something was written that is no built-in value."""

    def reducer_override(self, value: Any) -> Any:
        """Write `id(class, fields)` for an object: what lives while it is compared has one id."""
        if value is id:
            return NotImplemented
        kind = type(value)
        cls: Any = value if kind is type else kind
        write = _writer(cls)
        if write is None:
            return NotImplemented
        self.has_opened = True
        return write(value)


@lru_cache(maxsize=2048)
def _writer(cls: type) -> Callable[[Any], Any] | None:
    """Return how values of a class are written; None for a standard type."""
    if _is_plain(cls):
        return None
    if issubclass(cls, Enum):
        return lambda value: (id, (id(value),))
    read = reader_of(cls)
    if read is None:
        return _refused
    kind = id(cls)

    def write(value: object) -> Any:
        fields = read(value)
        return (id, (kind, fields)) if fields and type(value) is cls else _refused(value)

    return write


def _refused(_: object) -> Any:
    raise StoppedError


class _Sink:
    """A file for the pickler: keeps the first stream, then checks the second against it."""

    __slots__ = ("checking", "chunks", "room", "unlike")

    def __init__(self) -> None:
        self.chunks: deque[bytes] = deque()
        self.checking = False
        self.room = 0
        self.unlike = b""

    def write(self, chunk: bytes) -> None:
        if self.checking:
            if self.chunks and self.chunks[0] == chunk:
                self.chunks.popleft()
                return
            self.unlike = chunk
            if not chunk.endswith(pickle.STOP):
                raise StoppedError  # there is more to come, and no need of it
        else:
            self.room -= len(chunk)
            if self.room < 0:
                raise StoppedError
            self.chunks.append(chunk)


class Prover:
    """Proves equality until its room is spent: a proof that fails costs what it wrote."""

    __slots__ = ("_dump", "_pickler", "_sink", "apart", "room", "wrote")

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self.wrote = 0
        """What the last failed attempt was charged: the control's encoding, REFUSAL if refused."""
        self.apart: tuple[bytes, bytes] | None = None
        """Both encodings after an attempt that failed: of built-in values, in one chunk each."""
        self._renew()

    def _renew(self) -> None:
        self._sink = _Sink()
        self._pickler = _OpeningPickler(self._sink)
        self._dump = self._pickler.dump

    def same(self, control: object, candidate: object) -> bool:
        """Return True only where the two are proved equal."""
        sink, dump = self._sink, self._dump
        sink.room = room = self.room >> 1
        self._pickler.has_opened = False
        try:
            dump(control)
            sink.checking = True
            dump(candidate)
            if not (sink.chunks or sink.unlike):
                sink.checking = False
                return True
        except StoppedError:
            pass
        except FAILED:
            self._renew()
        self._settle(sink, room)
        return False

    def _settle(self, sink: _Sink, room: int) -> None:
        """Charge a failed attempt and make ready for the next."""
        self.wrote = room - sink.room + (0 if sink.checking else REFUSAL)
        self.room -= self.wrote
        chunks, unlike = sink.chunks, sink.unlike
        whole = unlike and len(chunks) == 1 and len(chunks[0]) == self.wrote
        whole = whole and not self._pickler.has_opened
        self.apart = (chunks[0], unlike) if whole else None
        sink.unlike = b""
        sink.chunks.clear()
        sink.checking = False

    def encoding(self, value: object) -> bytes | None:
        """Return the typed encoding of one value, or None where it is refused."""
        sink = self._sink
        sink.room = room = self.room >> 1
        try:
            self._dump(value)
        except (StoppedError, *FAILED):
            self.room -= room - sink.room + REFUSAL
            self._renew()
            return None
        chunks = sink.chunks
        if len(chunks) == 1:
            return chunks.pop()
        whole = b"".join(chunks)
        chunks.clear()
        return whole


idle: list[Prover] = []
"""Provers with all their room, kept for the next comparison; taken and given back whole."""


def prove(control: object, candidate: object) -> bool:
    """Return True only where the two are proved equal."""
    prover = idle.pop() if idle else Prover()
    if prover.same(control, candidate):
        idle.append(prover)
        return True
    return False
