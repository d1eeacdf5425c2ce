"""What a side returns, made final: awaitables awaited, iterators read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

__all__ = ["GRACE_S", "MOST_READ", "SETTLED", "UNCHANGING", "Settler", "Stream"]

MOST_READ = 10_000
"""Items that are read of an iterator."""
GRACE_S = 1.0
"""Seconds that cancelled tasks may take to clean up."""

UNCHANGING = frozenset({type(None), bool, int, float, complex, str, bytes})
"""Types that no code can change."""

SETTLED = UNCHANGING | {bytearray, dict, list, tuple, set, frozenset}
"""Types that are neither awaited nor read."""

_MOCKS = frozenset({"unittest.mock", "mock.mock", "mock"})


class Stream:
    """What an iterator gave.

    Attributes:
        items: What it yielded, `MOST_READ` at most, each as it was when it was yielded.
        returned: What the generator returned.
        raised: What it raised instead.
        has_more: Whether items were left unread.
        attributes: What an iterator of a class of one's own bears beside, but for `_private` ones.
    """

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.returned: Any = None
        self.raised: BaseException | None = None
        self.has_more = False
        self.attributes: dict[str, Any] | None = None


class Settler:
    """Makes answers final, on an event loop that is kept from call to call.

    Args:
        keep: Gives an item of a stream in a form that a later change of it does not reach.
        most_read: Items that are read of an iterator.
    """

    def __init__(self, keep: Callable[[Any], Any], most_read: int = MOST_READ) -> None:
        self._keep = keep
        self._most = most_read
        self._loop: asyncio.AbstractEventLoop | None = None
        self._abandoned: list[Any] = []
        self.notes: list[str] = []
        """What is to be said of the last call."""

    def settled(self, value: Any) -> Any:
        """Await it, read it, or give it as it is. Raises what the awaited raises.

        A stream that raised is given with the error in it.
        """
        cls = type(value)
        if cls in SETTLED or _is_mock(cls):
            return value
        if _has(cls, "__await__"):
            value = self._awaited(value)
            cls = type(value)
            if cls in SETTLED or _is_mock(cls):
                return value
        if _has(cls, "__next__") and not _has(cls, "read"):
            return self._read(value)
        if _has(cls, "__anext__"):
            return self._awaited(self._read_async(value))
        return value

    # --- streams

    def _read(self, iterator: Any) -> Stream:
        stream = Stream()
        items, most, keep = stream.items, self._most, self._keep
        try:
            while len(items) < most:
                item = next(iterator)
                items.append(item if type(item) in UNCHANGING else keep(item))
            next(iterator)
            self._end_early(stream)
            getattr(iterator, "close", _nothing)()
        except StopIteration as stop:
            stream.returned = stop.value
        except BaseException as error:  # noqa: BLE001 - a part of the answer
            stream.raised = error
        stream.attributes = _attributes(iterator)
        return stream

    def _end_early(self, stream: Stream) -> None:
        stream.has_more = True
        self.notes.append(
            f"an iterator was read as far as its first {self._most:,} items: what comes behind "
            "them was not compared"
        )

    async def _read_async(self, iterator: Any) -> Stream:
        stream = Stream()
        items, most, keep = stream.items, self._most, self._keep
        try:
            while len(items) < most:
                item = await iterator.__anext__()
                items.append(item if type(item) in UNCHANGING else keep(item))
            await iterator.__anext__()
            self._end_early(stream)
            if hasattr(iterator, "aclose"):
                await iterator.aclose()
        except StopAsyncIteration:
            pass
        except BaseException as error:  # noqa: BLE001 - a part of the answer
            stream.raised = error
        stream.attributes = _attributes(iterator)
        return stream

    # --- awaitables

    def _awaited(self, awaitable: Awaitable[Any]) -> Any:
        loop = self._loop
        if loop is None or loop.is_closed():
            loop = self._opened()
        returned, value = loop.run_until_complete(_caught(awaitable))
        if not loop.is_closed():
            left = self._all_tasks(loop)
            if left:
                self._cancel(loop, left)
        if returned:
            return value
        raise value

    def _opened(self) -> asyncio.AbstractEventLoop:
        import asyncio

        self._all_tasks, self._wait = asyncio.all_tasks, asyncio.wait
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        return self._loop

    def _cancel(self, loop: asyncio.AbstractEventLoop, left: set[asyncio.Task[Any]]) -> None:
        names = sorted(_task_name(task) for task in left)
        for task in left:
            task.cancel()
        _, deaf = loop.run_until_complete(self._wait(left, timeout=GRACE_S))
        for task in left - deaf:
            if not task.cancelled():
                task.exception()  # looked at, so that the loop does not warn of it
        more = "" if len(names) < 4 else f" and {len(names) - 3} more"
        what = f"{', '.join(names[:3])}{more}"
        if not deaf:
            self.notes.append(f"asyncio tasks were left running and were cancelled: {what}")
            return
        self._abandoned.append(loop)  # never run again, so the tasks stand still
        self._loop = None
        self.notes.append(
            f"asyncio tasks were left running and ignored their cancellation: {what}; "
            "the next call gets a new event loop"
        )

    def close(self) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()


async def _caught(awaitable: Awaitable[Any]) -> tuple[bool, Any]:
    """Give an error as a value: SystemExit raised in a task would tear the loop down."""
    try:
        return True, await awaitable
    except BaseException as error:  # noqa: BLE001 - raised again outside of the loop
        return False, error


def _task_name(task: asyncio.Task[Any]) -> str:
    coroutine = task.get_coro()
    return str(getattr(coroutine, "__qualname__", None) or type(coroutine).__name__)


def _is_mock(cls: type) -> bool:
    """Leave a mock alone, which pretends to be anything: it is neither awaited nor read."""
    return any(_vars_of(base).get("__module__") in _MOCKS for base in _mro_of(cls)[1:-1])


_mro_of = type.__dict__["__mro__"].__get__
_vars_of = type.__dict__["__dict__"].__get__


def _has(cls: type, name: str) -> bool:
    """Say whether instances have a method; no code of a metaclass runs, which might raise."""
    for base in _mro_of(cls):
        held = _vars_of(base)
        if name in held:
            return held[name] is not None
    return False


def _attributes(iterator: Any) -> dict[str, Any] | None:
    held = getattr(iterator, "__dict__", None)
    if type(held) is not dict:
        return None
    return {key: value for key, value in held.items() if str(key)[:1] != "_"} or None


def _nothing() -> None:
    """Stand in where there is nothing to close."""
