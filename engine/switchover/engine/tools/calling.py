"""Calls functions that others wrote: what they raise, and that they hang, stays theirs."""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter, deque
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, Final, NamedTuple

from ..context import ToolCall
from ..threads import Threads, ThreadsTakenError
from .binding import Binding
from .errors import ToolError

__all__ = ["AT_ONCE", "CallOutcome", "Caller"]

AT_ONCE: Final = 100
"""Calls of one plain function that run at once. **Source:** a container runs as many children."""


class CallOutcome(NamedTuple):
    """What a call came to: an output, or what it raised, whatever that was."""

    output: Any = None
    error: BaseException | None = None


class Caller:
    """Calls what bindings name: coroutines and quick functions here, plain ones in threads.

    Each plain function has `at_once` places of its own, so that one that hangs keeps no other from
    running; a call beyond them waits for one to become free. A call that nobody waits for any
    more has left its place, and its thread runs on unheard. All threads together are limited too
    (`Threads.most`): a call beyond that is refused, and told which functions hold them.
    """

    def __init__(self, threads: Threads | None = None, *, at_once: int = AT_ONCE) -> None:
        self._threads = threads or Threads(name="switchover-tool")
        self._at_once = at_once
        self._places: dict[int, ToolSlots] = {}
        self._lost: list[_Call] = []

    @property
    def given_up(self) -> Counter[str]:
        """How many calls were given up and have not returned, by the binding's id."""
        self._lost = [call for call in self._lost if not call.is_done]
        return Counter(call.name for call in self._lost)

    def place(self, binding: Binding) -> ToolSlots:
        """Give the places of a binding; to be entered before its time begins to count."""
        found = self._places.get(id(binding))
        if found is None:
            found = self._places[id(binding)] = ToolSlots(self._at_once)
        return found

    async def outcome(self, binding: Binding, call: ToolCall) -> CallOutcome:
        """Call a binding's function and say what came of it.

        Ctrl-C, and the cancellation of whoever waits, pass through. All else a function raises is
        its own outcome: `SystemExit`, `StopIteration`, a cancellation that nobody asked for.

        Raises:
            ToolError: ``TOOL_THREADS`` when there is no thread left for it.
        """
        arguments = binding.arguments(call)
        if binding.is_inline:
            outcome = _called(binding.function, arguments, passing=KeyboardInterrupt)
        else:
            outcome = await self._in_thread(binding, call, arguments)
        if outcome.error is None and inspect.isawaitable(outcome.output):
            return await _awaited(outcome.output)
        return outcome

    async def _in_thread(
        self, binding: Binding, call: ToolCall, arguments: tuple[Any, ...]
    ) -> CallOutcome:
        work = _Call(binding.id, binding.function, arguments)
        loop = asyncio.get_running_loop()
        try:
            future = loop.run_in_executor(self._threads, copy_context().run, work)
        except ThreadsTakenError as error:
            raise ToolError("TOOL_THREADS", call, self._shortage(error)) from error
        try:
            return await future
        except asyncio.CancelledError:
            self._lost.append(work)
            raise

    def _shortage(self, error: ThreadsTakenError) -> str:
        lost = self.given_up
        held = ", ".join(f"{name!r} {count}" for name, count in lost.most_common(5)) or "none"
        return (
            f"cannot begin: {error}; given up and still running: {held}."
            " Let these functions end by themselves, or make them coroutines"
        )


class ToolSlots:
    """So many at once; whoever comes later waits, in order."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def _leave(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class _Call:
    """A call of a function in a thread, which says when it is over."""

    __slots__ = ("arguments", "function", "is_done", "name")

    def __init__(self, name: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self.name = name
        self.function = function
        self.arguments = arguments
        self.is_done = False

    def __call__(self) -> CallOutcome:
        try:
            # Ctrl-C reaches the main thread alone: here it was raised by the function itself
            return _called(self.function, self.arguments, passing=())
        finally:
            self.is_done = True


def _called(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    *,
    passing: type[BaseException] | tuple[()],
) -> CallOutcome:
    try:
        return CallOutcome(function(*arguments))
    except passing:
        raise
    except BaseException as error:  # noqa: BLE001 - a tool's sys.exit ends the tool, not the run
        return CallOutcome(error=error)


async def _awaited(output: Any) -> CallOutcome:
    task = asyncio.current_task()
    asked = task.cancelling() if task else 0
    try:
        return CallOutcome(await output)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if isinstance(error, asyncio.CancelledError) and (not task or task.cancelling() > asked):
            raise
        if isinstance(error, GeneratorExit) and _current_task() is not task:
            raise  # the coroutine is being closed
        return CallOutcome(error=error)


def _current_task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None
