"""Which mutants the rules of a pair hide, in one line."""

from __future__ import annotations

from collections import Counter

from switchover.shadow.strength import HiddenMutant

from .records import PairRun
from .wording import short

__all__ = ["SEEN_AS", "hiding_line"]

SHOWN = 3
"""Mutants that the line names; the report has all."""
SEEN_AS = "what both sides are seen as"
"""Stands where no rule hides a mutant."""


def hiding_line(pair: PairRun) -> str:
    """Say which rules hide which mutants; empty where nobody asked, or nothing was tried."""
    record = pair.hiding
    if record is None:
        return f"what the rules hide is not known: {pair.unmutated}" if pair.unmutated else ""
    if not record.tried:
        return ""
    tried = f"{record.tried:,} mutants of the candidate tried"
    if record.tried < record.executed:
        tried += f" (of {record.executed:,}, for want of time)"
    if not record.count:
        return f"the rules hide none of {tried}"
    by = Counter(rule for one in record.hidden for rule in one.rules or (SEEN_AS,))
    first = [f"{rule} hides {count:,}" for rule, count in by.most_common()]
    named = "; ".join(f"{one.file}:{one.line} {change(one)}" for one in record.hidden[:SHOWN])
    more = " ..." if record.count > SHOWN else ""
    return f"of {tried} {', '.join(first)}: {named}{more}"


def change(one: HiddenMutant) -> str:
    """Write the change of a mutant, short enough for a line."""
    return short(f"{one.before} → {one.after}", 60)
