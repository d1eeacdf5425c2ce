"""Whether a count backs up what a clock says. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from ..records import LatencyRecord, WitnessRecord

__all__ = ["backing", "proving", "witness"]

OPCODE_S = 50e-9
"""Seconds an opcode up to which opcodes are what a call spends its time on. **Source:** measured:
2 to 9 ns in the proof's workloads that compute in Python; a call that computes in C, or waits, has
few opcodes for its time, and a tenth more of them is then no tenth more of the time."""


def witness(name: str, control: int, candidate: int) -> WitnessRecord:
    """Write down a pair of counts."""
    ratio = candidate / control if control else None
    return WitnessRecord(name=name, control=control, candidate=candidate, ratio=ratio)


def backing(witnesses: Sequence[WitnessRecord], *, budget: float) -> WitnessRecord | None:
    """Return the first count that grew by half the budget or more, and so backs a fail up.

    A clock's fail proves growth beyond the whole budget; work that is not counted (C, waiting)
    dilutes what a count shows of it, hence half.
    """
    grown = (each for each in witnesses if each.ratio is not None and each.ratio > 1 + budget / 2)
    return next(grown, None)


def proving(
    witnesses: Sequence[WitnessRecord], found: LatencyRecord, *, budget: float
) -> WitnessRecord | None:
    """Return the opcodes where they prove a fail by themselves: no noise of a machine adds any.

    They grew beyond the whole budget, and are what the control spends its time on.
    """
    for each in witnesses:
        if each.name == "opcodes" and each.ratio is not None and each.ratio > 1 + budget:
            calls = sum(len(piece.inputs) for piece in found.inputs)
            spent_s = calls * statistics.fmean(found.control_times or (float("inf"),))
            if 0 < spent_s <= OPCODE_S * each.control:
                return each
    return None
