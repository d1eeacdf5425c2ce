"""Sprig's arithmetic: whole numbers wrap at 64 bits, decimals are exact before they are rounded.

Source: sprig 3.2.3 (numeric.go), cast 1.5.0, decimal 1.2.0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from .._call import Registry
from .._errors import TemplateRuntimeError
from .._kinds import Int, Ints, float_to_int64, wrap64
from .._literals import parse_float, parse_int
from .._scope import Scope
from .._text import text_of

__all__ = ["NUMBERS", "to_int64"]

NUMBERS = Registry()
_INT64 = range(-(2**63), 2**63)


@NUMBERS.function("int64", "any")
def to_int64(value: Any) -> int:
    """Give a number, a bool or the text of a number as a whole number; anything else is 0."""
    match value:
        case bool():
            return int(value)
        case int():
            return wrap64(int(value))
        case float():
            return float_to_int64(value)
        case str():
            number = parse_int(_without_zero_decimals(value))
            return number if number is not None and number in _INT64 else 0
    return 0


def _without_zero_decimals(text: str) -> str:
    stripped = text.rstrip("0")
    return stripped[:-1] if stripped.endswith(".") and stripped != text else text


@NUMBERS.function("int", "any")
def to_int(value: Any) -> Int:
    return Int(to_int64(value))


@NUMBERS.function("float64", "any")
def to_float64(value: Any) -> float:
    match value:
        case bool() | int():
            return float(int(value))
        case float():
            return value
        case str():
            return parse_float(value) or 0.0
    return 0.0


@NUMBERS.function("atoi", "string")
def atoi(text: str) -> Int:
    number = parse_int(text, base=10) or 0
    return Int(max(min(number, 2**63 - 1), -(2**63)))


@NUMBERS.function("toDecimal", "any", contextual=True)
def to_decimal(scope: Scope, value: Any) -> int:
    """Give the number that the octal digits of the value's text stand for."""
    number = parse_int(text_of(value, scope.budget), base=8) or 0
    return number if number in _INT64 else 0


@NUMBERS.function("add1", "any")
def add1(value: Any) -> int:
    return wrap64(to_int64(value) + 1)


@NUMBERS.function("add", "any...")
def add(*values: Any) -> int:
    return wrap64(sum(map(to_int64, values)))


@NUMBERS.function("sub", "any", "any")
def sub(left: Any, right: Any) -> int:
    return wrap64(to_int64(left) - to_int64(right))


@NUMBERS.function("mul", "any", "any...")
def mul(*values: Any) -> int:
    product = 1
    for value in values:
        product = wrap64(product * to_int64(value))
    return product


@NUMBERS.function("div", "any", "any")
def div(left: Any, right: Any) -> int:
    return _divided(to_int64(left), to_int64(right))[0]


@NUMBERS.function("mod", "any", "any")
def mod(left: Any, right: Any) -> int:
    return _divided(to_int64(left), to_int64(right))[1]


def _divided(left: int, right: int) -> tuple[int, int]:
    """Quotient and rest, cut towards zero."""
    if not right:
        raise TemplateRuntimeError("integer divide by zero")
    quotient = abs(left) // abs(right)
    if (left < 0) != (right < 0):
        quotient = -quotient
    return wrap64(quotient), left - quotient * right


@NUMBERS.function("max biggest", "any", "any...")
def largest(*values: Any) -> int:
    return max(map(to_int64, values))


@NUMBERS.function("min", "any", "any...")
def smallest(*values: Any) -> int:
    return min(map(to_int64, values))


@NUMBERS.function("maxf", "any", "any...")
def maxf(*values: Any) -> float:
    return _extreme(max, values)


@NUMBERS.function("minf", "any", "any...")
def minf(*values: Any) -> float:
    return _extreme(min, values)


def _extreme(choose: Callable[[list[float]], float], values: tuple[Any, ...]) -> float:
    numbers = [to_float64(value) for value in values]
    return math.nan if any(map(math.isnan, numbers)) else choose(numbers)


