"""Pairs whose control is what a corpus recorded of it."""

from __future__ import annotations

from switchover.ground.written import Position, Problem
from switchover.shadow.recording import Recorded

from .corpus import Corpus
from .plan import Check, Side
from .problem import InputError
from .source import Lines

__all__ = ["CHECKS", "NEEDED", "RECORDED", "is_recorded", "recorded", "said"]

RECORDED = "recorded"
"""What a plan says for a control that is not here."""
CHECKS: tuple[Check, ...] = ("shadow",)
"""What can be done without the control itself."""
NEEDED = "the control is what was recorded of it; to measure needs both sides"


def is_recorded(side: Side) -> bool:
    """Say whether a side is a recording."""
    return side == RECORDED


def recorded(corpus: Corpus) -> Recorded:
    """Read the answers of a corpus.

    Raises:
        InputError: it holds none.
    """
    sources = [source for source in corpus.sources if isinstance(source, Lines)]
    found = Recorded(pair for source in sources for pair in source.answered())
    if not len(corpus) or found.without == len(corpus) or not sources:
        what = "the corpus holds no recorded answer"
        remedy = "record one: switchover record module:old --out calls -- COMMAND"
        raise InputError([Problem(message=what, position=Position(corpus.name), remedy=remedy)])
    return found


def said(corpus: Corpus, without: int) -> str:
    """Say what the control was, for a report."""
    missing = f"; {without:,} inputs have no answer" if without else ""
    return f"the control's answers are those recorded in {corpus.name}{missing}"
