"""A comparison in chunks that Temporal hands out; results lie in a store that all reach."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

from switchover.engine.chunks import Chunk, ChunkResult, ChunkStore, Claimed
from switchover.engine.temporal import (
    ChunksOnTemporal,
    chunk_worker,
    connected,
    ending_on_interrupt,
    found_server,
    log_to_python,
)

from .hands import Hands
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
        with ending_on_interrupt():
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
        async with _served(client, work, store) as hands:
            waiting = asyncio.ensure_future(chunks.results())
            while not (await asyncio.wait([waiting], timeout=SHOWN_S))[0]:
                standing = await asyncio.to_thread(store.standing, work.name)
                advanced((standing.done if standing else 0) + hands.now)
            return waiting.result()


@contextmanager
def helping(scale: Scale) -> Iterator[Callable[[ChunkedWork, ChunkStore], int]]:
    """Give what helps with a comparison that somebody has begun, and says with how many inputs."""
    log_to_python()
    with ending_on_interrupt(), asyncio.Runner() as runner:
        yield lambda work, store: runner.run(_helped(work, scale, store))


async def _helped(work: ChunkedWork, scale: Scale, store: ChunkStore) -> int:
    async with connected(found_server(scale.on)) as client:
        chunks = ChunksOnTemporal(client, work.name)
        async with _served(client, work, store) as hands:
            await chunks.ended(LOOK_S)
        return hands.inputs


@asynccontextmanager
async def _served(client: Any, work: ChunkedWork, store: ChunkStore) -> AsyncIterator[Hands]:
    hands = work.hands()
    run = _running(hands, store, work.name)
    try:
        async with chunk_worker(client, work.name, run, hands=hands.count):
            yield hands
    finally:
        hands.end()


def _running(
    hands: Hands, store: ChunkStore, work: str
) -> Callable[[Claimed, Callable[[], bool]], int | None]:
    """Give what an activity does with a chunk: see `RunChunk`."""

    def run(claimed: Claimed, is_over: Callable[[], bool]) -> int | None:
        ran = hands.run(claimed, is_over)
        if not ran.inputs:
            hands.check()
            return None if ran.is_lost else 0
        chunk = Chunk(claimed.chunk.first, ran.inputs)
        store.keep(work, ChunkResult(chunk, claimed.token, ran.body))
        hands.kept(ran.inputs)
        return ran.inputs

    return run
