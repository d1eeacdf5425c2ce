"""What a file that should be UTF-8 text is instead, by its first bytes."""

from __future__ import annotations

import codecs
import json

__all__ = ["not_utf8"]

_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "UTF-32 text", "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32 text", "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16 text", "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16 text", "UTF-16"),
    (b"\x1f\x8b", "a gzip archive", ""),
    (b"PK\x03\x04", "a ZIP archive", ""),
    (b"BZh", "a bzip2 archive", ""),
    (b"\xfd7zXZ\x00", "an xz archive", ""),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", ""),
)
"""A file's first bytes, what it is then, and its encoding; "" where it is packed."""


def not_utf8(beginning: bytes, *, marked: bool = False) -> tuple[str, str] | None:
    """Say what a file is that begins so, and what to do; None where it may be UTF-8 text.

    Text in UTF-16 or UTF-32 is known by its mark, or by the zeros beside its first characters;
    with `marked` by its mark alone, where a text may hold zeros.
    """
    for start, what, encoding in _BEGINNINGS:
        if beginning.startswith(start):
            return what, _remedy(encoding)
    first = beginning[:4]
    guessed = "utf-8" if marked or len(first) < 4 or not any(first) else json.detect_encoding(first)
    if guessed.startswith(("utf-16", "utf-32")):
        encoding = guessed.upper()
        return f"{encoding[:6]} text", _remedy(encoding)
    return None


def _remedy(encoding: str) -> str:
    if not encoding:
        return "unpack it first"
    return f"save it as UTF-8: iconv -f {encoding} -t UTF-8"
