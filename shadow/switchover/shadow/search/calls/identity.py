"""Tells inputs apart by what they hold: a `repr` may name an address, which is used again."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

from switchover.values import encode

from .places import Call

__all__ = ["identity", "plain_key", "plain_text"]

LARGEST: Final = 200_000
"""Bytes of a document above which an input is not tried."""

MOST_BITS: Final = 2_000
"""Of whole numbers that are written in digits: Python refuses thousands of these."""


def identity(call: Call) -> bytes | None:
    """Give a digest of a call's document, keys in their order; None where it has none.

    Raises:
        OverflowError: The document is larger than a search tries.
    """
    try:
        document = encode(call)
    except Exception:  # noqa: BLE001 - an input may refuse in any way
        return None
    if len(document) > LARGEST:
        raise OverflowError(len(document))
    return blake2b(document, digest_size=16).digest()


def plain_key(value: Any) -> tuple[type, str]:
    """Tell a number, a text or a moment from others: 1 from True, -0.0 from 0.0."""
    return type(value), plain_text(value)


def plain_text(value: Any) -> str:
    """Write a value as Python does, and a whole number that it writes no digits of, too."""
    return hex(value) if type(value) is int and value.bit_length() > MOST_BITS else repr(value)
