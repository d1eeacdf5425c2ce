"""How a worker turns what it has into bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import Node, decode, encode
from .settle import UNCHANGING, Stream

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["STREAM", "encode_raw", "encoder", "keeper"]

STREAM = "switchover.Stream"
"""The type that a stream bears in a document."""


def encoder() -> Callable[[Any], bytes]:
    """Give what encodes an answer, `(word, value, args, kwargs)`."""
    whole, stream = encode, _stream_node

    def encoded(answer: tuple[str, Any, Any, Any]) -> bytes:
        if type(answer[1]) is Stream:
            answer = (answer[0], stream(answer[1]), *answer[2:])
        return whole(answer)

    return encoded


def keeper() -> Callable[[Any], Any]:
    """Give what keeps an item as it is now, as a plain tree."""
    whole, back = encode, decode

    def kept(item: Any) -> Any:
        if type(item) is tuple and UNCHANGING.issuperset(map(type, item)):
            return item
        return back(whole(item))

    return kept


def encode_raw(answer: tuple[str, Any, Any, Any]) -> bytes:
    """Give the bytes that a function of our own returned; what it raised is its text."""
    word, value = answer[:2]
    if word == "raised":
        return f"{type(value).__name__}: {value}".encode("utf-8", "backslashreplace")
    if type(value) is not bytes:
        raise TypeError(f"bytes were expected, not {type(value).__name__}")
    return value


def _stream_node(stream: Stream) -> Any:
    fields = {
        "items": stream.items,
        "returned": stream.returned,
        "raised": stream.raised,
        "has_more": stream.has_more,
    }
    if stream.attributes:
        fields["attributes"] = stream.attributes
    return Node(type=STREAM, fields=fields)
