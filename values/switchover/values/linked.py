"""The slower encoder: for what is shared, cyclic, or deeper than C code goes.

It writes the same opcodes as the C pickler, with references for containers and nodes, and without
recursion: depth is limited by memory alone.
"""

from __future__ import annotations

import pickle
import struct
from typing import Any, Callable

from .document import LINKED, VERSION
from .node import make_complex
from .openers import reduce

__all__ = ["FIRST_REFERENCE", "TooLargeError", "encode_linked"]

FIRST_REFERENCE = 2
"""The numbers below it are those of the two functions that documents refer to."""
HEAD = bytes((VERSION, LINKED))
_END = object()
"""Marks a step of the work that is no value: it is followed by what to do."""


class TooLargeError(Exception):
    """The document grew beyond its cap."""


def encode_linked(value: object, most_bytes: int) -> bytes:
    """Write a value as a document with references.

    Raises:
        TooLargeError: It would be larger than `most_bytes`.
    """
    return _Emitter(most_bytes).document(value)


_BYTE, _LENGTH, _LONG_LENGTH = struct.Struct("<B"), struct.Struct("<I"), struct.Struct("<Q")
_FLOAT = struct.Struct(">d")


def _int(value: int) -> bytes:
    if 0 <= value < 256:
        return b"K" + _BYTE.pack(value)
    if -(2**31) <= value < 2**31:
        return b"J" + struct.pack("<i", value)
    data = pickle.encode_long(value)
    if len(data) < 256:
        return b"\x8a" + _BYTE.pack(len(data)) + data
    return b"\x8b" + struct.pack("<i", len(data)) + data


def _text(value: str) -> bytes:
    data = value.encode("utf-8", "surrogatepass")
    if len(data) < 2**32:
        return b"X" + _LENGTH.pack(len(data)) + data
    return b"\x8d" + _LONG_LENGTH.pack(len(data)) + data


def _bytes(value: bytes) -> bytes:
    if len(value) < 2**32:
        return b"B" + _LENGTH.pack(len(value)) + value
    return b"\x8e" + _LONG_LENGTH.pack(len(value)) + value


_LEAVES: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"N",
    bool: lambda value: b"\x88" if value else b"\x89",
    int: _int,
    float: lambda value: b"G" + _FLOAT.pack(value),
    str: _text,
    bytes: _bytes,
}
_LEAF_BY_ID = {id(kind): write for kind, write in _LEAVES.items()}
"""By id: a metaclass may have a hash of its own, which may raise."""


class _Emitter:
    """Writes one document; the work still to do is a stack, its top last."""

    def __init__(self, most_bytes: int) -> None:
        self._out = bytearray(HEAD + b"\x80\x05")
        self._most = most_bytes
        self._known: dict[int, int] = {}
        self._kept: list[Any] = []
        """What openers made on the way: it must live, or its id would be given again."""
        self._work: list[Any] = []

    def document(self, value: object) -> bytes:
        out, work = self._out, self._work
        work.append(value)
        while work:
            part = work.pop()
            if part is _END:
                self._finish(work.pop())
            else:
                leaf = _LEAF_BY_ID.get(id(type(part)))
                if leaf is not None:
                    out += leaf(part)
                else:
                    self._open(part)
            if len(out) > self._most:
                raise TooLargeError
        out += b"."
        return bytes(out)

    def _open(self, part: Any) -> None:
        known = self._known.get(id(part))
        if known is not None:
            self._out += b"j" + _LENGTH.pack(known)
            return
        write = _CONTAINER_BY_ID.get(id(type(part)))
        if write is None:
            self._node(part)
        else:
            write(self, part)

    def _remember(self, part: Any) -> None:
        number = len(self._known) + FIRST_REFERENCE
        self._known[id(part)] = number
        self._kept.append(part)
        self._out += b"r" + _LENGTH.pack(number)

    def _later(self, parts: list[Any], end: Any) -> None:
        """Write parts, then what ends them."""
        self._work += (end, _END)
        parts.reverse()
        self._work += parts

    def _finish(self, end: Any) -> None:
        if type(end) is bytes:
            self._out += end
            return
        code, part = end
        known = self._known.get(id(part))
        if known is not None:  # it is part of itself, and was written in full on the way
            self._out += b"1j" + _LENGTH.pack(known)
        else:
            self._out += code
            self._remember(part)

    def _list(self, part: list[Any]) -> None:
        self._out += b"]"
        self._remember(part)
        self._out += b"("
        self._later(list(part), b"e")

    def _dict(self, part: dict[Any, Any]) -> None:
        self._out += b"}"
        self._remember(part)
        self._out += b"("
        self._later([one for entry in list(part.items()) for one in entry], b"u")

    def _set(self, part: set[Any]) -> None:
        self._out += b"\x8f"
        self._remember(part)
        self._out += b"("
        self._later(list(part), b"\x90")

    def _tuple(self, part: tuple[Any, ...]) -> None:
        if not part:
            self._out += b")"
            return
        self._out += b"("
        self._later(list(part), (b"t", part))

    def _frozenset(self, part: frozenset[Any]) -> None:
        self._out += b"("
        self._later(list(part), (b"\x91", part))

    def _bytearray(self, part: bytearray) -> None:
        self._out += b"\x96" + _LONG_LENGTH.pack(len(part)) + bytes(part)
        self._remember(part)  # it can be changed, in all the places where it stands

    def _node(self, part: Any) -> None:
        function, arguments = reduce(part)
        if function is make_complex:
            self._out += b"h\x01("
            self._later(list(arguments), b"tR")
            return
        self._out += b"h\x00)R"
        self._remember(part)
        self._kept.append(arguments)
        self._out += b"("
        self._later(list(arguments), b"tb")


_CONTAINERS: dict[type, Callable[[_Emitter, Any], None]] = {
    list: _Emitter._list,  # noqa: SLF001 - a table of its own methods
    dict: _Emitter._dict,  # noqa: SLF001
    set: _Emitter._set,  # noqa: SLF001
    tuple: _Emitter._tuple,  # noqa: SLF001
    frozenset: _Emitter._frozenset,  # noqa: SLF001
    bytearray: _Emitter._bytearray,  # noqa: SLF001
}
_CONTAINER_BY_ID = {id(kind): write for kind, write in _CONTAINERS.items()}
