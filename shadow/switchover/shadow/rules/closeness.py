"""Whether two numbers are as close as a rule asks, reckoned in decimals as the rule is written."""

from __future__ import annotations

import cmath
import math
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_DOWN,
    ROUND_UP,
    Context,
    Decimal,
    InvalidOperation,
)
from fractions import Fraction
from typing import Final

__all__ = ["decimal_of", "is_close"]

Real = int | float | Decimal | Fraction

_EXACT: Final = Context(prec=100, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Each operation is rounded once, to 100 digits; its operands are not rounded before."""
_NEARER: Final = Context(prec=100, rounding=ROUND_DOWN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_FARTHER: Final = Context(prec=100, rounding=ROUND_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""So that what is accepted is never beyond what a rule says, by whichever digit."""


def is_close(a: Real | complex, b: Real | complex, *, absolute: float, relative: float) -> bool:
    """Tell whether `|a-b| <= max(absolute, relative * max(|a|, |b|))`. Pure.

    A float, of a value or of the rule, stands for the shortest decimal that reads as it: 146.21 and
    146.20 are 0.01 apart, which a tolerance of 0.01 accepts. As doubles they would be a little
    more; and two numbers of twenty digits would be equal, however much they differ. NaN is close
    to nothing, an infinity to itself alone. Complex numbers are compared as doubles.
    """
    try:
        if isinstance(a, complex) or isinstance(b, complex):
            return cmath.isclose(complex(a), complex(b), rel_tol=relative, abs_tol=absolute)
        x, y = decimal_of(a), decimal_of(b)
        if not (x.is_finite() and y.is_finite()):
            return math.isclose(a, b, rel_tol=relative, abs_tol=absolute)
        if isinstance(a, Fraction) or isinstance(b, Fraction):
            return _is_close_exactly(a, b, absolute, relative)
        share = _NEARER.multiply(decimal_of(relative), max(x.copy_abs(), y.copy_abs()))
        return _FARTHER.subtract(x, y).copy_abs() <= max(decimal_of(absolute), share)
    except (InvalidOperation, TypeError, ValueError, OverflowError):
        return False


def _is_close_exactly(a: Real, b: Real, absolute: float, relative: float) -> bool:
    """Reckon in fractions, of which decimals lose the end; where these were too long, not close."""
    parts = [x if isinstance(x, Fraction) else decimal_of(x) for x in (a, b, absolute, relative)]
    if any(isinstance(x, Decimal) and abs(x.adjusted()) > _LONGEST for x in parts):
        return False
    x, y, bound, share = (Fraction(part) for part in parts)
    return abs(x - y) <= max(bound, share * max(abs(x), abs(y)))


_LONGEST: Final = 5_000
"""Digits before or behind the point of a number that is set against a fraction."""


def decimal_of(number: Real) -> Decimal:
    """Give a number as a decimal: a float as the shortest one that reads as it."""
    if isinstance(number, Decimal):
        return number
    if isinstance(number, Fraction):
        return _EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    return Decimal(float.__repr__(number)) if isinstance(number, float) else Decimal(int(number))
