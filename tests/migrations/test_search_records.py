"""A search of plans: what each pair is asked, what is kept of it, and where it stops."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import samples_of_runs as s

from switchover.migrations import (
    Corpus,
    Effort,
    InputError,
    Items,
    Pair,
    Plan,
    search_plans,
    searching,
)
from switchover.migrations.adhoc import NO_ARGUMENTS
from switchover.reports import read_run
from switchover.shadow import Comparison, Outcome, read_comparisons
from switchover.shadow.search import Find, Limits, SearchRecord

NOTHING = SearchRecord(
    seed=7, recorded=1, tried=9, extra=0, origins={"mutated": 9}, counts={"alike": 9}, raised=0, seconds=1.5,
    branches={}, missing={}, finds=(), groups=(), known_inputs=0, unsteady=0, uncarried=0, denied={}, interrupted=False,
)  # fmt: skip


def find(value: object, outcome: Outcome = Outcome.DIFFERENCE) -> Find:
    comparison = Comparison(index=0, outcome=outcome)
    return Find(call=((value,), {}), comparison=comparison, origin="mutated", after=1)


def pair(name: str, **more: Any) -> Pair:
    values = {
        "control": "math:sqrt",
        "candidate": "math:floor",
        "corpus": Corpus((Items("n", [((4,), {})]),)),
    }
    return Pair(name=name, **{**values, **more})  # type: ignore[arg-type]


class Search:
    """Stands for the search: it comes to `records`, one after the other."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.records: list[SearchRecord] = []

    def __call__(self, control: Any, candidate: Any, inputs: Any, /, **more: Any) -> SearchRecord:
        self.asked.append({"sides": (control, candidate), "inputs": list(inputs), **more})
        more["progress"](5)
        return self.records.pop(0) if self.records else NOTHING


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Search:
    made = Search()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(searching, "search", made)
    monkeypatch.setattr(searching, "validate", lambda plans: None)
    return made


OUT = Path("out/search")


def test_each_pair_is_asked_for_with_its_own_words(search: Search) -> None:
    """Seed, rules and what both sides are seen as of the plan; time, limits and schemas of the line."""
    limits = Limits(timeout_s=3)
    effort = Effort(calls=11, time_s=2, limits=limits, schemas=({"type": "object"},))
    plan = Plan(name="shop", pairs=(pair("a", seen_as="m:f"), pair("b")), seed=9)
    found = search_plans([plan], effort, out=OUT)
    assert [(one.plan, one.pair.name, one.added, one.problems) for one in found] == [
        ("shop", "a", 0, ()), ("shop", "b", 0, ()),
    ]  # fmt: skip
    first = search.asked[0]
    del first["progress"]
    assert first == {
        "sides": ("math:sqrt", "math:floor"), "inputs": [((4,), {})], "rules": (), "seen_as": "m:f", "seed": 9, "calls": 11,
        "time_s": 2, "limits": limits, "earlier": [], "schemas": ({"type": "object"},),
    }  # fmt: skip
    assert search.asked[1]["seen_as"] is None


def test_without_a_corpus_there_is_no_recorded_input(search: Search) -> None:
    """The one call without arguments, that measuring takes in its place, is none."""
    plan = Plan(name="shop", pairs=(pair("a", corpus=Corpus((NO_ARGUMENTS,))),))
    search_plans([plan], Effort(), out=OUT)
    assert (search.asked[0]["inputs"], search.asked[0]["calls"]) == ([], 20_000)


