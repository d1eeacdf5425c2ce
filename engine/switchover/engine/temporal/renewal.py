"""When a run goes on in a new history: between two tasks, or within one when nothing is under way.

A history ends at 51,200 events, and Temporal suggests a new one long before. From then on no child
of a container begins; as soon as no step and no call of a tool is under way, a new history begins
with what the open tasks have done. Sleeps and waits go on there for as long as they had left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from temporalio import workflow

from ..config import TaskConfig
from .standing import Memory, RunStanding

__all__ = ["Renewal"]

PATCH: Final = "new-history-within-a-task"


class Renewal:
    """Watches how long the history is, and what is under way.

    Args:
        given: how the run stood when this history began.
        renew: goes on in a new history between two tasks; it does not return.
    """

    def __init__(self, given: RunStanding | None, *, renew: Callable[[int, str], None]) -> None:
        self.memory = Memory(given)
        self._renew = renew
        self._timers_before = given.timers if given else 0
        self._timers = 0
        self._under_way = 0
        self._at: tuple[int, TaskConfig] | None = None
        self._due: tuple[int, TaskConfig, RunStanding] | None = None
        self._is_closing = False
        self._woken = asyncio.Event()

    @property
    def due(self) -> tuple[int, TaskConfig, RunStanding] | None:
        """Set when the run has to go on in a new history: from which task, and how it stands."""
        return self._due

    def pass_by(self, number: int, task: TaskConfig, *, is_free: bool) -> None:
        """Let the run come to a task of the first level, after so many transitions."""
        if is_free and workflow.info().is_continue_as_new_suggested():
            self._renew(number, task.id)
        self._at = (number, task)

    @contextmanager
    def within(self) -> Iterator[None]:
        """Hold a task open for the block."""
        is_first_level = self.memory.is_outside
        try:
            with self.memory.within():
                yield
        finally:
            if is_first_level:
                self._at = None
                self._wake()

    async def turn(self) -> None:
        """Return when a step may begin."""
        while self._is_closing and self._at is not None:
            await self._woken.wait()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Hold a step under way for the block."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    @contextmanager
    def timer(self) -> Iterator[None]:
        """Let a timer run for the block."""
        self._timers += 1
        try:
            yield
        finally:
            self._timers -= 1

    async def watch(self, end: Callable[[], object], *, is_held: Callable[[], bool]) -> None:
        """Call `end` once a new history is due and nothing is under way.

        Args:
            end: ends the run in this history.
            is_held: whether something goes on that could not be found again.
        """
        await workflow.wait_condition(self._is_long)
        if not workflow.patched(PATCH):  # a history of before goes on as it did
            return
        while True:
            await workflow.wait_condition(lambda: self._at is not None and not is_held())
            self._is_closing = True
            await workflow.wait_condition(lambda: not self._under_way or is_held() or not self._at)
            if self._at is not None and not is_held():
                break
            self._is_closing = False
            self._wake()
        self._due = (*self._at, self.memory.plain(None, self._timers))
        end()

    def _wake(self) -> None:
        self._woken.set()
        self._woken = asyncio.Event()

    def _is_long(self) -> bool:
        """Whether a new history would be much shorter than this one."""
        info = workflow.info()
        is_grown = info.get_current_history_length() > 3 * self._timers_before
        return info.is_continue_as_new_suggested() and is_grown
