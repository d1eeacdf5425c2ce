"""What lies around a place of a call: its other values, constants, bounds that were learned."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from ..knowledge.facts import Facts

__all__ = ["Around"]

T = TypeVar("T")


class Around:
    """What a mutation may look at.

    Args:
        facts: What the sides say.
        leaves: The other leaves of the call.
        most: The magnitude that numbers at this place stay under, once a call took too long.
        recorded: Texts that were recorded, wherever they stood.
        heard: Names that answers held.
    """

    def __init__(
        self,
        facts: Facts,
        leaves: Iterable[Any] = (),
        most: float = math.inf,
        recorded: Sequence[str] = (),
        heard: Sequence[str] = (),
    ) -> None:
        self.facts, self.recorded, self.heard = facts, recorded, heard
        self._leaves = tuple(leaves)
        self._most = most

    def others(self, kind: type[T]) -> list[T]:
        """Give the other leaves of just this type."""
        return [leaf for leaf in self._leaves if type(leaf) is kind]  # a bool is no int here

    def numbers(self, *kinds: type) -> list[Any]:
        """Give the finite constants of these types."""
        return [one for one in self.facts.constants if type(one) in kinds and _finite(one)]

    def float_constants(self) -> list[float]:
        """Give the finite constants as floats, of which some are near."""
        return [*map(float, filter(_is_float, self.numbers(int, float, Decimal)))]

    def other_floats(self) -> list[float]:
        """Give the other numbers as floats, where they are, or one is near."""
        return [*self.others(float), *map(float, filter(_is_float, self.others(int)))]

    def texts(self) -> list[str]:
        return [one for one in self.facts.constants if type(one) is str]

    def tamed(self, number: int, instead: int) -> int:
        """Give the number, or the other where such numbers were found to take too long."""
        return number if abs(number) < self._most else instead


def _finite(number: float | Decimal) -> bool:
    if isinstance(number, Decimal):
        return number.is_finite()
    return isinstance(number, int) or math.isfinite(number)


def _is_float(number: float | Decimal) -> bool:
    """Say whether a finite float is near a finite number."""
    try:
        return math.isfinite(float(number))
    except OverflowError:
        return False
