"""Tells inputs apart by what they hold: a `repr` may name an address, which is used again."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from switchover.values import encode

from .places import Call

__all__ = ["identity"]

LARGEST: Final = 200_000
"""Bytes of a document above which an input is not tried."""


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
