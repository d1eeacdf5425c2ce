"""One driver of all measurements: inputs drawn once, one error rate, one bound on the time."""

from __future__ import annotations

from switchover.bench.driver.measuring import Measuring
from switchover.bench.driver.suite import Suite, joined, measure, measure_suite
from switchover.bench.driver.trial import check_machine, doubted
from switchover.bench.shares import PARTS, Part, bound_s

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
