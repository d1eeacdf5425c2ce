"""A difference as a failing test that stands alone."""

from __future__ import annotations

from .expression import CannotWriteError, Expression, expression
from .writing import Difference, alone, through

__all__ = ["CannotWriteError", "Difference", "Expression", "alone", "expression", "through"]
