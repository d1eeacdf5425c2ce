"""A comparison in chunks that Temporal hands out; results lie in a store that all reach."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from switchover.engine.chunks import (
    Chunk,
    ChunkResult,
    ChunkStore,
    Claimed,
    NextStep,
    next_step,
)
from switchover.engine.temporal import (
    ChunksOnTemporal,
    chunk_worker,
    connected,
    found_server,
    log_to_python,
)

from .crew import MOST_IN_ROW, lost_input
from .orders import ChunkOrder
from .process import RunnerFailedError, RunnerLostError, RunnerProcess
from .scale import HISTORY, Scale
from .work import ChunkedWork

__all__ = ["handed_out", "helping"]

SHOWN_S: Final = 0.25
LOOK_S: Final = 0.5


def handed_out(
    work: ChunkedWork,
    scale: Scale,
    store: ChunkStore,
    folder: Path,
    advanced: Callable[[int], None],
) -> set[tuple[Chunk, int]] | None:
    """Have all chunks run, here and by whoever joins.

    Returns:
        Which results count, by chunk and token; None where Ctrl-C came before the end.

    Raises:
        WorkError: Somebody is at it, or what is there is another comparison.
        MigrationError: Nothing can be run.
        EngineError: The server or the store cannot be used.
    """
    log_to_python()
    try:
        return asyncio.run(_handed_out(work, scale, store, folder, advanced))
    except KeyboardInterrupt:
        return None


async def _handed_out(
    work: ChunkedWork,
    scale: Scale,
    store: ChunkStore,
    folder: Path,
    advanced: Callable[[int], None],
) -> set[tuple[Chunk, int]]:
    async with connected(found_server(scale.on), file=str(folder / HISTORY)) as client:
        chunks = ChunksOnTemporal(client, work.name)
        is_handed_out = await chunks.is_open()
        if work.begin_handed(store, is_handed_out=is_handed_out):
            await chunks.begin(work.places.inputs, scale.size, lease_s=scale.lease_s)
        async with _served(client, work, scale, store) as hands:
            waiting = asyncio.ensure_future(chunks.results())
            while not (await asyncio.wait([waiting], timeout=SHOWN_S))[0]:
                standing = await asyncio.to_thread(store.standing, work.name)
                advanced((standing.done if standing else 0) + hands.now)
            return waiting.result()


@contextmanager
def helping(scale: Scale) -> Iterator[Callable[[ChunkedWork, ChunkStore], int]]:
    """Give what helps with a comparison that somebody has begun, and says with how many inputs."""
    log_to_python()
    with asyncio.Runner() as runner:
        yield lambda work, store: runner.run(_helped(work, scale, store))


async def _helped(work: ChunkedWork, scale: Scale, store: ChunkStore) -> int:
    async with connected(found_server(scale.on)) as client:
        chunks = ChunksOnTemporal(client, work.name)
        async with _served(client, work, scale, store) as hands:
            while await chunks.is_open():
                await asyncio.sleep(LOOK_S)
        return hands.inputs


@asynccontextmanager
async def _served(
    client: Any, work: ChunkedWork, scale: Scale, store: ChunkStore
) -> AsyncIterator[Hands]:
    hands = Hands(work, scale, store)
    try:
        async with chunk_worker(client, work.name, hands.run, hands=scale.hands):
            yield hands
    finally:
        hands.end()


class Hands:
    """Processes that run the chunks of activities, each one at a time.

    Args:
        work: What is compared.
        scale: How it is spread.
        store: Where results go.
    """

    def __init__(self, work: ChunkedWork, scale: Scale, store: ChunkStore) -> None:
        self._work = work
        self._store = store
        self._free: SimpleQueue[int] = SimpleQueue()
        orders = work.orders()
        self._runners = [RunnerProcess(orders) for _ in range(scale.hands)]
        for number in range(scale.hands):
            self._free.put(number)
        self._now = [0] * scale.hands
        self._losses = 0
        self._guard = threading.Lock()
        self.inputs = 0
        """How many were done here."""

    @property
    def now(self) -> int:
        """How many inputs of chunks that are not done yet are done."""
        return sum(self._now)

    def run(self, claimed: Claimed, is_over: Callable[[], bool]) -> int | None:
        """Run a chunk and keep its result; None where the process was lost with it."""
        if next_step(claimed) is NextStep.GIVE_UP:
            return self._keep(claimed, 1, lost_input(claimed.chunk.first).packed())
        number = self._free.get()
        order = ChunkOrder(claimed.chunk, self._work.places.before(claimed.chunk.first))
        try:
            done = self._runners[number].run(
                order, at=lambda inputs: self._at(number, inputs), is_over=is_over
            )
        except RunnerLostError as error:
            self._losses += 1
            if self._losses >= MOST_IN_ROW:
                why = f"{self._losses} processes in a row ended before they had done anything"
                raise RunnerFailedError(why) from None
            return None if error.began else 0
        finally:
            self._at(number, 0)
            self._free.put(number)
        if done is None or not done.inputs:
            return 0
        return self._keep(claimed, done.inputs, done.body)

    def _keep(self, claimed: Claimed, inputs: int, body: bytes) -> int:
        chunk = Chunk(claimed.chunk.first, inputs)
        self._store.keep(self._work.name, ChunkResult(chunk, claimed.token, body))
        with self._guard:
            self._losses = 0
            self.inputs += inputs
        return inputs

    def _at(self, number: int, inputs: int) -> None:
        self._now[number] = inputs

    def end(self) -> None:
        """End all processes."""
        for runner in self._runners:
            runner.end()
