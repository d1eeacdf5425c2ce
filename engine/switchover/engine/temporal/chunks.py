"""Chunks on Temporal: one workflow hands them out, each is an activity with a heartbeat.

What an activity makes of a chunk is kept where all workers reach it; the history holds how many
inputs were done and the number of the try, and stays small.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final, TypeVar

from temporalio import activity, workflow
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy
from temporalio.exceptions import ActivityError, ApplicationError, ApplicationErrorCategory
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from ..chunks import Chunk, Claimed, Handout
    from ..errors import EngineError
    from .absence import Absence

__all__ = ["ChunkHandout", "ChunksOnTemporal", "chunk_worker"]

NAME: Final = "switchover.chunks"
ACTIVITY: Final = "switchover.chunk"
LOST: Final = "CHUNK_LOST"
FAILED: Final = "CHUNKS_CANNOT_RUN"
AT_ONCE: Final = 64
"""Chunks that are handed out at once; those that no worker has time for wait in the queue."""
LONGEST: Final = timedelta(days=1)
PATIENCE_S: Final = 300.0
"""Seconds that the server may be away in one go."""
AGAIN_S: Final = 0.5

Answer = TypeVar("Answer")
RunChunk = Callable[[Claimed, Callable[[], bool]], int | None]
"""Runs a chunk until it is done or told to end, keeps the result, and gives how many inputs it is
of; None where whoever ran it was lost. It raises where nothing can be run at all."""


@workflow.defn(name=NAME, sandboxed=False)
class ChunkHandout:
    """Hands out all chunks of a work, and returns which results count."""

    @workflow.run
    async def run(self, given: dict[str, Any], lease_s: float) -> list[list[int]]:
        """Hand out until all is done; each result by first input, inputs and token."""
        handout = Handout.of(given)
        running: dict[asyncio.Task[int | None], Claimed] = {}
        while True:
            is_long = workflow.info().is_continue_as_new_suggested()
            while not is_long and len(running) < AT_ONCE:
                claimed = handout.take()
                if claimed is None:
                    break
                running[asyncio.create_task(_handed(handout.work, claimed, lease_s))] = claimed
            if not running and is_long:
                workflow.continue_as_new(args=[handout.plain(), lease_s])
            if not running:
                return [[*chunk, token] for chunk, token in handout.done]
            ended, _ = await workflow.wait([*running], return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                claimed, inputs = running.pop(task), task.result()
                if inputs is None:
                    handout.lose(claimed)
                else:
                    handout.finish(claimed, inputs)


async def _handed(work: str, claimed: Claimed, lease_s: float) -> int | None:
    try:
        done: int = await workflow.execute_activity(
            ACTIVITY,
            args=[work, [*claimed.chunk], claimed.token, claimed.losses],
            result_type=int,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=timedelta(seconds=lease_s),
            retry_policy=RetryPolicy(maximum_attempts=1),  # a loss counts, so it is decided here
        )
    except ActivityError as error:
        cause = error.cause
        if isinstance(cause, ApplicationError) and cause.type == FAILED:
            raise ApplicationError(cause.message, type=FAILED, non_retryable=True) from error
        return None
    return done


class _Activities:
    """The activity of one work."""

    def __init__(self, work: str, run: RunChunk, threads: ThreadPoolExecutor) -> None:
        self._work = work
        self._run = run
        self._threads = threads

    @activity.defn(name=ACTIVITY)
    async def chunk(self, work: str, chunk: list[int], token: int, losses: int) -> int:
        """Run a chunk, with a heartbeat; told to end, keep what was begun."""
        claimed = Claimed(Chunk(*chunk), token, losses)
        told = threading.Event()
        loop = asyncio.get_running_loop()
        done = loop.run_in_executor(self._threads, self._run, claimed, told.is_set)
        timeout = activity.info().heartbeat_timeout
        every = (timeout.total_seconds() if timeout else 4.0) / 4
        try:
            while not (await asyncio.wait([done], timeout=every))[0]:
                activity.heartbeat()
        except asyncio.CancelledError:
            told.set()
        try:
            inputs = await done
        except Exception as error:
            raise ApplicationError(str(error), type=FAILED, non_retryable=True) from error
        if inputs is None:  # told on Temporal's page, and no fault for the log of a worker
            benign = ApplicationErrorCategory.BENIGN
            raise ApplicationError(f"{work}: lost", type=LOST, non_retryable=True, category=benign)
        return inputs


@asynccontextmanager
async def chunk_worker(
    client: Client, work: str, run: RunChunk, *, hands: int
) -> AsyncIterator[None]:
    """Run chunks of a work for as long as the block lasts."""
    with ThreadPoolExecutor(hands, thread_name_prefix="chunks") as threads:
        activities = _Activities(work, run, threads)
        async with Worker(
            client,
            task_queue=_queue(work),
            workflows=[ChunkHandout],
            activities=[activities.chunk],
            max_concurrent_activities=hands,
            graceful_shutdown_timeout=timedelta(0),  # the activities end what they began
        ):
            yield


class ChunksOnTemporal:
    """The handing out of one work, from outside."""

    def __init__(self, client: Client, work: str) -> None:
        self._client = client
        self._work = work

    async def is_open(self) -> bool:
        """Whether it is handed out just now.

        Raises:
            EngineError: The server cannot be reached.
        """
        try:
            return await self._is_running()
        except RPCError as error:
            raise self._away(error) from error

    async def ended(self, look_s: float) -> None:
        """Wait until it is no longer handed out, with a look every so many seconds.

        Raises:
            EngineError: The server stayed away.
        """
        while await self._answer(self._is_running, look_s):
            await asyncio.sleep(look_s)

    async def begin(self, inputs: int, size: int, *, lease_s: float) -> None:
        """Hand out from the beginning; whoever handed it out before is ended."""
        try:
            await self._client.start_workflow(
                NAME,
                args=[Handout(self._work, inputs, size).plain(), lease_s],
                id=_id(self._work),
                task_queue=_queue(self._work),
                id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
            )
        except RPCError as error:
            raise self._away(error) from error

    async def results(self) -> set[tuple[Chunk, int]]:
        """Wait for the end, and say which results count, by their chunks and tokens.

        Raises:
            EngineError: nothing can be run; or the server stayed away.
        """
        try:
            found = await self._answer(self._handle.result, AGAIN_S)
        except WorkflowFailureError as error:
            raise _told(error) from error
        return {(Chunk(first, inputs), token) for first, inputs, token in found}

    async def _answer(self, ask: Callable[[], Awaitable[Answer]], again_s: float) -> Answer:
        """Ask, and while the server is away ask again after so many seconds."""
        absence = Absence(PATIENCE_S)
        while True:
            begun = time.monotonic()
            try:
                return await ask()
            except RPCError as error:
                if not absence.is_borne(error, begun=begun, now=time.monotonic()):
                    raise self._away(error) from error
            await asyncio.sleep(again_s)

    async def _is_running(self) -> bool:
        try:
            found = await self._handle.describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return found.status is WorkflowExecutionStatus.RUNNING

    @property
    def _handle(self) -> WorkflowHandle[Any, Any]:
        return self._client.get_workflow_handle(_id(self._work))

    def _away(self, error: RPCError) -> EngineError:
        text = f"{self._work}: Temporal's server: {error.message}"
        return EngineError("TEMPORAL_UNREACHABLE", text, retryable=False)


def _told(error: WorkflowFailureError) -> EngineError:
    cause = error.cause
    text = cause.message if isinstance(cause, ApplicationError) else f"it ended: {cause}"
    return EngineError(FAILED, text, retryable=False)


def _id(work: str) -> str:
    return f"switchover-chunks {work}"


def _queue(work: str) -> str:
    return f"switchover-chunks {work}"
