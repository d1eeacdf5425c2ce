"""A corpus in chunks: what comes of it is what one process finds, whoever dies on the way."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from scaling_ground import ending, loading, plans, project, timeless, untimed

from switchover.engine.chunks import Chunk
from switchover.migrations import Corpus, Folder, Items, Lines, run_plans
from switchover.migrations.scaling import Scale, WorkError, process
from switchover.migrations.scaling.job import ChunkedJob, unlike
from switchover.migrations.scaling.orders import ChunkOrder, RunnerOrders
from switchover.migrations.scaling.places import Reader, file_states, surveyed
from switchover.migrations.scaling.process import (
    RunnerFailedError,
    RunnerLostError,
    RunnerProcess,
)
from switchover.shadow import Outcome, ShadowRecord, read_comparisons


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that can be imported from, as the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return project(tmp_path)


def shadowed(folder: Path, out: str, candidate: str = "new", **scale: Any) -> ShadowRecord:
    """Compare, in chunks where it is said how."""
    spread = Scale(load=loading(folder, candidate), **scale) if scale else None
    run = run_plans(plans(folder, candidate), out=folder / out, scale=spread)
    record = run.plans[0].pairs[0].shadow
    assert record is not None
    return record


def comparisons(record: ShadowRecord) -> list[Any]:
    """All that it wrote of single inputs, without times."""
    assert record.observations is not None
    return [untimed(one) for one in read_comparisons(Path(record.observations))]


def test_who_dies_on_the_way_changes_nothing(folder: Path) -> None:
    """Two workers are killed in the middle of their chunks: record and comparisons are those of
    one process, and nothing of the chunks is left behind."""
    alone = shadowed(folder, "alone")
    spread = shadowed(folder, "spread", "once", size=80, hands=2)
    assert {mark.name for mark in folder.glob("seen-*")} == {"seen-40", "seen-222"}
    assert timeless(spread) == timeless(alone)
    assert comparisons(spread) == comparisons(alone)
    left = {path.name for path in Path(spread.observations or "").parent.iterdir()}
    assert left == {path.name for path in Path(alone.observations or "").parent.iterdir()}


def test_an_input_that_ends_its_worker_each_time_is_named(folder: Path) -> None:
    """It alone counts as died; all others came to what they come to in one process."""
    project(folder, 44)
    alone = comparisons(shadowed(folder, "alone"))
    record = shadowed(folder, "spread", "poisoned", size=4, hands=1)
    found = comparisons(record)
    assert [one.index for one in found] == list(range(44))
    assert [one for one in found if one.index != 37] == [one for one in alone if one.index != 37]
    assert found[37].outcome is Outcome.DIED
    assert record.counts[Outcome.DIED] == 1
    assert "ended with this input, 3 times" in (found[37].reason or "")
    (group,) = [one for one in record.groups if one.outcome is Outcome.DIED]
    assert [one.index for one in group.exemplars] == [37]


class Interrupting:
    """Presses Ctrl-C once some inputs are done."""

    def scheduled(self, step: int, steps: int, left_s: float) -> None: ...

    def began(self, pair: str, check: str, total: float | None) -> None: ...

    def advanced(self, done: float) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    def ended(self, said: str) -> None: ...


def test_an_interrupted_run_goes_on_where_it_stopped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done is kept and told; it is not done again, and the rest makes it whole. With
    another side, or another corpus, it is refused."""
    gate = folder / "open"
    gate.touch()
    alone = shadowed(folder, "alone", "gated")
    gate.unlink()  # no more than half of the inputs end from here on
    monkeypatch.setattr(process, "STOP_S", 0.2)
    said: list[str] = []
    store = folder / "out" / "plan" / "pair" / "chunks.sqlite"
    spread = Scale(load=loading(folder, "gated"), size=10, hands=1)
    ran = run_plans(
        plans(folder, "gated"), out=folder / "out", scale=spread, watcher=Interrupting()
    )
    first = ran.plans[0].pairs[0].shadow
    assert first is not None
    assert first.interrupted
    assert 0 < first.inputs <= 150
    sides = folder / "sides_in_chunks.py"
    text = sides.read_text()
    sides.write_text(text + "\n# changed")
    with pytest.raises(WorkError, match="the files of a side have changed"):
        shadowed(folder, "out", "gated", resume=True)
    sides.write_text(text)
    gate.touch()
    second = shadowed(folder, "out", "gated", resume=True, hands=1, note=said.append)
    assert said == [f"plan / pair: goes on where {first.inputs} of 300 inputs are done"]
    assert timeless(second) == timeless(alone)
    assert comparisons(second) == comparisons(alone)
    assert not store.exists()


def test_what_cannot_run_is_told_once(folder: Path) -> None:
    """A side that is not there is no loss of a worker, nor is a plan that ends its process."""
    with pytest.raises(Exception, match="nowhere"):
        shadowed(folder, "out", "nowhere", size=40, hands=1)


