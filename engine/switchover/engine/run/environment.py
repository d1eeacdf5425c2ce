"""What the run loop needs from the place it runs in.

The loop itself touches neither wall clock, randomness nor threads: it may use asyncio's tasks,
events and semaphores, and everything else through this.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

import msgspec

from ..config import TaskConfig
from .child_outcomes import ChildOutcomes
from .services import Signal

__all__ = ["ActivityOptions", "Async", "RunEnvironment"]

Request = TypeVar("Request")
Result = TypeVar("Result")
Async = Callable[[Request], Awaitable[Result]]
"""An asynchronous function of one argument."""


class ActivityOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How often and how long an activity may be tried; times in seconds.

    The defaults are the old engine's: three attempts, 1 s before the second, doubling to at most
    a minute; five minutes an attempt.
    """

    attempts: int = 3
    initial_interval_s: float = 1.0
    backoff: float = 2.0
    maximum_interval_s: float = 60.0
    start_to_close_s: float = 300.0
    schedule_to_close_s: float = 360.0
    non_retryable: tuple[str, ...] = ()


class RunEnvironment(Protocol):
    """Activities, timers, signals and time for one run of one workflow.

    A `key` names a step of the run and is the same each time the run is replayed: the in-process
    environment journals results by it, so that a resumed run finds what was already done.
    """

    async def activity(
        self, key: str, function: Async[Request, Result], request: Request, options: ActivityOptions
    ) -> Result:
        """Call the function with the request, again after a failure as the options say.

        Function and request are apart, and the request is plain data, so that another
        environment can send the request to the function by its name.

        Raises:
            EngineError: the last attempt's error; ``ACTIVITY_TIMEOUT`` when the time ran out.
        """
        ...

    def checkpoint(self, number: int, task: TaskConfig, *, is_free: bool) -> None:
        """Hear that a task of the first level is next, after so many transitions.

        When the run `is_free`, with nothing else going on, a new history may begin here.
        """
        ...

    def within(self, key: str) -> AbstractContextManager[None]:
        """Hold a task open for the block: what is known of its steps is of no use behind it."""
        ...

    def progress(self, key: str) -> ChildOutcomes:
        """Give what is known of the children of the container with this key."""
        ...

    async def room(self) -> None:
        """Return when one more child may be begun, of any number that may run at once."""
        ...

    async def sleep(self, key: str, seconds: float) -> None:
        """Return after that long, also across a restart."""
        ...

    async def deadline(self, key: str, seconds: float) -> float:
        """Return the moment that long from now, in UTC seconds; the same one in a replay."""
        ...

    async def signal(self, key: str, name: str, until: float) -> Signal | None:
        """Return the next signal of that name, or None when the moment passes first."""
        ...
