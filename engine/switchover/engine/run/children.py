"""Runs a container's children: so many at once, until its rule says stop."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ..errors import EngineError
from ..store import StoreError
from .background import Background
from .child_outcomes import ChildOutcomes
from .services import Child, Children, StopRule, TaskResponse

__all__ = ["Tally", "is_settled", "run_children"]

RunChild = Callable[[int, Child], Awaitable[TaskResponse]]


@dataclass(slots=True)
class Tally:
    """How a container's children have ended so far."""

    total: int
    succeeded: int = 0
    failed: int = 0

    def count(self, *, succeeded: bool) -> None:
        if succeeded:
            self.succeeded += 1
        else:
            self.failed += 1


def is_settled(tally: Tally, stop: StopRule) -> bool:
    """Say whether a container need not wait any longer."""
    if tally.succeeded + tally.failed >= tally.total:
        return True
    return bool((stop.on_success and tally.succeeded) or (stop.on_failure and tally.failed))


async def run_children(
    children: Children,
    run_child: RunChild,
    background: Background,
    *,
    progress: ChildOutcomes,
    room: Callable[[], Awaitable[None]],
) -> Tally:
    """Run the children and return once they are settled.

    One at a time, those after the one that settles it are never started. Several at a time, the
    rest are canceled when the rule says so; otherwise they go on in the background, including
    those that had not begun. Those that have ended already, by the `progress`, are counted and not
    run. Where several run at once, each of the first is begun when there is `room`.

    Raises:
        EngineError: a child's error, when children abort on errors.
    """
    crew = _Crew(children, run_child, progress)
    if is_settled(crew.tally, children.stop):
        return crew.tally
    if children.limit == 1 or len(children.items) <= 1:
        await crew.work()
        return crew.tally
    workers: list[asyncio.Task[None]] = []
    try:
        while len(workers) < min(children.limit, len(children.items)):
            await room()
            if not crew.is_needed:
                break
            workers.append(background.run(crew.work(yielding=True)))
        await crew.settled.wait()
    except asyncio.CancelledError:
        await background.cancel(workers)
        raise
    if children.stop.cancel_rest or crew.error is not None:
        await background.cancel(workers)
    if crew.error is not None:
        raise crew.error
    background.leave(workers)
    return crew.tally


class _Crew:
    """Workers that take the next child until none is left or, one at a time, until settled."""

    def __init__(self, children: Children, run_child: RunChild, progress: ChildOutcomes) -> None:
        self.tally = Tally(total=len(children.items))
        for succeeded in progress.outcomes():
            self.tally.count(succeeded=succeeded)
        self.settled = asyncio.Event()
        self.error: EngineError | None = None
        self._children = children
        self._run_child = run_child
        self._progress = progress
        self._left = deque(
            each for each in enumerate(children.items) if not progress.has_ended(each[0])
        )

    @property
    def is_needed(self) -> bool:
        """Whether another worker would find something to do."""
        return bool(self._left) and not self.settled.is_set()

    async def work(self, *, yielding: bool = False) -> None:
        while self._left:
            index, child = self._left.popleft()
            succeeded = await self._outcome(index, child, raising=not yielding)
            self._progress.note(index, succeeded=succeeded)
            self.tally.count(succeeded=succeeded)
            is_over = is_settled(self.tally, self._children.stop)
            if is_over or self.error is not None:
                self.settled.set()
            if yielding:
                await asyncio.sleep(0)  # or a child that never waits would starve its siblings
            elif is_over:
                return

    async def _outcome(self, index: int, child: Child, *, raising: bool) -> bool:
        try:
            return (await self._run_child(index, child)).succeeded
        except EngineError as error:
            if not (self._children.abort_on_error or isinstance(error, StoreError)):
                return False
            if raising:
                raise
            if not self.settled.is_set():
                self.error = self.error or error
            return False
