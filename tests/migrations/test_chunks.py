"""Chunks of a comparison: who may begin it, what counts of it, and how long one process stays at it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.chunks import Chunk, ChunkResult, Standing, planned
from switchover.migrations import Corpus, InputError, Items, Lines, Pair, Plan
from switchover.migrations.scaling import Scale, WorkError, joining, runner
from switchover.migrations.scaling.result import ChunkOutcome
from switchover.migrations.scaling.work import ChunkedWork
from switchover.reports import PlanRun
from switchover.shadow import Comparison, Outcome
from switchover.shadow.records import Portion

scaled = import_module("switchover.migrations.scaling.scaled")  # whose one function has its name
PAIR = Pair(
    name="p",
    control="math:sqrt",
    candidate="math:floor",
    corpus=Corpus((Items("n", range(5), raw=True),)),
)


def load() -> Any:
    raise AssertionError("nothing is run here")


class Store:
    """A store of chunks in which one work stands as it is told."""

    def __init__(self, standing: Standing | None = None) -> None:
        self.found = standing
        self.opened: list[tuple[str, bytes, int, list[Chunk]]] = []

    def standing(self, _: str) -> Standing | None:
        return self.found

    def open(self, work: str, job: bytes, inputs: int, chunks: list[Chunk]) -> None:
        self.opened.append((work, job, inputs, list(chunks)))


def work(said: list[str] | None = None, **scale: Any) -> ChunkedWork:
    notes: list[str] = [] if said is None else said
    spread = Scale(load=load, note=notes.append, size=2, **scale)
    return ChunkedWork(spread, PAIR, plan="shop", at=0, seed=7)


def standing(made: ChunkedWork, *, done: int = 3, held: int = 0, is_over: bool = False) -> Standing:
    return Standing(job=made.job.encoded(), inputs=5, done=done, held=held, is_over=is_over)


# --- who begins


def test_a_work_is_opened_with_all_of_its_chunks() -> None:
    """Under the names of plan and pair, with what it is, so that nobody mixes two of them."""
    made, store = work(), Store()
    made.begin(store)  # type: ignore[arg-type]
    assert store.opened == [
        ("shop / p", made.job.encoded(), 5, [Chunk(0, 2), Chunk(2, 2), Chunk(4, 1)])
    ]


@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize("held", [0, 2])
@pytest.mark.parametrize("is_over", [False, True])
@pytest.mark.parametrize("store", ["", "postgresql://x"])
def test_what_is_there_is_gone_on_with_only_where_it_is_asked_for(
    resume: bool, held: int, is_over: bool, store: str
) -> None:
    """What somebody is at elsewhere is not begun again; in a file of one's own nobody else is."""
    said: list[str] = []
    made = work(said, resume=resume, store=store)
    kept = Store(standing(made, held=held, is_over=is_over))
    if not is_over and not resume and held and store:
        with pytest.raises(WorkError, match="somebody is at it; help with --join, or take over"):
            made.begin(kept)  # type: ignore[arg-type]
        assert kept.opened == []
        return
    made.begin(kept)  # type: ignore[arg-type]
    goes_on = resume and not is_over
    assert bool(kept.opened) is not goes_on
    if goes_on:
        assert said == ["shop / p: goes on where 3 of 5 inputs are done"]
    else:
        assert said == (
            ["shop / p: there is nothing to go on with; it begins anew"] if resume else []
        )


@pytest.mark.parametrize(
    ("resume", "is_open", "is_handed_out", "begins"),
    [
        (False, False, False, True),
        (True, False, False, True),
        (False, True, False, True),
        (True, True, True, False),
        (True, True, False, True),
    ],
)
def test_chunks_that_a_server_hands_out_are_begun_once(
    resume: bool, is_open: bool, is_handed_out: bool, begins: bool
) -> None:
    """Where it hands them out already, one goes on with them."""
    made = work(resume=resume, store="postgresql://x", on="temporal")
    kept = Store(standing(made) if is_open else None)
    assert made.begin_handed(kept, is_handed_out=is_handed_out) is begins  # type: ignore[arg-type]
    assert [chunks for *_, chunks in kept.opened] == ([[]] if begins else [])