# Decimals


def _decimal(value: Any) -> Decimal:
    number = to_float64(value)
    if not math.isfinite(number):
        raise TemplateRuntimeError(f"cannot calculate with {number}")
    return Decimal(repr(number))


def _folded(values: tuple[Any, ...], step: Callable[[Decimal, Decimal], Decimal]) -> float:
    with localcontext() as context:
        context.prec = 2000
        total = _decimal(values[0])
        for value in values[1:]:
            total = step(total, _decimal(value))
        return float(total) + 0.0


def _quotient(left: Decimal, right: Decimal) -> Decimal:
    """Divided to sixteen decimals, a half rounded away from zero."""
    if not right:
        raise TemplateRuntimeError("decimal division by 0")
    return (left / right).quantize(Decimal("1e-16"), rounding=ROUND_HALF_UP)


@NUMBERS.function("add1f", "any")
def add1f(value: Any) -> float:
    return _folded((value, 1), Decimal.__add__)


@NUMBERS.function("addf", "any...")
def addf(*values: Any) -> float:
    return _folded((0.0, *values), Decimal.__add__)


@NUMBERS.function("subf", "any", "any...")
def subf(*values: Any) -> float:
    return _folded(values, Decimal.__sub__)


@NUMBERS.function("mulf", "any", "any...")
def mulf(*values: Any) -> float:
    return _folded(values, Decimal.__mul__)


@NUMBERS.function("divf", "any", "any...")
def divf(*values: Any) -> float:
    return _folded(values, _quotient)


@NUMBERS.function("floor", "any")
def floor(value: Any) -> float:
    return _whole(math.floor, to_float64(value))


@NUMBERS.function("ceil", "any")
def ceil(value: Any) -> float:
    return _whole(math.ceil, to_float64(value))


def _whole(function: Callable[[float], int], value: float) -> float:
    if not math.isfinite(value):
        return value
    return math.copysign(float(function(value)), value)


@NUMBERS.function("round", "any", "int", "float64...")
def rounded(value: Any, places: int, *threshold: float) -> float:
    """Round to that many places; a rest from ``threshold`` (0.5) on rounds up."""
    power = math.pow(10, places) if abs(places) <= 308 else math.inf if places > 0 else 0.0
    digits = power * to_float64(value)
    if not math.isfinite(digits):
        return _over(digits, power)
    up = digits - math.trunc(digits) >= (threshold[0] if threshold else 0.5)
    return _over(_whole(math.ceil if up else math.floor, digits), power)


def _over(left: float, right: float) -> float:
    if right:
        return left / right
    return math.nan if not left or math.isnan(left) else math.copysign(math.inf, left)


# Sequences


def steps(scope: Scope, start: int, stop: int, step: int) -> Ints:
    """From ``start`` up or down to ``stop``, which is left out."""
    if not step or (stop < start) != (step < 0):
        return Ints()
    numbers = range(start, stop, step)
    scope.budget.list(len(numbers) if abs(stop - start) < 2**62 else 2**62)
    return Ints(map(Int, numbers))


@NUMBERS.function("until", "int", contextual=True)
def until(scope: Scope, count: int) -> Ints:
    return steps(scope, 0, count, -1 if count < 0 else 1)


@NUMBERS.function("untilStep", "int", "int", "int", contextual=True)
def until_step(scope: Scope, start: int, stop: int, step: int) -> Ints:
    return steps(scope, start, stop, step)


@NUMBERS.function("seq", "int...", contextual=True)
def seq(scope: Scope, *numbers: int) -> str:
    """``seq last``, ``seq first last`` or ``seq first step last``, like the shell's."""
    if not numbers or len(numbers) > 3:
        return ""
    first, last = (1, *numbers)[-2:] if len(numbers) < 3 else (numbers[0], numbers[2])
    down = -1 if last < first else 1
    step = numbers[1] if len(numbers) == 3 else down
    if down < 0 < step:
        return ""
    return " ".join(map(str, steps(scope, first, last + down, step)))
