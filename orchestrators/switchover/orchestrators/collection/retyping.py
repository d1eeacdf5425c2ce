"""Texts of a child's `with`, turned back into what they look like.

Templates give text, also for a number inside a longer template; workflows count on such values
to arrive at a child's tool as numbers, flags, nulls and structures.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

FLAGS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("f", "F", "false", "False", "FALSE"), False),
}
LEAST_INT64: Final = -(2**63)
GREATEST_UINT64: Final = 2**64 - 1
LONGEST_WHOLE: Final = 24  # digits and sign; whatever is longer is beyond 64 bits or padded

_WHOLE: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)


def retyped(value: Any) -> Any:
    """Return a value in which every text that reads as something else has become that.

    Whole numbers that fit 64 bits, decimals that print as they were written, the words for flags,
    `null`, and JSON.
    """
    if isinstance(value, str):
        return _read(value)
    if isinstance(value, Mapping):
        return {key: retyped(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [retyped(item) for item in value]
    return value


def _read(text: str) -> Any:
    if text == "null":
        return None
    if text in FLAGS:
        return FLAGS[text]
    if len(text) <= LONGEST_WHOLE and _WHOLE.fullmatch(text):
        number = int(text)
        return number if LEAST_INT64 <= number <= GREATEST_UINT64 else text
    if _DECIMAL.fullmatch(text):
        decimal = float(text)
        return decimal if math.isfinite(decimal) and repr(decimal) == text else text
    return _json(text) if text.startswith(("{", "[", '"')) else text


def _json(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
