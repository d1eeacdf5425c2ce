"""Limits the time of a coroutine, at no cost to one that never waits."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any, TypeVar

__all__ = ["TimeExpired", "within"]

T = TypeVar("T")


class TimeExpired(Exception):  # noqa: N818 - an outcome that its receiver turns into an error
    """The time was over; unlike a TimeoutError this never comes from the coroutine itself."""


async def within(seconds: float | None, work: Awaitable[T]) -> T:
    """Await work, for so many seconds from the moment that it first waits for something.

    Until then nobody could interrupt it, so that no timer is set for it.

    Raises:
        TimeExpired: it took longer, and was canceled.
    """
    if seconds is None:
        return await work
    if not isinstance(work, Coroutine):
        return await _timed(seconds, work)
    try:
        waiting = work.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    return await _timed(seconds, _rest(work, waiting))


async def _timed(seconds: float, work: Awaitable[T]) -> T:
    scope = asyncio.timeout(seconds)
    try:
        async with scope:
            return await work
    except TimeoutError:
        if scope.expired():
            raise TimeExpired from None
        raise


@types.coroutine
def _rest(work: Coroutine[Any, Any, T], waiting: Any) -> Generator[Any, Any, T]:
    """Go on with a coroutine that has begun and waits."""
    while True:
        sent: Any = None
        thrown: BaseException | None = None
        try:
            sent = yield waiting
        except GeneratorExit:
            work.close()
            raise
        except BaseException as error:  # noqa: BLE001 - what is thrown in is the coroutine's to see
            thrown = error
        try:
            waiting = work.send(sent) if thrown is None else work.throw(thrown)
        except StopIteration as done:
            value: T = done.value
            return value
