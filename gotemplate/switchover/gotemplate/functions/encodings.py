"""Sprig's encodings and sums of texts.

Source: sprig 3.2.3 (strings.go, crypto.go).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib

from .._call import Registry
from .._literals import from_bytes, to_bytes

__all__ = ["ENCODINGS"]

ENCODINGS = Registry()


@ENCODINGS.function("b64enc", "string")
def b64enc(text: str) -> str:
    return base64.b64encode(to_bytes(text)).decode()


@ENCODINGS.function("b32enc", "string")
def b32enc(text: str) -> str:
    return base64.b32encode(to_bytes(text)).decode()


@ENCODINGS.function("b64dec", "string")
def b64dec(text: str) -> str:
    """Decode; a text that is no base64 gives the text of the error, as in sprig."""
    data = to_bytes(text).replace(b"\r", b"").replace(b"\n", b"")
    try:
        if len(data) % 4 == 0:
            return from_bytes(base64.b64decode(data, validate=True))
    except binascii.Error:
        pass
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return f"illegal base64 data at input byte {_first_bad(data, alphabet, 4)}"


@ENCODINGS.function("b32dec", "string")
def b32dec(text: str) -> str:
    data = to_bytes(text).replace(b"\r", b"").replace(b"\n", b"")
    try:
        if len(data) % 8 == 0:
            return from_bytes(base64.b32decode(data))
    except binascii.Error:
        pass
    bad = _first_bad(data, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 8)
    return f"illegal base32 data at input byte {bad}"


def _first_bad(data: bytes, alphabet: bytes, group: int) -> int:
    wrong = next((at for at, byte in enumerate(data) if byte not in alphabet), len(data))
    return wrong if wrong < len(data) else len(data) // group * group


@ENCODINGS.function("sha1sum", "string")
def sha1sum(text: str) -> str:
    return hashlib.sha1(to_bytes(text), usedforsecurity=False).hexdigest()


@ENCODINGS.function("sha256sum", "string")
def sha256sum(text: str) -> str:
    return hashlib.sha256(to_bytes(text)).hexdigest()


@ENCODINGS.function("adler32sum", "string")
def adler32sum(text: str) -> str:
    return str(zlib.adler32(to_bytes(text)))
