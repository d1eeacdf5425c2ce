"""Texts of a collection child's `with` turned back into what they look like."""

import math
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

WORDS: Final = {
    **dict.fromkeys(("t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("f", "F", "false", "False", "FALSE"), False),
    "null": None,
}
LOWEST: Final = -(2**63)
HIGHEST: Final = 2**64 - 1
_WHOLE: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_decode = msgspec.json.Decoder().decode


def retyped(value: Any) -> Any:
    """Return a value in which every text that reads as something else has become that.

    Whole numbers that fit 64 bits, decimals that lose nothing, words for flags, `null`, and JSON.
    """
    if isinstance(value, str):
        return _read(value)
    if isinstance(value, Mapping):
        return {key: retyped(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [retyped(item) for item in value]
    return value


def _read(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    if _WHOLE.fullmatch(text) and len(text) < 25:
        number = int(text)
        return number if LOWEST <= number <= HIGHEST else text
    if _DECIMAL.fullmatch(text):
        return _decimal(text)
    if text[:1] in ("{", "[", '"'):
        return _json(text)
    return text


def _decimal(text: str) -> Any:
    """Return the number when printing it gives the text again."""
    number = float(text)
    return number if math.isfinite(number) and repr(number) == text else text


def _json(text: str) -> Any:
    try:
        return _decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
