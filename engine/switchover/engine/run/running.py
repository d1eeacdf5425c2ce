"""The handle of one run: await its result, cancel it, or stop it to be resumed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from ..errors import EngineError
from ..states import WorkflowState
from ..store import Storage, Store
from .lifecycle import Lifecycle, TriggerRun
from .result import RunResult
from .services import Run

__all__ = ["Running"]

logger = logging.getLogger("switchover.engine.run")


class Running:
    """A workflow that was started and may have ended."""

    def __init__(
        self,
        run: Run,
        data: dict[str, Any],
        *,
        store: Store,
        storage: Storage,
        lifecycle: Lifecycle,
    ) -> None:
        self.run = run
        self._data = data
        self._store = store
        self._storage = storage
        self._lifecycle = lifecycle
        self._task: asyncio.Task[WorkflowState] | None = None
        self._is_canceled = False

    @property
    def workflow_exec_id(self) -> str:
        return self.run.workflow_exec_id

    @property
    def is_done(self) -> bool:
        return self._task is not None and self._task.done()

    def go(self, work: Coroutine[Any, Any, WorkflowState], *, ended: Callable[[], None]) -> None:
        """Begin with the loop's coroutine; `ended` is called once it is over."""

        def over(task: asyncio.Task[WorkflowState]) -> None:
            if not task.cancelled():
                task.exception()  # somebody may ask for the result, but nobody has to
            work.close()  # nothing is left of it, unless it was stopped before it began
            ended()

        self._task = asyncio.ensure_future(self._whole(work))
        self._task.add_done_callback(over)

    async def result(self) -> RunResult:
        """Return the final state, once it is durable.

        Raises:
            StoreError: it could not be made durable.
            asyncio.CancelledError: the run was stopped, so that it has no final state yet.
        """
        assert self._task is not None, "a run is begun before its result is asked for"
        try:
            state = await asyncio.shield(self._task)
        except asyncio.CancelledError:
            if not self._is_canceled:
                raise
            state = await self._canceled()
        await self._store.flush()
        return RunResult.of(state, self._store)

    async def cancel(self) -> None:
        """End the run: its workflow and all of its tasks that have not ended become CANCELED."""
        self._is_canceled = True
        await self.stop()
        await self._canceled()

    async def stop(self) -> None:
        """Leave the run where it stands; its rows and its journal stay as they are."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await self.ended()

    async def ended(self) -> None:
        """Return when nothing of the run happens any more, however it ended."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _whole(self, work: Coroutine[Any, Any, WorkflowState]) -> WorkflowState:
        state = await work
        await self._release()
        return state

    async def _canceled(self) -> WorkflowState:
        if self._store.workflow(self.workflow_exec_id) is None:
            await self._lifecycle.trigger(TriggerRun(run=self.run, input=self._data))
        state = await self._lifecycle.cancel(self.run)
        await self._release()
        return state

    async def _release(self) -> None:
        """Let go of what the run stored; a storage that cannot now costs no run its result."""
        try:
            await self._storage.release(self.workflow_exec_id)
        except EngineError as error:
            extra = {"workflow_exec_id": self.workflow_exec_id, "reason": str(error)}
            logger.warning("run.not_released", extra=extra)
