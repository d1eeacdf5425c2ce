"""Whether a count backs up what a clock says. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import WitnessRecord

__all__ = ["backing", "witness"]


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