def test_a_process_that_ends_before_it_has_read_the_plan_costs_no_input(folder: Path) -> None:
    """Killed by chance it is begun anew, and the chunk has lost nothing by it; a plan that ends it
    each time is told."""
    runner = RunnerProcess(
        RunnerOrders(
            folder=str(folder),
            load=partial(ending, folder, 3),
            plan=0,
            pair="pair",
            digest="",
            files=file_states(plans(folder)[0].pairs[0].corpus),
            today="2026-01-01",
        )
    )
    corpus = plans(folder)[0].pairs[0].corpus
    order = ChunkOrder(Chunk(0, 3), surveyed(corpus).before(0))
    for _ in range(2):
        with pytest.raises(RunnerLostError) as lost:
            runner.run(order, at=lambda _: None, is_over=lambda: False)
        assert not lost.value.began
    with pytest.raises(RunnerFailedError, match="while it read the plan"):
        runner.run(order, at=lambda _: None, is_over=lambda: False)
    done = runner.run(order, at=lambda _: None, is_over=lambda: False)
    assert done is not None
    assert done.inputs == 3
    runner.end()


def lines(path: Path, *texts: str) -> Lines:
    path.write_bytes("".join(f"{text}\n" for text in texts).encode())
    return Lines(path)


def test_any_chunk_of_any_corpus_is_read_as_it_stands(tmp_path: Path) -> None:
    """From lines with blanks and a mark at their beginning, files, items, and all in one; forwards
    and back."""
    (tmp_path / "texts").mkdir()
    for name in "abc":
        (tmp_path / "texts" / name).write_text(name)
    text = "".join(f'{{"args": [{n}]}}\r\n\n' for n in range(1200))
    (tmp_path / "calls.jsonl").write_bytes(b"\xef\xbb\xbf" + text.encode())
    corpus = Corpus(
        (
            Folder(tmp_path / "texts"),
            Lines(tmp_path / "calls.jsonl"),
            Items("items", [1, 2, 3], raw=True),
            Lines(tmp_path / "calls.jsonl", raw=True),
        )
    )
    whole, places, reader = list(corpus), surveyed(corpus), Reader(corpus)
    assert places.inputs == len(whole)
    assert len(places.marks) >= 8
    for first, inputs in ((0, 5), (700, 9), (1190, 30), (2, 3), (600, 1), (601, 1), (3600, 99)):
        found = list(reader.chunk(Chunk(first, inputs), places.before(first)))
        assert found == whole[first : first + inputs]


def test_malformed_lines_that_are_skipped_have_no_number(tmp_path: Path) -> None:
    """The inputs of a chunk are the same ones that a run in one process numbers so."""
    source = lines(
        tmp_path / "c.jsonl", '{"args": [1]}', "no", '{"args": [2]}', "{", '{"args": [3]}'
    )
    corpus = Corpus((source,), skip_malformed=True)
    places = surveyed(corpus)
    assert places.inputs == 3
    found = list(Reader(corpus).chunk(Chunk(1, 2), places.before(1)))
    assert found == list(corpus)[1:]


def test_another_corpus_has_another_digest(tmp_path: Path) -> None:
    """One byte, one line or one source more tells two apart; reading again does not."""
    one, other = tmp_path / "one", tmp_path / "other"
    base = surveyed(Corpus((lines(one, '{"args": [1]}', '{"args": [2]}'),)))
    assert surveyed(Corpus((lines(other, '{"args": [1]}', '{"args": [2]}'),))) == base
    for texts in (
        ('{"args": [1]}', '{"args": [3]}'),
        ('{"args": [1]}',),
        ('{"args": [1]} {"args": [2]}',),
    ):
        assert surveyed(Corpus((lines(other, *texts),))).digest != base.digest
    both = Corpus((lines(one, '{"args": [1]}'), lines(other, '{"args": [2]}')))
    assert surveyed(both).digest != base.digest


def test_inputs_that_are_never_the_same_are_refused(folder: Path) -> None:
    """A function that draws new inputs each time would give each chunk inputs of its own."""
    drawn = iter(range(1000))
    corpus = Corpus((Items("drawn", lambda: [next(drawn)], raw=True),))
    assert surveyed(corpus).digest != surveyed(corpus).digest


def test_a_job_says_in_what_it_differs(folder: Path) -> None:
    """Each point by which results of two comparisons must not be mixed."""
    (pair,) = plans(folder)[0].pairs
    places = surveyed(pair.corpus)
    job = ChunkedJob.of(pair, places, seed=7, today="2026-01-01")
    other = ChunkedJob.of(pair, places, seed=7, today="2026-01-02")
    assert unlike(job, other.encoded()) == ()
    assert unlike(job, b"{}") != ()
    seeded = ChunkedJob.of(pair, places, seed=8, today="2026-01-01")
    assert unlike(job, seeded.encoded()) == (
        "seed, time limit or what the answers are seen as have changed",
    )
    (changed,) = plans(folder, "once")[0].pairs
    assert "the candidate has another name" in unlike(
        job, ChunkedJob.of(changed, places, seed=7, today="").encoded()
    )
    (folder / "sides_in_chunks.py").write_text("def old(n): return n\nnew = old")
    edited = ChunkedJob.of(pair, places, seed=7, today="2026-01-01")
    assert unlike(job, edited.encoded()) == ("the files of a side have changed",)


def test_a_second_interrupt_ends_helping_as_the_first_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tasks of a worker that is about to end are cancelled by it: Ctrl-C it is all the same."""
    pytest.importorskip("temporalio", reason="Temporal's SDK is not installed")
    from switchover.migrations.scaling import temporal

    async def cancelled(*_: object) -> int:
        raise asyncio.CancelledError

    monkeypatch.setattr(temporal, "_helped", cancelled)
    monkeypatch.setattr(temporal, "log_to_python", lambda: None)  # it is for good, in a process
    scale: Any = None
    with pytest.raises(KeyboardInterrupt), temporal.helping(scale) as help_with:
        help_with(scale, scale)
