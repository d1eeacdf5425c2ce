"""Another machine, or another shell, that helps with a comparison which was begun elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from switchover.engine.chunks import ChunkStore
from switchover.reports import PlanRun

from ..plan import Plan
from .scale import Scale
from .work import ChunkedWork

__all__ = ["joined"]

LOOK_S: Final = 0.5
OVER_S: Final = 5.0
"""Seconds without an open comparison after which there is nothing more to help with: the next pair
of a plan is opened by then."""


def joined(plans: Sequence[Plan | PlanRun], scale: Scale, *, over_s: float = OVER_S) -> int:
    """Run chunks of the comparisons that somebody has begun, until there are none for a while.

    Before the first one is begun it is waited for. Ctrl-C ends it: what was begun of a chunk is
    kept, the rest waits for others.

    Returns:
        How many inputs were done here.

    Raises:
        WorkError: What was begun there is another comparison than the one that is given here.
        MigrationError: Nothing can be run.
        EngineError: The store cannot be used.
    """
    works = _works(plans, scale)
    if scale.on:
        from .temporal import helping

        with scale.opened(Path()) as store, helping(scale) as help_with:
            return _joined(store, works, scale.note, over_s, help_with)
    with scale.opened(Path()) as store:
        return _joined(store, works, scale.note, over_s, _helped)


def _works(plans: Sequence[Plan | PlanRun], scale: Scale) -> list[ChunkedWork]:
    """List the comparisons of plans.

    Raises:
        InputError: a corpus cannot be read, or a pair cannot be compared in chunks.
    """
    return [
        ChunkedWork(scale, pair, plan=plan.name, at=at, seed=plan.seed)
        for at, plan in enumerate(plans)
        if isinstance(plan, Plan)
        for pair in plan.pairs
        if "shadow" in pair.checks
    ]


def _joined(
    store: ChunkStore,
    works: Sequence[ChunkedWork],
    note: Callable[[str], None],
    over_s: float,
    help_with: Callable[[ChunkedWork, ChunkStore], int],
) -> int:
    inputs, until = 0, float("inf")
    note(f"waits for {', '.join(work.name for work in works)}")
    while time.monotonic() < until:
        for work in works:
            standing = store.standing(work.name)
            if standing is not None and standing.is_open:
                work.take_up(standing)
                note(f"{work.name}: {standing.done:,} of {standing.inputs:,} inputs are done")
                inputs += help_with(work, store)
                until = time.monotonic() + over_s
        time.sleep(LOOK_S)
    return inputs


def _helped(work: ChunkedWork, store: ChunkStore) -> int:
    crew = work.crew(store)
    crew.start()
    try:
        while crew.is_at_work:
            time.sleep(LOOK_S)
    finally:
        crew.stop()
        crew.join()
    return crew.inputs
