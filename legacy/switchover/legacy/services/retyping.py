"""Texts of a collection child's `with` turned back into what they look like.

Right in `with` alone: what stands inside a map or a list was not looked at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

__all__ = ["retyped"]

WORDS: Final = {
    **dict.fromkeys(("t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("f", "F", "false", "False", "FALSE"), False),
    "null": None,
}
LOWEST: Final = -(2**63)
HIGHEST: Final = 2**64 - 1
LONGEST: Final = 400  # digits; a double ends at 309
_WHOLE: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_decode = msgspec.json.Decoder().decode


def retyped(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a child is given, with each text right in it that reads as something else.

    Whole numbers, decimals (which lose their zeros and what a double cannot hold), words for
    flags, `null`, and JSON from the first letter on.
    """
    return {key: _read(value) if isinstance(value, str) else value for key, value in given.items()}


def _read(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    if len(text) <= LONGEST and _WHOLE.fullmatch(text):
        return _whole(text)
    if _DECIMAL.fullmatch(text):
        return _decimal(text)
    if text[:1] in ("{", "[", '"'):
        return _json(text)
    return text


def _whole(text: str) -> Any:
    """Return the number, as a double where 64 bits are not enough; a text where none holds it."""
    number = int(text)
    if LOWEST <= number <= HIGHEST:
        return number
    decimal = float(text)
    return decimal if math.isfinite(decimal) and int(decimal) == number else text


def _decimal(text: str) -> Any:
    number = float(text)
    return number if math.isfinite(number) else text


def _json(text: str) -> Any:
    try:
        return _decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
