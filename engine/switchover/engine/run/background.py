"""Coroutines that belong to a run and end with it at the latest."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

__all__ = ["Background"]


class Background:
    """The tasks a run has started besides its own coroutine."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._left: set[asyncio.Task[None]] = set()

    @property
    def is_idle(self) -> bool:
        return not self._running

    @property
    def has_left(self) -> bool:
        """Whether some go on that nobody waits for any more."""
        return bool(self._left)

    def leave(self, tasks: Iterable[asyncio.Task[None]]) -> None:
        """Note that nobody waits for these any more."""
        for task in tasks:
            if not task.done():
                self._left.add(task)
                task.add_done_callback(self._left.discard)

    def run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def cancel(self, tasks: Iterable[asyncio.Task[None]] | None = None) -> None:
        """Cancel these tasks, or all, and return when they have ended."""
        chosen = [*(self._running if tasks is None else tasks)]
        for task in chosen:
            task.cancel()
        await asyncio.gather(*chosen, return_exceptions=True)
