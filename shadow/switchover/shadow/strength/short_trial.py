"""Which mutants the rules of a pair hide, as far as some seconds tell: for a check."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from switchover.ground import shorten

from ..rules import Rule
from ..running.judging import SeenAs
from ..search.calls.places import Call
from ..search.sides.sides import Limits, Side
from .hidden import MOST_TOLD, HiddenMutant, HidingRecord
from .records import Fate, Tried
from .session import strength

__all__ = ["hiding"]

MOST_TEXT: Final = 300


def hiding(  # noqa: PLR0913 - each is a setting, by name
    control: Side,
    candidate: Side,
    inputs: Sequence[Call],
    *,
    of: int,
    rules: Sequence[Rule],
    seen_as: SeenAs | None = None,
    seed: int = 0,
    time_s: float = 3.0,
    timeout_s: float = 2.0,
) -> HidingRecord:
    """Try mutants of the candidate for a few seconds, and say which of them rules hide.

    Args:
        control: The old path.
        candidate: The new path, of Python source.
        inputs: Some of the corpus.
        of: How many inputs the corpus has.
        rules: Differences that are expected.
        seen_as: As in a shadow run.
        seed: Of the order in which mutants are tried.
        time_s: Seconds after which no more is tried, and what is not ended is given up.
        timeout_s: For one call.

    Raises:
        UsageError: A side cannot be imported or called, no input reaches Python source, or
            the time was over before the first mutant.
    """
    record = strength(
        control,
        candidate,
        inputs,
        rules=rules,
        seen_as=seen_as,
        seed=seed,
        time_s=time_s,
        limits=Limits(timeout_s=timeout_s),
    )
    if record.interrupted:
        raise KeyboardInterrupt
    hidden = sorted(record.of(Fate.HIDDEN), key=lambda one: (one.mutant.file, one.mutant.start))
    return HidingRecord(
        tried=len(record.tried),
        executed=record.executed,
        seen=len(record.of(Fate.SEEN)),
        inputs=record.used,
        of=of,
        seconds=record.seconds,
        hidden=tuple(_told(one) for one in hidden[:MOST_TOLD]),
        count=len(hidden),
    )


def _told(one: Tried) -> HiddenMutant:
    mutant = one.mutant
    return HiddenMutant(
        rules=one.rules,
        file=_near(mutant.file),
        line=mutant.line,
        column=mutant.column,
        operator=mutant.operator,
        before=shorten(mutant.before, MOST_TEXT),
        after=shorten(mutant.after, MOST_TEXT),
        inputs=one.inputs,
    )


def _near(file: str) -> str:
    here = Path(os.path.realpath(file))
    folder = Path.cwd()
    return str(here.relative_to(folder)) if here.is_relative_to(folder) else file
