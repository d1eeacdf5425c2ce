"""One driver of all measurements: inputs drawn once, one error rate, one bound on the time."""

from __future__ import annotations

from ..shares import PARTS, Part, bound_s
from .measuring import Measuring
from .suite import Suite, joined, measure, measure_suite
from .trial import check_machine, doubted

__all__ = [
    "PARTS",
    "Measuring",
    "Part",
    "Suite",
    "bound_s",
    "check_machine",
    "doubted",
    "joined",
    "measure",
    "measure_suite",
]
