"""Time: the machine's, or one that jumps to the next timer whenever nothing runs."""

from __future__ import annotations

import asyncio
import selectors
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final, Protocol, TypeVar

from ..threads import Threads

__all__ = ["EPOCH_S", "Clock", "VirtualClock", "WallClock"]

T = TypeVar("T")
BEYOND: Final = 1 + 4 * sys.float_info.epsilon  # past a timer, however sums of floats round
NEAR_S: Final = 1e-9
EPOCH_S: Final = 1_700_000_000.0  # a fixed date, so that virtual runs repeat to the letter


class Clock(Protocol):
    """Tells the time, and runs what lives by it."""

    def now(self) -> float:
        """Return UTC seconds since the epoch."""
        ...

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end in an event loop of its own."""
        ...


class WallClock:
    """The machine's clock.

    What a coroutine runs by `asyncio.to_thread` is not waited for when `run` ends.
    """

    def now(self) -> float:
        return time.time()

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        with asyncio.Runner(loop_factory=_new_loop) as runner:
            return runner.run(main)


def _new_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    loop.set_default_executor(Threads(name="switchover-thread"))
    return loop


class VirtualClock:
    """A clock for tests, corpora and benchmarks: sleeping costs no time.

    Under `run` every timer of the event loop, a tool's `asyncio.sleep` included, is reached as soon
    as nothing else can happen before it. While work is outstanding in a thread of the loop's
    executors, time passes as usual. Sockets are not waited for: what it runs should use none.
    """

    def __init__(self, *, epoch_s: float = EPOCH_S) -> None:
        self._epoch_s = epoch_s
        self._elapsed_s = 0.0
        self._loop: _SkippingLoop | None = None

    def now(self) -> float:
        return self._epoch_s + (self._elapsed_s if self._loop is None else self._loop.time())

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine; a further one goes on at the time this one ended."""
        with asyncio.Runner(loop_factory=self._start) as runner:
            try:
                return runner.run(main)
            finally:
                self._elapsed_s = 0.0 if self._loop is None else self._loop.time()
                self._loop = None

    def _start(self) -> asyncio.AbstractEventLoop:
        self._loop = _SkippingLoop(self._elapsed_s)
        return self._loop


class _SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop whose time stands still while it works and jumps while it would wait."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.outside = 0
        self.has_threads = False
        super().__init__(_SkippingSelector(self))
        self.set_default_executor(Threads(name="switchover-thread"))

    def time(self) -> float:
        return self.now

    @property
    def _clock_resolution(self) -> float:
        """How near a timer counts as due; after half a year a float is coarser than that, and one
        that is due now would never be.
        """
        return max(NEAR_S, 2 * sys.float_info.epsilon * self.now)

    @_clock_resolution.setter
    def _clock_resolution(self, of_the_machine: float) -> None:
        """Pass over what the base class sets."""

    def run_in_executor(  # type: ignore[override]  # typeshed types it with a variadic generic
        self, executor: Any, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        future = super().run_in_executor(executor, func, *args)
        self.outside += 1
        self.has_threads = True
        future.add_done_callback(self._came_back)
        return future

    async def shutdown_default_executor(self, *limits: Any, **more: Any) -> None:
        """Wait for the executor as a thread is waited for, in the machine's time.

        Since Python 3.12 the wait has a limit, which no jump may reach. Where nothing was run in a
        thread there is nothing to wait for, and no thread is started that would.
        """
        if not self.has_threads:
            return
        self.outside += 1
        try:
            await super().shutdown_default_executor(*limits, **more)
        finally:
            self.outside -= 1

    def _came_back(self, _: object) -> None:
        self.outside -= 1


class _SkippingSelector(selectors.DefaultSelector):
    """Waits for nothing: what no ready event or thread precedes happens at once."""

    def __init__(self, loop: _SkippingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if self._loop.outside:
            before = time.monotonic()
            events = super().select(timeout)
            self._loop.now += time.monotonic() - before
            return events
        events = super().select(0)
        if not events:
            self._loop.now = (self._loop.now + timeout) * BEYOND
        return events
