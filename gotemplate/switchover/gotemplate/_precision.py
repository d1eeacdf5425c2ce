"""Numbers in texts, kept exact: a number that a float64 would change stays a text."""

from __future__ import annotations

import re
from decimal import Decimal

from ._json import json_float

_SAFE = 2**53 - 1
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]*\.[0-9]+", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,3}", re.ASCII)
_SIGNIFICANT = 15


def precise_number(text: str) -> int | float | str:
    """The number a text writes, or the trimmed text where a number would lose digits.

    A whole number up to 2^53 - 1 becomes an int; a decimal of at most 15 significant digits that
    comes back from a float unchanged becomes a float; scientific notation always does.
    Source: IEEE 754 binary64 holds every decimal of 15 significant digits.
    """
    trimmed = text.strip()
    if _WHOLE.fullmatch(trimmed):
        whole = int(trimmed)
        return whole if -_SAFE <= whole <= _SAFE else trimmed
    if _SCIENTIFIC.fullmatch(trimmed):
        value = float(trimmed)
        return value if value not in {float("inf"), float("-inf")} else trimmed
    if _DECIMAL.fullmatch(trimmed) and len(trimmed) <= 40:
        digits = len(trimmed.lstrip("+-0.").replace(".", ""))
        same = Decimal(json_float(float(trimmed))) == Decimal(trimmed)
        return float(trimmed) if digits <= _SIGNIFICANT and same else trimmed
    return trimmed
