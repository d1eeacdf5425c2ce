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
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_BASE32 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_PAD = ord("=")


@ENCODINGS.function("b64enc", "string")
def b64enc(text: str) -> str:
    return base64.b64encode(to_bytes(text)).decode()


@ENCODINGS.function("b32enc", "string")
def b32enc(text: str) -> str:
    return base64.b32encode(to_bytes(text)).decode()


@ENCODINGS.function("b64dec", "string")
def b64dec(text: str) -> str:
    """Decode; a text that is no base64 gives the text of the error, as in sprig."""
    data = to_bytes(text)
    kept = data.translate(None, b"\r\n")
    try:
        if len(kept) % 4 == 0:
            return from_bytes(base64.b64decode(kept, validate=True))
    except binascii.Error:
        pass
    return f"illegal base64 data at input byte {_first_bad64(data)}"


def _first_bad64(data: bytes) -> int:
    """Say where Go's decoder stops: in the original text, with its line ends."""
    at = [place for place, byte in enumerate(data) if byte not in b"\r\n"]
    letters = data.translate(None, b"\r\n")
    wrong = next((n for n, byte in enumerate(letters) if byte not in _BASE64), len(letters))
    inside = wrong % 4
    if wrong == len(letters):  # its last group is not filled
        return len(data) - inside
    if letters[wrong] != _PAD or inside < 2:
        return at[wrong]
    behind = wrong + 1
    if inside == 2:
        if behind == len(letters):
            return len(data)
        if letters[behind] != _PAD:
            return at[behind] - 1
        behind += 1
    return at[behind]  # there is one, or all would be well


@ENCODINGS.function("b32dec", "string")
def b32dec(text: str) -> str:
    """Decode; what is no base32 gives the text of the error. Nothing counts behind padding."""
    data = to_bytes(text).translate(None, b"\r\n")
    out = bytearray()
    for start in range(0, len(data), 8):
        group = data[start : start + 8]
        used = next((n for n, byte in enumerate(group) if byte not in _BASE32), len(group))
        bad = _bad32(data, start, used)
        if bad is not None:
            return f"illegal base32 data at input byte {bad}"
        out += base64.b32decode(group[:used].ljust(8, b"="))
        if used < 8:
            break
    return from_bytes(bytes(out))


def _bad32(data: bytes, start: int, used: int) -> int | None:
    """Say where Go's decoder stops in a group of which `used` letters are fine; None if nowhere."""
    at, left = start + used, len(data) - start - used - 1
    if used == 8:
        return None
    if left < 0:
        return start
    if data[at] != _PAD or used < 2 or left >= 8:
        return at
    if left + used < 7:
        return len(data)
    for step in range(7 - used):
        if data[at + 1 + step] != _PAD:
            return at + step
    return at if used in {3, 6} else None


@ENCODINGS.function("sha1sum", "string")
def sha1sum(text: str) -> str:
    return hashlib.sha1(to_bytes(text), usedforsecurity=False).hexdigest()


@ENCODINGS.function("sha256sum", "string")
def sha256sum(text: str) -> str:
    return hashlib.sha256(to_bytes(text)).hexdigest()


@ENCODINGS.function("adler32sum", "string")
def adler32sum(text: str) -> str:
    return str(zlib.adler32(to_bytes(text)))
