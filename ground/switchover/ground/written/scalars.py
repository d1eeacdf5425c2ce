"""Plain scalars by YAML 1.2's core schema: null, true, false, numbers, and text for the rest.

**Source:** YAML 1.2.2, section 10.3.2. `yes`, `no`, `on`, `off`, `1:30`, dates and `010` in base
eight belong to YAML 1.1 and are text here (`010` is ten).
"""

from __future__ import annotations

import math
import re
from typing import Final

__all__ = ["Scalar", "read_plain"]

Scalar = str | int | float | bool | None

WORDS: Final[dict[str, Scalar]] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
NUMBER_STARTS: Final = frozenset("+-.0123456789")

_WHOLE = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def read_plain(text: str) -> Scalar:
    """Read an unquoted scalar. Raises ValueError for a number that is too large for any type.

    Whole numbers outside 64 bits become floats, as they do in Go.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMBER_STARTS:
        return text
    if _WHOLE.fullmatch(text):
        return _whole(text, 10)
    if _FLOAT.fullmatch(text):
        return _finite(float(text), text)
    if _BASED.fullmatch(text):
        return _whole(text[2:], 8 if text[1] == "o" else 16)
    return text


def _whole(digits: str, base: int) -> int | float:
    sign, digits = digits[: digits[0] in "+-"], digits[digits[0] in "+-" :].lstrip("0") or "0"
    if len(digits) > 400:  # beyond every float in any base, and slow to convert
        raise _too_large(digits)
    number = int(sign + digits, base)
    try:
        return number if -(2**63) <= number < 2**64 else float(number)
    except OverflowError:
        raise _too_large(digits) from None


def _finite(number: float, text: str) -> float:
    if math.isfinite(number):
        return number
    raise _too_large(text)


def _too_large(text: str) -> ValueError:
    return ValueError(f"the number {text[:20]}… is out of range")
