"""Plain data as JSON: a text of whatever class is written as a text."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from typing import Any, Final

import msgspec

__all__ = ["NO_PLAIN_DATA", "as_read", "as_told", "checked", "encode", "is_name", "storable"]

NO_PLAIN_DATA: Final = (TypeError, ValueError, OverflowError, RecursionError)
"""What writing raises for what JSON cannot hold."""


def _text(value: Any) -> str:
    """Write what an author wrote as what it is: a text. Nothing else is plain data."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"a {type(value).__qualname__} is no plain data")


encode: Final = msgspec.json.Encoder(enc_hook=_text).encode
"""Raises TypeError for what is no plain data; a number that is none becomes null: see `checked`."""
_decode = msgspec.json.Decoder().decode
LARGEST: Final = int(sys.float_info.max)
"""A whole number beyond it is infinite to templates, and to most who read JSON."""
SHORTEST: Final = 308
"""Letters that such a number has at least."""


def checked(value: Any, name: str) -> bytes:
    """Write a value whose numbers JSON can all hold; `name` says in an error what it is.

    Raises:
        NO_PLAIN_DATA: it cannot be written as what it is.
    """
    written = encode(value)
    may_be = b"null" in written or len(written) > SHORTEST
    if may_be and (found := _unwritable(value, name)):
        raise ValueError(f"{found} is a number that JSON cannot hold")
    return written


def as_read(value: Any, name: str) -> Any:
    """Copy a value as whoever reads it again gets it: the same now as after a resume.

    Raises:
        NO_PLAIN_DATA: as `checked`.
    """
    return _decode(checked(value, name))


def storable(text: str) -> str:
    """Give a text that can be written: half a letter, as of a file's name, becomes its escape."""
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode()


def is_name(text: str) -> bool:
    """Whether every store can keep a text as a name: none can keep half a letter, some no null."""
    return "\0" not in text and storable(text) == text


def as_told(details: dict[Any, Any]) -> dict[str, Any]:
    """Copy what is told of an error: plain data as it is read later, and of all else its text."""
    try:
        return dict(as_read(details, "details"))
    except NO_PLAIN_DATA:
        return {storable(str(key)): _as_told(held) for key, held in details.items()}


def _as_told(held: Any) -> Any:
    try:
        return as_read(held, "details")
    except NO_PLAIN_DATA:
        pass
    try:
        return storable(held if isinstance(held, str) else repr(held))
    except Exception as error:  # noqa: BLE001 - what cannot be told is no reason to lose the error
        return f"a {type(held).__name__}, whose text raised {type(error).__name__}"


def _unwritable(value: Any, path: str) -> str:
    """Name the first number in plain data that no float is; empty where there is none."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{path} ({value})"
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        return f"{path} (of {value.bit_length()} bits)"
    parts: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list | tuple):
        parts = enumerate(value)
    found = (_unwritable(part, f"{path}.{key}") for key, part in parts)
    return next(filter(None, found), "")
