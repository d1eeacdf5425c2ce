"""What is said between who hands out chunks and a process that runs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from switchover.engine.chunks import Chunk
from switchover.reports import PlanRun

from ..plan import Plan
from .places import Waymark

__all__ = ["At", "CannotRun", "ChunkOrder", "Done", "Load", "Ready", "RunnerOrders"]

Load = Callable[[], Sequence[Plan | PlanRun]]
"""Loads the plans in any process; it can be pickled."""


class RunnerOrders(NamedTuple):
    """All that a process must know before its first chunk.

    Attributes:
        folder: its current folder.
        load: loads the plans.
        plan: which of them, by place.
        pair: the pair's name.
        digest: of the corpus.
        files: sizes and times of its files.
        today: the day on which rules expire, as ISO 8601 says it.
    """

    folder: str
    load: Load
    plan: int
    pair: str
    digest: str
    files: tuple[tuple[int, int], ...]
    today: str


class ChunkOrder(NamedTuple):
    """A chunk to run."""

    chunk: Chunk
    mark: Waymark


class Ready(NamedTuple):
    """The process has read the plan."""


class At(NamedTuple):
    """So many inputs of the chunk are done."""

    done: int


class Done(NamedTuple):
    """What came of the first `inputs` of the chunk."""

    inputs: int
    body: bytes


class CannotRun(NamedTuple):
    """Nothing can be run at all, and why."""

    why: str
