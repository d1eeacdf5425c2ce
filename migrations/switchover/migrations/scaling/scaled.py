"""A comparison in chunks, put together as if one process had made it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from switchover.engine.chunks import ChunkStore
from switchover.shadow import JournalError, ShadowRecord
from switchover.shadow.records import Gathering

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
        work.begin(store)
        interrupted = not _worked(work.crew(store), store, work.name, advanced)
        gathering = _gathered(store, work, observations, with_gaps=interrupted)
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
    if not interrupted and not scale.store:
        removed(folder)
    return record


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


def _gathered(store: ChunkStore, work: ChunkedWork, file: Path, *, with_gaps: bool) -> Gathering:
    gathering = Gathering(with_gaps=with_gaps)
    try:
        with file.open("wb") as written:
            for result in store.results(work.name):
                outcome = ChunkOutcome.unpacked(result.body)
                gathering.add(outcome.portion, outcome.unlike())
                written.write(outcome.comparisons)
    except OSError as error:
        raise JournalError(f"{file}: cannot be written: {error.strerror}") from error
    gathering.ended(work.places.inputs)
    return gathering
