"""Runs a corpus under coverage, within a time, and says what it reaches of both sides."""

from __future__ import annotations

import linecache
import random
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ..running.sides import Function
from .branch import Branch
from .classes import Classes
from .covered import Covered
from .map import Map
from .record import CoverageRecord, Place, SideCoverage

__all__ = ["MOST_PLACES", "cover", "spread"]

MOST_PLACES = 200
"""Places of each side that a record holds."""


def cover(
    control: Function,
    candidate: Function,
    inputs: Iterable[Any],
    *,
    of: int | None = None,
    time_s: float | None = None,
    timeout_s: float | None = 30.0,
    seed: int = 0,
    progress: Callable[[int], object] | None = None,
) -> CoverageRecord:
    """Call both sides with the inputs, in workers that note each branch.

    Args:
        control: import string, callable or `Target`.
        candidate: likewise.
        inputs: `(args, kwargs)` of each call, read once.
        of: how many inputs there are, where that is known.
        time_s: seconds after which no further input is begun; None for no limit.
        timeout_s: for each call.
        seed: of text hashes.
        progress: is told how many inputs are done.

    Raises:
        UsageError: a side cannot be loaded.
        Whatever reading `inputs` raises.
    """
    begun, classes, done = time.monotonic(), Classes(), 0
    with Covered(control, candidate, seed=seed, timeout_s=timeout_s) as covered:
        until = None if time_s is None else time.monotonic() + time_s
        for run in covered.runs(_within(inputs, until)):
            done = run.number + 1
            classes.add(run.call.args, run.call.kwargs)
            if progress is not None:
                progress(done)
        mine, theirs = covered.control, covered.candidate
    shared = mine.inputs.keys() & theirs.inputs.keys()
    return CoverageRecord(
        inputs=done,
        of=max(done, of or 0),
        control=_side(mine),
        candidate=_side(theirs),
        control_alone=_places((mine.reached - theirs.reached) & shared),
        candidate_alone=_places((theirs.reached - mine.reached) & shared),
        classes=tuple(classes.rare()),
        seconds=time.monotonic() - begun,
    )


def spread(count: int, seed: int) -> list[int]:
    """Order the numbers of inputs so that whatever is done of them is spread over the corpus."""
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return order


def _within(inputs: Iterable[Any], until: float | None) -> Iterator[Any]:
    for given in inputs:
        if until is not None and time.monotonic() > until:
            return
        yield given


def _side(found: Map) -> SideCoverage:
    return SideCoverage(
        branches=len(found.branches),
        reached=len(found.reached),
        functions=sum(1 for branch in found.inputs if branch.is_entry),
        missing=_places(found.missing()),
    )


def _places(branches: Iterable[Branch]) -> tuple[Place, ...]:
    return tuple(_place(branch) for branch in sorted(branches)[:MOST_PLACES])


def _place(branch: Branch) -> Place:
    """Write a branch with its line, which is read here, not imported."""
    here = Path.cwd()
    path = Path(branch.file)
    return Place(
        file=str(path.relative_to(here)) if path.is_relative_to(here) else branch.file,
        line=branch.line,
        function=branch.function,
        way=branch.way,
        source=linecache.getline(branch.file, branch.line).strip()[:160],
    )
