"""Run one side once, and say what happened. Nothing a side does gets past here but Ctrl-C."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import islice
from time import perf_counter, thread_time
from typing import Any, Final

from .errors import UsageError
from .limits import Limit, TimeUpError
from .records import Failure, Observation
from .scalars import SAME
from .shorten import WIDTH, type_name

__all__ = ["MOST_YIELDED", "Answer", "Stream", "observe"]

MOST_YIELDED: Final = 10_000
"""What is read of a generator or other iterator that a side returns."""


class Stream(list[Any]):
    """What an iterator yielded: its first items, and whether it had more."""

    def __init__(self, items: list[Any]) -> None:
        super().__init__(items[:MOST_YIELDED])
        if len(items) > MOST_YIELDED:
            self.has_more = True


_SETTLED: Final = frozenset(SAME) | {dict, list, tuple, set, frozenset}
"""Types that are neither awaited nor read."""


class Answer:
    """A value or a failure, and what it cost."""

    __slots__ = ("cpu_s", "failure", "timed_out", "value", "wall_s")

    def __init__(self) -> None:
        self.value: Any = None
        self.failure: Failure | None = None
        self.timed_out = False
        self.wall_s = 0.0
        self.cpu_s = 0.0

    def observation(self, preview: str | None = None) -> Observation:
        return Observation(
            wall_s=self.wall_s,
            cpu_s=self.cpu_s,
            failure=self.failure,
            timed_out=self.timed_out,
            preview=preview,
        )


def observe(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], limit: Limit
) -> Answer:
    """Call one side. What it raises is an answer; only KeyboardInterrupt passes.

    An awaitable that it returns is awaited, and an iterator is read, within the same time.
    """
    answer = Answer()
    cpu = thread_time()
    wall = perf_counter()
    try:
        value = limit.call(function, args, kwargs)
        answer.value = value if type(value) in _SETTLED else _settled(value, limit)
    except (KeyboardInterrupt, UsageError):
        raise
    except TimeUpError:
        answer.timed_out = True
    except BaseException as error:  # noqa: BLE001 - SystemExit and cancellation are answers too
        answer.failure = failure_of(error)
    answer.wall_s = perf_counter() - wall
    answer.cpu_s = thread_time() - cpu
    if limit.is_over(answer.wall_s):
        answer.timed_out = True
    return answer


def _settled(value: Any, limit: Limit) -> Any:
    """Await what can be awaited, and read what can be read once."""
    if hasattr(type(value), "__await__"):
        value = limit.wait(value)
    cls = type(value)
    if hasattr(cls, "__next__") and not hasattr(cls, "read"):
        return limit.call(_read, (value,), {})
    if hasattr(cls, "__anext__"):
        return limit.wait(_read_async(value))
    return value


def failure_of(error: BaseException) -> Failure:
    """Keep the type and the message, and let go of the traceback and all that it holds."""
    try:
        message = str(error)
    except Exception as broken:  # noqa: BLE001 - a message may raise anything
        message = f"<its message raised {type(broken).__name__}>"
    message = message if len(message) <= 4 * WIDTH else f"{message[: 4 * WIDTH - 1]}…"
    plain = message.encode("utf-8", "backslashreplace").decode()
    return Failure(type=type_name(type(error)), message=plain)


def _read(iterator: Iterator[Any]) -> Stream:
    return Stream(list(islice(iterator, MOST_YIELDED + 1)))


async def _read_async(iterator: AsyncIterator[Any]) -> Stream:
    items: list[Any] = []
    async for item in iterator:
        items.append(item)
        if len(items) > MOST_YIELDED:
            break
    return Stream(items)