def test_chunks_that_are_being_handed_out_are_not_taken_from_others() -> None:
    """Unless the line says so."""
    made = work(store="postgresql://x", on="temporal")
    with pytest.raises(WorkError, match="somebody is at it"):
        made.begin_handed(Store(standing(made)), is_handed_out=True)  # type: ignore[arg-type]


def test_another_comparison_is_not_gone_on_with() -> None:
    """Its results would be of other inputs, or under other rules."""
    made = work(resume=True)
    other = ChunkedWork(Scale(load=load), PAIR, plan="shop", at=0, seed=8)
    with pytest.raises(WorkError, match="what was begun there is another comparison: seed"):
        made.begin(Store(standing(other)))  # type: ignore[arg-type]


def test_one_goes_on_by_the_day_on_which_it_was_begun() -> None:
    """A rule that expires meanwhile holds to the end."""
    made = work(resume=True)
    begun = made.job.encoded().replace(made.job.today.encode(), b"2001-02-03")
    made.begin(Store(standing(made)._replace(job=begun)))  # type: ignore[arg-type]
    assert made.job.today == "2001-02-03"
    assert made.orders().today == "2001-02-03"


def test_a_recorded_control_answers_in_one_process_alone() -> None:
    """It is told before anything is begun."""
    pair = Pair(name="p", control="recorded", candidate="math:floor", corpus=PAIR.corpus)
    with pytest.raises(InputError, match=r"answers in one process alone.*leave out --on"):
        ChunkedWork(Scale(load=load), pair, plan="shop", at=0, seed=7)


# --- what counts


def result(first: int, inputs: int, token: int = 1) -> ChunkResult:
    return ChunkResult(Chunk(first, inputs), token, b"")


def counted(*results: ChunkResult, by: Any = None) -> list[tuple[int, int]]:
    return [tuple(each.chunk) for each in scaled._counted(results, by)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("chunks", "kept"),
    [
        ([], []),
        ([(0, 2), (2, 3)], [(0, 2), (2, 3)]),
        ([(0, 2), (1, 2), (2, 3)], [(0, 2), (2, 3)]),
        ([(0, 5), (2, 3), (5, 1)], [(0, 5), (5, 1)]),
        ([(0, 2), (0, 2)], [(0, 2)]),
        ([(0, 2), (4, 1)], [(0, 2), (4, 1)]),
    ],
)
def test_a_result_that_reaches_into_another_counts_once(
    chunks: list[tuple[int, int]], kept: list[tuple[int, int]]
) -> None:
    """Of one who was thought lost, and came late; a gap stays one."""
    assert counted(*(result(*chunk) for chunk in chunks)) == kept


def test_who_hands_out_says_what_counts() -> None:
    """By chunk and by who had it last."""
    results = [result(0, 2, 1), result(0, 2, 2), result(2, 2, 1), result(4, 1, 3)]
    by = {(Chunk(0, 2), 2), (Chunk(2, 2), 1)}
    assert [each[1] for each in scaled._counted(results, by)] == [2, 1]


@given(st.integers(0, 50), st.integers(1, 20))
def test_all_inputs_are_in_one_chunk_each(total: int, size: int) -> None:
    """In their order, none of them larger than asked."""
    chunks = list(planned(total, size))
    assert [n for chunk in chunks for n in range(chunk.first, chunk.end)] == list(range(total))
    assert all(0 < chunk.inputs <= size for chunk in chunks)


COMPARISONS = st.builds(
    Comparison,
    index=st.integers(0, 10**12),
    outcome=st.sampled_from(list(Outcome)),
    input=st.one_of(st.none(), st.text(max_size=5), st.just('"outcome":"match"')),
)


@settings(max_examples=60)
@given(st.lists(COMPARISONS, max_size=5))
def test_what_came_of_a_chunk_comes_back(comparisons: list[Comparison]) -> None:
    """And of its comparisons those that are no matches, whatever their texts hold."""
    counts = {each.outcome: 1 for each in comparisons}
    made = ChunkOutcome.of(Portion(first=3, inputs=len(comparisons), counts=counts), comparisons)
    again = ChunkOutcome.unpacked(made.packed())
    assert again == made
    assert list(again.unlike()) == [
        each for each in comparisons if each.outcome is not Outcome.MATCH
    ]


# --- helping


