"""One thread that commits what has gathered, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from .database import Batch, Database
from .errors import StoreError
from .fencing import Reach

__all__ = ["Writer"]


class Writer:
    """Writes batches in the order in which it is given them.

    A batch that fails is kept, and written before the next one; whoever waits for one is told.

    Attributes:
        failure: why the last write failed; None once all is written again.
        lost: runs that are not held any more, of which something was dropped, and the code of why.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="switchover-store")
        self.failure: StoreError | None = None
        self.lost: dict[str, str] = {}
        self._unwritten: list[Batch] = []
        self._last: Future[None] | None = None

    @property
    def is_busy(self) -> bool:
        return self._last is not None and not self._last.done()

    @property
    def has_unwritten(self) -> bool:
        """Whether something that was given is not written yet."""
        return self.is_busy or self.failure is not None

    def submit(self, batch: Batch) -> Future[None]:
        """Write a batch soon."""
        self._last = self._thread.submit(self._write, (batch,))
        return self._last

    async def finish(self, batches: Iterable[Batch] = ()) -> None:
        """Write these after all before them, and return when they are durable.

        Raises:
            StoreError: something could not be written.
        """
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._write, tuple(batches))

    async def take(self, workflow_exec_id: str, reach: Reach) -> bool:
        """Take a run once nothing is left to write that was put before.

        Raises:
            StoreError: something could not be written.
        """

        def taken() -> bool:
            self._write(())
            return self._database.take(workflow_exec_id, reach)

        return await asyncio.get_running_loop().run_in_executor(self._thread, taken)

    def close(self) -> None:
        """Write what is left and end the thread. Raises StoreError when it cannot be written."""
        try:
            self._thread.submit(self._write, ()).result()
        finally:
            self._thread.shutdown()

    def _write(self, batches: tuple[Batch, ...]) -> None:
        self._unwritten += batches
        if not self._unwritten:
            return
        try:
            self.lost |= self._database.write(self._unwritten)
        except StoreError as error:
            waiting = len(self._unwritten)
            text = f"{error.message}; {waiting} batches wait for the next attempt"
            self.failure = StoreError(text)
            raise self.failure from error
        self._unwritten.clear()
        self.failure = None