def test_finds_are_kept_and_told_as_a_comparison_of_them(search: Search) -> None:
    """In a file that the next search begins with, and as records that a report is made of."""
    groups = (s.group("$.a", 2),)
    finds = (find("x"), find(5, Outcome.CANDIDATE_RAISED), find(6))
    search.records = [replace(NOTHING, finds=finds, groups=groups)]
    (found,) = search_plans([Plan(name="shop", pairs=(pair("a"),))], Effort(), out=OUT)
    assert (found.added, found.finds.name) == (3, "finds.jsonl")
    assert [json.loads(line)["args"] for line in found.finds.read_text().splitlines()] == [
        ["x"],
        [5],
        [6],
    ]
    run = read_run(OUT)
    (kept,) = run.plans[0].pairs
    assert (run.seed, run.interrupted, run.plans[0].name) == (0, False, "shop")
    assert (kept.name, kept.checks, kept.previews) == ("a", ("shadow",), {0: "x", 1: "5", 2: "6"})
    assert (kept.control, kept.candidate, kept.corpus.inputs) == ("math:sqrt", "math:floor", 3)
    assert kept.shadow is not None
    assert kept.shadow.counts == {Outcome.DIFFERENCE: 2, Outcome.CANDIDATE_RAISED: 1}
    assert (kept.shadow.inputs, kept.shadow.groups, kept.shadow.seed) == (3, groups, 7)
    assert len(list(read_comparisons(Path(kept.shadow.observations or "")))) == 3
    search.records = []
    search_plans([Plan(name="shop", pairs=(pair("a"),))], Effort(), out=OUT)
    assert search.asked[-1]["earlier"] == [(("x",), {}), ((5,), {}), ((6,), {})]


def test_finds_go_where_the_line_says(search: Search) -> None:
    """And those that are there are begun with."""
    Path("mine.jsonl").write_text('{"args": [1]}\n')
    search.records = [replace(NOTHING, finds=(find(2),))]
    effort = Effort(finds=Path("mine.jsonl"))
    (found,) = search_plans([Plan(name="shop", pairs=(pair("a"),))], effort, out=OUT)
    assert search.asked[0]["earlier"] == [((1,), {})]
    assert (found.finds, found.added) == (Path("mine.jsonl"), 1)
    assert Path("mine.jsonl").read_text().splitlines() == [
        '{"args": [1]}',
        '{"args": [2], "kwargs": {}}',
    ]
    Path("mine.jsonl").write_text("nonsense\n")
    with pytest.raises(InputError, match=r"mine\.jsonl:1"):
        search_plans([Plan(name="shop", pairs=(pair("a"),))], effort, out=OUT)


def test_an_interruption_keeps_what_was_done_and_asks_no_more(search: Search) -> None:
    """The record says that it is not all."""
    search.records = [NOTHING, replace(NOTHING, interrupted=True, finds=(find(3),))]
    plans = [Plan(name="one", pairs=(pair("a"),)), Plan(name="two", pairs=(pair("b"), pair("c")))]
    found = search_plans(plans, Effort(), out=OUT)
    assert [one.pair.name for one in found] == ["a", "b"]
    run = read_run(OUT)
    assert run.interrupted
    assert [(each.name, [one.name for one in each.pairs]) for each in run.plans] == [
        ("one", ["a"]),
        ("two", ["b"]),
    ]
    assert run.plans[1].pairs[0].shadow.interrupted  # type: ignore[union-attr]


def test_a_watcher_is_told_of_each_pair(search: Search) -> None:
    """What begins, how far it is, what came of it."""
    told: list[tuple[Any, ...]] = []

    class Watcher:
        def scheduled(self, *_: Any) -> None: ...

        def began(self, *what: Any) -> None:
            told.append(("began", *what))

        def advanced(self, done: float) -> None:
            told.append(("advanced", done))

        def ended(self, said: str) -> None:
            told.append(("ended", said))

    search.records = [replace(NOTHING, tried=1_234, finds=(find(2),))]
    search_plans(
        [Plan(name="shop", pairs=(pair("a"),))], Effort(calls=50), out=OUT, watcher=Watcher()
    )
    assert told == [
        ("began", "a", "search", 50),
        ("advanced", 5),
        ("ended", "1,234 inputs tried, 1 finds"),
    ]
