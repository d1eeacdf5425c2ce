"""What the corpus of a pair reaches, in one line, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterator

from switchover.bench import Verdict
from switchover.shadow.coverage import CoverageRecord, Place, SideCoverage

from .records import PairRun
from .wording import share as percent

__all__ = ["NEVER", "coverage_line", "shortfalls"]

SHOWN = 3
"""Places that the line names; the report has all."""


def coverage_line(pair: PairRun) -> str:
    """Say what was reached and what was not; empty where nobody asked."""
    record = pair.coverage
    if record is None:
        return f"coverage is not known: {pair.uncovered}" if pair.uncovered else ""
    sides = [("control", record.control), ("candidate", record.candidate)]
    told = [f"{_share(side)} of the {name}'s branches" for name, side in sides if side.branches]
    if not told:
        return "no branch of either side can be seen: they have none, or are not written in Python"
    said = f"reached {', '.join(told)}"
    if len(told) == 2:
        said = said.removesuffix(" branches")
    blind = [name for name, side in sides if not side.branches]
    said += f"; of the {blind[0]} none can be seen" if blind else ""
    said += _missing(record)
    if record.inputs < record.of:
        said += f" (by {record.inputs:,} of {record.of:,} inputs, for want of time)"
    rare = [sum(each.inputs == times for each in record.classes) for times in (1, 0)]
    if any(rare):
        said += f"; of the classes of inputs {rare[0]} are there once and {rare[1]} never"
    return said


def _share(side: SideCoverage) -> str:
    """Write a share as whole percent; 100 is all of them."""
    return f"{100 * side.reached // side.branches} %"


def _missing(record: CoverageRecord) -> str:
    sides = record.candidate, record.control
    count = sum(side.branches - side.reached for side in sides)
    if not count:
        return ""
    places = list(dict.fromkeys(where(each) for side in sides for each in side.missing))
    more = " ..." if count > SHOWN else ""
    return f"; {count:,} not: {', '.join(places[:SHOWN])}{more}"


def where(place: Place) -> str:
    """Name a place and what never happened there."""
    return f"{place.file}:{place.line} {NEVER[place.way]}"


NEVER = {
    "true": "never true",
    "false": "never false",
    "none": "never None",
    "not none": "always None",
    "item": "never an item",
    "end": "never at its end",
}


def shortfalls(pair: PairRun) -> Iterator[tuple[Verdict, str]]:
    """Say where the corpus reaches less than the plan asks for."""
    for name in ("control", "candidate"):
        least = getattr(pair.least_coverage, name)
        if not least:
            continue
        side = getattr(pair.coverage, name, None)
        share = side.share if side is not None else None
        asked = f"the plan asks for {percent(least)} of the {name}'s branches"
        if share is None:
            yield "inconclusive", f"{asked}, and how many the corpus reaches is not known"
        elif share < least:
            assert side is not None
            yield "fail", f"{asked}, and the corpus reaches {side.reached} of {side.branches}"
