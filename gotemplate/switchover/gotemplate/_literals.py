"""Go's literals: what a quoted text, a character or a number in a template stands for.

Source: the Go language specification, "Lexical elements", and strconv's Unquote and ParseInt.
"""

from __future__ import annotations

import re

__all__ = [
    "character",
    "from_bytes",
    "join_bytes",
    "parse_float",
    "parse_int",
    "to_bytes",
    "unquote",
]

_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
}
_ESCAPE = re.compile(
    r"\\(?:x(?P<byte>[0-9a-fA-F]{2})|u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})"
    r"|(?P<octal>[0-7]{3})|(?P<plain>.))",
    re.DOTALL,
)
_INTEGER = re.compile(
    r"(?P<sign>[+-]?)(?:0[xX](?P<hex>_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)"
    r"|0[bB](?P<bin>_?[01]+(?:_[01]+)*)|0[oO](?P<oct>_?[0-7]+(?:_[0-7]+)*)"
    r"|0(?P<old>(?:_?[0-7]+)+)|(?P<dec>0|[1-9][0-9]*(?:_[0-9]+)*))"
)
_DIGITS = "[0-9]+(?:_[0-9]+)*"
_DECIMAL = re.compile(
    rf"[+-]?(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?"
)
_SPECIAL = re.compile(r"[+-]?(?:inf|infinity)|nan", re.IGNORECASE)
_HEXDIGITS = "[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*"
_HEXFLOAT = re.compile(
    rf"[+-]?0[xX](?:_?{_HEXDIGITS}(?:\.(?:{_HEXDIGITS})?)?|\.{_HEXDIGITS})[pP][+-]?{_DIGITS}"
)
_BASES = {"hex": 16, "bin": 2, "oct": 8, "old": 8, "dec": 10}


def unquote(literal: str) -> str:
    """Return what a double-quoted or raw literal stands for; Raises ValueError if it is bad."""
    body = literal[1:-1]
    if literal[0] == "`":
        return body.replace("\r", "")
    return _unescape(body, quote='"')


def character(literal: str) -> int:
    """Return the code point of a character literal such as ``'x'``; Raises ValueError."""
    text = _unescape(literal[1:-1], quote="'")
    if len(text) != 1 or "\n" in literal:
        raise ValueError(f"malformed character constant: {literal}")
    point = ord(text)
    return point - 0xDC00 if 0xDC80 <= point <= 0xDCFF else point


def _unescape(body: str, *, quote: str) -> str:
    def replaced(found: re.Match[str]) -> str:
        kind = str(found.lastgroup)
        value = found[kind]
        if kind == "plain":
            if value == quote:
                return quote
            if value not in _ESCAPES:
                raise ValueError(f"invalid escape {found.group()!r} in {body!r}")
            return _ESCAPES[value]
        point = int(value, 8 if kind == "octal" else 16)
        if kind in {"byte", "octal"}:
            return _byte(point, body)
        if point > 0x10FFFF or 0xD800 <= point < 0xE000:
            raise ValueError(f"{found.group()!r} is no Unicode character")
        return chr(point)

    text = _ESCAPE.sub(replaced, body)
    return join_bytes(text)


def _byte(value: int, body: str) -> str:
    if value > 0xFF:
        raise ValueError(f"octal escape above 255 in {body!r}")
    return chr(value) if value < 0x80 else chr(0xDC00 + value)


def join_bytes(text: str) -> str:
    """Turn escaped bytes that make up whole characters into those characters."""
    if not any("\udc80" <= letter <= "\udcff" for letter in text):
        return text
    return to_bytes(text).decode("utf-8", "surrogateescape")


def to_bytes(text: str) -> bytes:
    """Give the UTF-8 bytes of a text; a byte that is no UTF-8 travels as a lone surrogate."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def from_bytes(data: bytes) -> str:
    """Give the inverse of ``to_bytes``."""
    return data.decode("utf-8", "surrogateescape")


def parse_int(text: str, *, base: int = 0) -> int | None:
    """Read a Go integer of any size, or None; base 0 reads prefixes and underscores."""
    if base:
        digits = r"[+-]?[0-9]+" if base == 10 else r"[+-]?[0-7]+"
        return (
            int(text, base) if len(text) <= 4000 and re.fullmatch(digits, text, re.ASCII) else None
        )
    found = _INTEGER.fullmatch(text)
    if not found or len(text) > 4000:
        return None
    kind = next(name for name in _BASES if found[name] is not None)
    value = int(found[kind].lstrip("_"), _BASES[kind])
    return -value if found["sign"] == "-" else value


def parse_float(text: str) -> float | None:
    """Read a Go float, or None when it is none or out of range."""
    if _HEXFLOAT.fullmatch(text):
        try:
            return float.fromhex(text.replace("_", ""))
        except OverflowError:
            return None
    if _SPECIAL.fullmatch(text):
        return float(text)
    if not _DECIMAL.fullmatch(text):
        return None
    value = float(text.replace("_", ""))
    return None if value in {float("inf"), float("-inf")} else value
