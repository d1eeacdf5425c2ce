"""How a call comes to its end: what it returns may have to be awaited or iterated."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from inspect import CO_ITERABLE_COROUTINE
from types import AsyncGeneratorType, GeneratorType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import asyncio

__all__ = [
    "IN_LOOP",
    "Completion",
    "carried_out",
    "completion_of",
    "end",
    "finish",
    "gathered",
    "gathered_inside",
    "home",
    "joined",
    "wants_loop",
]

Completion = Literal["called", "awaited", "iterated", "iterated_async", "mixed"]
"""What a caller does with a result: nothing, await it, iterate it, or one or another."""

IN_LOOP = frozenset[Completion]({"awaited", "iterated_async", "mixed"})
"""Completions that need an event loop."""

_LAZY: tuple[type[Iterable[Any]], ...] = (
    GeneratorType,
    map,
    filter,
    zip,
    enumerate,
    # of itertools what comes to an end with what it iterates
    itertools.accumulate,
    itertools.chain,
    itertools.compress,
    itertools.dropwhile,
    itertools.filterfalse,
    itertools.groupby,
    itertools.islice,
    itertools.pairwise,
    itertools.starmap,
    itertools.takewhile,
    itertools.zip_longest,
)


def completion_of(result: object) -> Completion:
    """Say what brings the call to its end that returned this."""
    if isinstance(result, _LAZY):
        code = getattr(result, "gi_code", None)  # types.coroutine makes generators awaitable
        return "awaited" if code and code.co_flags & CO_ITERABLE_COROUTINE else "iterated"
    if isinstance(result, AsyncGeneratorType):
        return "iterated_async"
    return "called" if getattr(type(result), "__await__", None) is None else "awaited"


def joined(completions: Iterable[Completion]) -> Completion:
    """Give the one completion that carries out calls of all of these; "called" for none.

    "iterated" also carries out calls whose results are complete now and then: no event loop is
    needed for those.
    """
    seen: set[Completion] = set(completions)
    if not seen:
        return "called"
    if len(seen) == 1:
        return seen.pop()
    return "iterated" if seen == {"called", "iterated"} else "mixed"


def carried_out(call: Callable[..., Any], completion: Completion) -> Callable[..., Any]:
    """Give what makes the whole call: itself where it is called or awaited, a wrapper otherwise.

    For completions `IN_LOOP` what that returns is to be awaited.
    """
    if completion in {"called", "awaited"}:
        return call

    # Written out, not by way of `drain` and `consume`: each of these is inside what is timed.
    def iterate(*args: Any, **keywords: Any) -> None:
        if isinstance(result := call(*args, **keywords), _LAZY):
            deque(result, maxlen=0)

    async def iterate_async(*args: Any, **keywords: Any) -> None:
        async for _ in call(*args, **keywords):
            pass

    async def whichever(*args: Any, **keywords: Any) -> None:
        await end(call(*args, **keywords))

    return {"iterated": iterate, "iterated_async": iterate_async, "mixed": whichever}[completion]


def finish(result: Any, run: Callable[[Awaitable[Any]], Any]) -> Completion:
    """Carry a result to its end, awaiting through `run`, and say how that was.

    An awaitable that gives something to iterate or to await again is "mixed".
    """
    completion = completion_of(result)
    if completion == "iterated":
        drain(result)
    elif completion == "iterated_async":
        run(consume(result))
    elif completion == "awaited" and finish(run(result), run) != "called":
        return "mixed"
    return completion


def gathered(result: Any, run: Callable[[Awaitable[Any]], Any]) -> tuple[Completion, Any]:
    """Carry a result to its end as `finish` does, and give what it came to: items as a list."""
    completion = completion_of(result)
    if completion == "iterated":
        return completion, list(result)
    if completion == "iterated_async":
        return completion, run(_listed(result))
    if completion == "awaited":
        inner, value = gathered(run(result), run)
        return (completion if inner == "called" else "mixed"), value
    return completion, result


async def gathered_inside(call: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
    """Make a call inside of an event loop, and give what it came to: items as a list."""
    result = call(*args, **keywords)
    while (completion := completion_of(result)) == "awaited":
        result = await result
    if completion == "iterated_async":
        return await _listed(result)
    return list(result) if completion == "iterated" else result


async def _listed(result: Any) -> list[Any]:
    return [each async for each in result]


def wants_loop(error: Exception) -> bool:
    """Say whether a call failed because it was made outside of an event loop.

    **Source:** the messages of `asyncio.get_running_loop` and `asyncio.get_event_loop`; the latter
    is a warning in Python 3.12 and 3.13, which a filter may turn into an error.
    """
    said = str(error).lower()
    return isinstance(error, RuntimeError | DeprecationWarning) and (
        "no running event loop" in said or "no current event loop" in said
    )


def home(awaited: Any) -> asyncio.AbstractEventLoop | None:
    """Give the idle event loop that a future belongs to; None where any loop will do.

    Made outside of a running loop, a future may belong to one that asyncio made for it.
    """
    if getattr(type(awaited), "_asyncio_future_blocking", None) is None:
        return None
    loop: asyncio.AbstractEventLoop = awaited.get_loop()
    return None if loop.is_running() or loop.is_closed() else loop


async def end(result: Any) -> None:
    """Carry a result to its end inside an event loop, whatever it is."""
    while (completion := completion_of(result)) == "awaited":
        result = await result
    if completion == "iterated_async":
        await consume(result)
    drain(result)


def drain(result: Any) -> None:
    """Iterate a lazy result to its end; leave others alone."""
    if isinstance(result, _LAZY):
        deque(result, maxlen=0)


async def consume(result: Any) -> None:
    """Iterate an async generator to its end."""
    async for _ in result:
        pass
