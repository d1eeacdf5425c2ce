"""The event loop of a launch, in which all that its calls give is awaited."""

from __future__ import annotations

import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio

__all__ = ["LazyLoop"]

T = TypeVar("T")


class LazyLoop:
    """An event loop that is made when something is first awaited.

    Importing asyncio is a third of what a launch imports, and most sides await nothing.
    """

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

    def __enter__(self) -> LazyLoop:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, awaited: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end, with Ctrl-C handled as in `asyncio.run`.

        That handling makes hundreds of allocations at every call: where they are counted, what is
        awaited runs in the loop of `made`.
        """
        self.made()
        assert self._runner is not None
        return self._runner.run(awaited)

    def made(self) -> asyncio.AbstractEventLoop:
        """Make the loop, where there is none yet, and give it."""
        import asyncio

        self._runner = self._runner or asyncio.Runner()
        return self._runner.get_loop()

    def pending(self) -> bool:
        """Say whether tasks go on in the loop when it is turned."""
        if self._runner is None:
            return False
        import asyncio

        return bool(asyncio.all_tasks(self._runner.get_loop()))

    def rest(self, seconds: float) -> None:
        """Let threads, and the callbacks and tasks of a loop that was made, go on for so long."""
        if self._runner is None:
            time.sleep(seconds)
            return
        import asyncio

        self.made().run_until_complete(asyncio.sleep(seconds))

    def close(self) -> None:
        """Close the loop, where one was made."""
        if self._runner is not None:
            self._runner.close()
            self._runner = None
