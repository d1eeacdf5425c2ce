"""Mechanical mutants of Python source: small changes, each a defect that a corpus should see."""

from __future__ import annotations

from .edits import Edit, Operator
from .imports import named_modules
from .maker import OPERATORS, mutants
from .mutant import Key, Mutant
from .plant import planted
from .reach import Watch, executed
from .sample import sample
from .text import SourceText

__all__ = [
    "OPERATORS",
    "Edit",
    "Key",
    "Mutant",
    "Operator",
    "SourceText",
    "Watch",
    "executed",
    "mutants",
    "named_modules",
    "planted",
    "sample",
]
