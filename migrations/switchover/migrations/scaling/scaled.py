"""A comparison in chunks, put together as if one process had made it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import Final

from switchover.engine.chunks import Chunk, ChunkResult, ChunkStore
from switchover.shadow import Gathering, JournalError, ShadowRecord

from .crew import Crew
from .result import ChunkOutcome
from .scale import Scale, removed
from .work import ChunkedWork

__all__ = ["scaled"]

SHOWN_S: Final = 0.25


def scaled(
    work: ChunkedWork, scale: Scale, *, observations: Path, advanced: Callable[[int], None]
) -> ShadowRecord:
    """Run both sides on every input, in chunks, and give the record that one process would give.

    On Ctrl-C what is done is put together, and the rest waits in the store for `--resume`.

    Args:
        work: What is compared.
        scale: How it is spread.
        observations: The JSON-lines file for one comparison per input.
        advanced: Told now and then how many inputs are done.

    Raises:
        MigrationError: Nothing can be run, or what is there is another comparison.
        EngineError: The store cannot be used.
        JournalError: The comparisons cannot be written; the chunks are still there.
    """
    begun, folder = time.perf_counter(), observations.parent
    with scale.opened(folder) as store:
        if scale.on:
            from .temporal import handed_out

            counted = handed_out(work, scale, store, folder, advanced)
            interrupted = counted is None
        else:
            work.begin(store)
            counted = None
            interrupted = not _worked(work.crew(store), store, work.name, advanced)
        found = _counted(store.results(work.name), counted)
        gathering = _gathered(found, work, observations, with_gaps=interrupted)
        record = gathering.record(
            work.pair.rules,
            today=dt.date.fromisoformat(work.job.today),
            name=work.pair.name,
            seed=work.seed,
            wall_s=time.perf_counter() - begun,
            observations=observations,
        )
        if not interrupted:
            store.end(work.name)
    if not interrupted:
        removed(folder)
    return record


def _counted(
    results: Iterable[ChunkResult], counted: Container[tuple[Chunk, int]] | None
) -> Iterator[ChunkResult]:
    """Leave out what does not count: a result of one who was thought lost, and came late.

    Where nobody says what counts, it is what does not reach into another: of the same inputs each
    result is right.
    """
    end = 0
    for result in results:
        if result.chunk.first < end if counted is None else result[:2] not in counted:
            continue
        end = result.chunk.end
        yield result


def _worked(crew: Crew, store: ChunkStore, work: str, advanced: Callable[[int], None]) -> bool:
    """Work until all is done; False where Ctrl-C came before."""
    crew.start()
    try:
        while crew.is_at_work:
            time.sleep(SHOWN_S)
            standing = store.standing(work)
            advanced((standing.done if standing else 0) + crew.now)
        crew.join()
    except KeyboardInterrupt:
        crew.stop()
        crew.join()
        standing = store.standing(work)
        return standing is not None and standing.done >= standing.inputs
    except BaseException:
        crew.stop()
        raise
    return True


def _gathered(
    results: Iterable[ChunkResult], work: ChunkedWork, file: Path, *, with_gaps: bool
) -> Gathering:
    gathering = Gathering(with_gaps=with_gaps)
    try:
        with file.open("wb") as written:
            for result in results:
                outcome = ChunkOutcome.unpacked(result.body)
                gathering.add(outcome.portion, outcome.unlike())
                written.write(outcome.comparisons)
    except OSError as error:
        raise JournalError(f"{file}: cannot be written: {error.strerror}") from error
    gathering.ended(work.places.inputs)
    return gathering
