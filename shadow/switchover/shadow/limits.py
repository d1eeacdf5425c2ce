"""Keep a call within its time, and run what it awaits.

Three ways, and what each cannot do:

- An awaitable runs on an event loop that lasts for the whole run; when its time is up its task is
  cancelled. One that ignores the cancellation for `GRACE_S` is left behind.
- A plain call in the main thread of a system with SIGALRM is interrupted by that signal: the
  exception lands in the running Python code. A C function that never returns to the interpreter
  delays it, and code that catches BaseException swallows it; the call then counts as timed out
  when it ends.
- A plain call anywhere else runs in a thread of its own. When its time is up the thread is left
  behind: it cannot be stopped, and goes on using the processor.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from time import monotonic
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from .errors import UsageError

if TYPE_CHECKING:
    import asyncio

__all__ = ["GRACE_S", "Limit", "TimeUpError"]

_Settled: TypeAlias = tuple[Any, SystemExit | None]

_abandoned: list[Any] = []
"""Event loops with tasks that ignored their cancellation; kept, so that they stay silent."""

GRACE_S: Final = 1.0
"""Seconds that a cancelled awaitable may take to clean up."""


class TimeUpError(BaseException):
    """The call's time is up. Not an Exception, so that a side's own handlers let it pass."""


class Limit:
    """The time one call may take; a context for a whole run.

    Args:
        seconds: For each call; None for no limit.

    Raises:
        UsageError: The time is not above zero.
    """

    def __init__(self, seconds: float | None) -> None:
        if seconds is not None and not seconds > 0:
            raise UsageError(f"timeout_s is {seconds!r}; it must be above 0, or None for no limit")
        self._seconds = seconds
        self._alarm: _Alarm | None = None
        self._runner: asyncio.Runner | None = None
        self._deaf: list[asyncio.Future[_Settled]] = []
        self.left_behind = 0
        """Calls that went on after their time was up."""

    def __enter__(self) -> Limit:
        if self._seconds is not None and _has_alarm():
            self._alarm = _Alarm(self._seconds)
            self._alarm.set_up()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._alarm:
            self._alarm.tear_down()
        if self._runner and self._deaf:
            _abandoned.append((self._runner, self._deaf))  # closing would wait for them for ever
        elif self._runner:
            self._runner.close()

    def is_over(self, seconds: float) -> bool:
        return self._seconds is not None and seconds > self._seconds

    def call(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Call it, and raise TimeUpError when its time is up."""
        if self._seconds is None:
            return function(*args, **kwargs)
        if self._alarm is None:
            return self._call_aside(function, args, kwargs)
        alarm = self._alarm
        alarm.arm()
        try:
            return function(*args, **kwargs)
        finally:
            alarm.is_armed = False

    def _call_aside(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        box: list[tuple[bool, Any]] = []

        def work() -> None:
            try:
                box.append((True, function(*args, **kwargs)))
            except BaseException as error:  # noqa: BLE001 - handed to the waiting thread
                box.append((False, error))

        thread = threading.Thread(target=work, daemon=True, name="switchover-shadow-call")
        thread.start()
        thread.join(self._seconds)
        if not box:
            self.left_behind += 1
            raise TimeUpError
        returned, value = box[0]
        if returned:
            return value
        raise value

    def wait(self, awaitable: Awaitable[Any]) -> Any:
        """Run an awaitable to its end, and raise TimeUpError when its time is up."""
        try:
            runner = self._loop()
        except UsageError:
            getattr(awaitable, "close", _nothing)()
            raise
        value, left = runner.run(self._waited(awaitable))
        if left is not None:
            raise left
        return value

    def _loop(self) -> asyncio.Runner:
        if self._runner is None:
            import asyncio

            if asyncio._get_running_loop() is not None:  # noqa: SLF001 - the public one raises
                raise UsageError(
                    "an async side was run inside a running event loop; "
                    "call `await asyncio.to_thread(run, ...)` there"
                )
            self._runner = asyncio.Runner()
        return self._runner

    async def _waited(self, awaitable: Awaitable[Any]) -> _Settled:
        import asyncio

        task = asyncio.ensure_future(_settled(awaitable))
        done, _ = await asyncio.wait({task}, timeout=self._seconds)
        if done:
            return task.result()
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=GRACE_S)
        if not done:
            self.left_behind += 1
            self._deaf.append(task)
        elif not task.cancelled():
            task.exception()  # looked at, so that the loop does not warn of it
        raise TimeUpError


def _nothing() -> None:
    """Stand in where there is nothing to close."""


async def _settled(awaitable: Awaitable[Any]) -> _Settled:
    """Turn SystemExit into a value: raised in a task, it would tear the loop down."""
    try:
        return await awaitable, None
    except SystemExit as error:
        return None, error


def _has_alarm() -> bool:
    return sys.platform != "win32" and threading.current_thread() is threading.main_thread()


class _Alarm:
    """SIGALRM, borrowed for a run and given back as it was found."""

    __slots__ = ("_before", "_left", "_seconds", "_since", "_ticks", "_until", "is_armed")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0
        self.is_armed = self._ticks = False

    def set_up(self) -> None:
        self._since = monotonic()
        self._left = signal.setitimer(signal.ITIMER_REAL, 0)[0]
        self._before = signal.signal(signal.SIGALRM, self._ring)

    def tear_down(self) -> None:
        self.is_armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before or signal.SIG_DFL)
        if self._left:
            rest = self._left - (monotonic() - self._since)
            signal.setitimer(signal.ITIMER_REAL, max(rest, 0.001))

    def arm(self) -> None:
        """Set the time by which to ring; the timer of an earlier call is left to run."""
        self._until = monotonic() + self._seconds
        self.is_armed = True
        if not self._ticks:
            self._ticks = True
            signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        rest = self._until - monotonic()
        self._ticks = self.is_armed and rest > 0
        if self._ticks:
            signal.setitimer(signal.ITIMER_REAL, rest)
        elif self.is_armed:
            self.is_armed = False  # it rings once, so nothing can be hit outside the call
            raise TimeUpError