def test_who_helps_waits_runs_what_is_open_and_ends_when_nothing_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that is over, or not begun, is passed over."""
    now = [0.0]
    monkeypatch.setattr(
        joining,
        "time",
        SimpleNamespace(monotonic=lambda: now[0], sleep=lambda s: now.__setitem__(0, now[0] + s)),
    )
    said: list[str] = []
    made = [work(), work(), work()]
    states = [
        iter([None, standing(made[0]), standing(made[0], done=5)]),
        iter([standing(made[1], is_over=True)]),
        iter([]),
    ]
    last: list[Standing | None] = [None, None, None]

    class Many:
        def standing(self, _: str) -> Standing | None:
            at = next(turns)
            last[at] = next(states[at], last[at])
            return last[at]

    def order() -> Iterator[int]:
        while True:
            yield from range(3)

    turns = order()
    helped: list[ChunkedWork] = []

    def help_with(one: ChunkedWork, _: Any) -> int:
        helped.append(one)
        return 40

    done = joining._joined(Many(), made, said.append, 5.0, help_with)  # type: ignore[arg-type]
    assert (done, helped) == (40, [made[0]])
    assert said == ["waits for shop / p, shop / p, shop / p", "shop / p: 3 of 5 inputs are done"]
    assert now[0] == pytest.approx(0.5 + 5.0, abs=joining.LOOK_S)


def test_only_comparisons_can_be_helped_with() -> None:
    """Plans that are skipped here, and pairs that are only measured, are none."""
    timed = Pair(
        name="t",
        control="math:sqrt",
        candidate="math:floor",
        corpus=PAIR.corpus,
        checks=("latency",),
    )
    plans = [
        PlanRun(name="x", skipped="y"),
        Plan(name="a", pairs=(PAIR, timed)),
        Plan(name="b", pairs=(PAIR,), seed=3),
    ]
    works = joining._works(plans, Scale(load=load))
    assert [(each.name, each.seed, each.orders().plan) for each in works] == [
        ("a / p", 0, 1),
        ("b / p", 3, 2),
    ]


# --- one process


@pytest.mark.parametrize(
    ("after_s", "is_told", "size", "given"),
    [(0.0, False, 0, 30), (1.0, False, 0, 11), (0.05, True, 0, 1), (0.05, False, runner.CUT_BYTES + 1, 1), (0.05, False, runner.CUT_BYTES, 30)],
)  # fmt: skip
def test_a_chunk_is_cut_where_it_takes_long_grows_large_or_is_called_off(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    after_s: float,
    is_told: bool,
    size: int,
    given: int,
) -> None:
    """What was begun is done to its end; it is looked at once and then ten times a second."""
    now = [100.0]
    monkeypatch.setattr(runner, "time", SimpleNamespace(monotonic=lambda: now[0]))
    file: Any = SimpleNamespace(stat=lambda: SimpleNamespace(st_size=size))
    link: Any = SimpleNamespace(poll=lambda: is_told)
    found = []
    for call in runner._until_told(iter([((n,), {}) for n in range(30)]), link, file):
        found.append(call)
        now[0] += after_s
    assert len(found) == given


def test_a_corpus_that_changed_since_it_was_counted_is_refused(tmp_path: Path) -> None:
    """By size and time of its files; what is no file is read again."""
    path = tmp_path / "in.jsonl"
    path.write_text('{"args": [1]}\n')
    pair = Pair(
        name="p", control="math:sqrt", candidate="math:floor", corpus=Corpus((Lines(path),))
    )
    orders = ChunkedWork(Scale(load=load), pair, plan="shop", at=0, seed=7).orders()
    runner._same_corpus(pair, orders)
    path.write_text('{"args": [1]}\n{"args": [2]}\n')
    with pytest.raises(InputError, match="the corpus is not what it was when it was counted"):
        runner._same_corpus(pair, orders)
    drawn = iter(range(100))
    moving = Pair(
        name="p", control="math:sqrt", candidate="math:floor",
        corpus=Corpus((Items("drawn", lambda: [next(drawn)], raw=True),)),
    )  # fmt: skip
    told = ChunkedWork(Scale(load=load), moving, plan="shop", at=0, seed=7).orders()
    with pytest.raises(InputError, match="give inputs that are the same each time they are read"):
        runner._same_corpus(moving, told)
