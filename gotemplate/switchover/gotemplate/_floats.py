"""The float verbs of ``printf``: ``%e %f %g %b %x`` with and without precision.

Source: Go's strconv (ftoa.go) and fmt (format.go), version 1.19.
"""

from __future__ import annotations

import math
from decimal import Decimal

from ._text import digits_of, exponent_text, float_text, plain_text


def float_verb(value: float, letter: str, precision: int | None, *, sharp: bool) -> str:
    """Give the text of a float for one verb; ``sharp`` keeps the point and trailing zeros."""
    if math.isnan(value) or math.isinf(value):
        return float_text(value)
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    size = abs(value)
    lower = letter.lower()
    if lower == "g":
        text = _general(size, precision)
    elif lower == "e":
        text = _exponent(size, 6 if precision is None else precision)
    elif lower == "f":
        text = f"{size:.{6 if precision is None else precision}f}"
    elif lower == "b":
        return sign + _binary(size)
    else:
        text = _hexadecimal(size, precision)
    if sharp:
        text = _sharpened(text, letter, precision)
    return sign + (text.upper() if letter.isupper() else text)


def _exponent(size: float, precision: int) -> str:
    mantissa, _, power = f"{size:.{precision}e}".partition("e")
    return f"{mantissa}e{power[0]}{abs(int(power)):02d}"


def _general(size: float, precision: int | None) -> str:
    if precision is None:
        return float_text(size)
    if not size:
        return "0"
    wanted = precision or 1
    digits = f"{size:.{wanted - 1}e}".partition("e")[0].replace(".", "").rstrip("0") or "0"
    point = int(f"{size:.{wanted - 1}e}".partition("e")[2]) + 1
    edge = wanted
    exact = len(Decimal(size).as_tuple().digits)
    count = min(wanted, exact)
    if edge > count >= point:
        edge = count
    if point - 1 < -4 or point - 1 >= edge:
        return exponent_text(digits, point)
    return plain_text(digits, point)


def _binary(size: float) -> str:
    if not size:
        return "0p-1074"
    exponent = math.frexp(size)[1]
    exponent = max(exponent - 53, -1074)
    whole = int(math.ldexp(size, -exponent)) if exponent > -1074 else int(size / 5e-324)
    return f"{whole}p{'+' if exponent >= 0 else ''}{exponent}"


def _hexadecimal(size: float, precision: int | None) -> str:
    if not size:
        fraction = "." + "0" * precision if precision else ""
        return f"0x0{fraction}p+00"
    mantissa, exponent = math.frexp(size)
    digits = 13 if precision is None else precision
    if precision is not None and precision < 13:
        scaled = round(mantissa * 2 * 16**digits)
    else:
        scaled = int(mantissa * 2 * 16**13) * 16 ** max(digits - 13, 0)
    exponent -= 1
    if scaled >= 2 * 16**digits:
        scaled //= 2
        exponent += 1
    text = f"{scaled:x}"
    fraction = text[1:].rjust(digits, "0") if digits else ""
    if precision is None:
        fraction = fraction.rstrip("0")
    tail = f".{fraction}" if fraction else ""
    return f"0x{text[0]}{tail}p{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _sharpened(text: str, letter: str, precision: int | None) -> str:
    """Write the point always, and keep the zeros of ``%g``."""
    number, exponent, power = text.partition("p" if letter in "xX" else "e")
    if letter in "gG" or (letter == "x" and precision is None):  # Go forgets the X here
        wanted = 6 if precision is None else precision
        count = len(number.replace(".", "").lstrip("0"))
        if "." not in number:
            count += number == "0"
            number += "."
        number += "0" * max(wanted - count, 0)
    elif "." not in number:
        number += "."
    return number + exponent + power


__all__ = ["digits_of", "float_verb"]
