"""The fields of a protocol buffer message, unread.

**Source:** Protocol Buffers, "Encoding": varints of seven bits, and a key of number and wire type.
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["read_fields"]

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def read_fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Give the number and the value of each field: whole numbers, or bytes for all the rest.

    Raises ValueError or IndexError for what is no message.
    """
    index = 0
    while index < len(message):
        key, index = _varint(message, index)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, index = _varint(message, index)
            yield number, value
            continue
        size, index = _size(message, index, kind)
        yield number, message[index : index + size]
        index += size


def _size(message: bytes, index: int, kind: int) -> tuple[int, int]:
    if kind == BYTES:
        return _varint(message, index)
    if kind in (FIXED64, FIXED32):
        return (8 if kind == FIXED64 else 4), index
    raise ValueError(f"wire type {kind}")


def _varint(message: bytes, index: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[index]
        index += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, index
