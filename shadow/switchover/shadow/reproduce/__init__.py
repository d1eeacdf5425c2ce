"""A difference as a failing test that stands alone."""

from __future__ import annotations

from .expression import CannotWriteError, Expression, expression
from .writing import Reproducible, alone, through

__all__ = ["CannotWriteError", "Expression", "Reproducible", "alone", "expression", "through"]
