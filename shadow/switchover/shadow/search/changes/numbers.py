"""Other numbers in place of one: boundaries, neighbours, constants, and what meets a constant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any, Final

from .around import Around

__all__ = ["decimals", "floats", "integers"]

_WIDTHS: Final = (2**7, 2**8, 2**15, 2**16, 2**31, 2**32, 2**53, 2**63, 2**64)
_TRICKY: Final = (0.1, 0.2, 0.3, 0.5, 1.5, 2.5, 1.005, 2.675, 0.125, 1e-9, 1e16, 1e22)
MOST_DIGITS: Final = 12
"""Digits of a decimal that is made: beyond 28 the context rounds, and not what is searched."""


def integers(value: int, around: Around, random: Random) -> int:
    """Give another whole number."""
    kind = random.randrange(9)
    if kind == 0:
        return random.choice((0, 1, -1, 2, 3, 10, 100))
    if kind == 1:
        return value + random.choice((1, -1, 2, -2, 7, 10))
    if kind == 2:
        return random.choice((-value, value * 2, value * 10, value // 2, value * value % 10_007))
    if kind in (3, 4):
        return _met(random, around.numbers(int), around.others(int), value)
    if kind == 5:
        return random.choice([*around.others(int), value])
    if kind == 6:
        width = random.choice(_WIDTHS) + random.choice((-1, 0, 1))
        return around.tamed(random.choice((width, -width)), value)
    if kind == 7:
        return random.randrange(-5, 60)
    return random.randrange(10 ** random.randrange(1, 7))


def _met(random: Random, constants: list[Any], others: list[Any], value: int) -> int:
    """Give what a constant speaks of: it, a neighbour, a multiple, what another adds up to it."""
    if not constants:
        return value + 1
    constant = int(random.choice(constants))
    if random.random() < 0.25:
        return _combined(constant, int(random.choice(constants)), random)
    kind = random.randrange(6)
    if kind == 0 or not others:
        return constant
    if kind in (1, 2):
        return constant + random.choice((-1, 1))
    other = int(random.choice(others))
    if kind == 3:
        return constant * random.randrange(-1, 6)
    if kind == 4:
        return constant - other
    return constant // other if other and not constant % other else constant * other


def _combined(one: int, other: int, random: Random) -> int:
    """Put two constants together as sources do."""
    made = [one * other, one + other, one - other]
    if 0 <= other <= 64:
        made += [one << other, (one << other) + random.randrange(1 << min(other, 20))]
        made.append(one >> other)
    return random.choice(made)


def floats(value: float, around: Around, random: Random) -> float:
    """Give another float; nan, infinities and -0.0 only where a source speaks of such."""
    if around.facts.speaks_of_sign and random.random() < 0.05:
        return -0.0
    if around.facts.speaks_of_nan and random.random() < 0.1:
        return random.choice((math.nan, math.inf, -math.inf, -0.0))
    return _floats(value, around, random) + 0.0  # which makes 0.0 of -0.0


def _floats(value: float, around: Around, random: Random) -> float:
    kind = random.randrange(10)
    base = value if math.isfinite(value) else 1.0
    if kind == 0:
        return random.choice((0.0, 1.0, -1.0, 100.0, *_TRICKY))
    if kind == 1:
        return base + random.choice((1.0, -1.0, 0.5, 0.01, -0.01, 0.005))
    if kind == 2:
        return random.choice((-base, base * 2, base / 3, base * 10, base * 1e16))
    if kind == 3:
        return math.floor(base) + 0.5 if abs(base) < 1e15 else 0.5
    if kind == 4:
        return random.randrange(-2000, 200_000) / 1000
    if kind == 5:
        return random.randrange(0, 2000) + random.choice((0.5, 0.25, 0.005, 0.015, 0.995))
    if kind in (6, 7):
        return _met_float(random, around, base)
    if kind == 8:
        return random.choice([*around.other_floats(), base])
    return random.uniform(-1, 1) * float(10 ** random.randrange(7))


def _met_float(random: Random, around: Around, value: float) -> float:
    constants = around.float_constants()
    if not constants:
        return value
    constant = random.choice(constants)
    others = [one for one in around.other_floats() if one]
    kind = random.randrange(5)
    if kind == 0 or not others:
        return constant
    if kind == 1:
        return constant + random.choice((0.01, -0.01, 1.0, -1.0, 1e-9))
    if kind == 2:
        return math.nextafter(constant, random.choice((math.inf, -math.inf)))
    other = random.choice(others)
    return constant / other if kind == 3 else constant - other


def decimals(value: Decimal, around: Around, random: Random) -> Decimal:
    """Give another decimal of about as many digits; halves of its last place among them."""
    found = next((one for one in _decimals(value, around, random) if one.is_finite()), value)
    found = found if found or value.is_signed() else abs(found)
    try:
        return found if len(found.as_tuple().digits) <= MOST_DIGITS else round(found, 2)
    except InvalidOperation:
        return value


def _decimals(value: Decimal, around: Around, random: Random) -> Iterator[Decimal]:
    finite = value if value.is_finite() else Decimal(1)
    exponent = finite.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    kind = random.randrange(8)
    constants = around.numbers(int, float, Decimal)
    if kind == 0:
        yield Decimal(random.choice(("0", "1", "-1", "0.00", "0.5", "0.005", "100", "0.10")))
    elif kind == 1:
        yield finite + step * random.choice((1, -1, 5, -5))
    elif kind == 2:
        yield random.choice((-finite, finite * 2, finite / 2, finite * 10))
    elif kind == 3:
        yield finite + step / 2
    elif kind == 4 and constants:
        one = random.choice(constants)
        yield Decimal(one if type(one) is int else str(one)) + step * random.choice((0, 1, -1))
    elif kind == 5:
        yield random.choice([*around.others(Decimal), finite])
    elif kind == 6:
        yield Decimal(random.randrange(100_000)).scaleb(-random.randrange(4))
    yield Decimal(random.randrange(1, 2000) * 5).scaleb(-3)
