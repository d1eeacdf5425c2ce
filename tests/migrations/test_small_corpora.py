"""A corpus made small: what stays, with which weight, and that nothing is written where it was not told."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from switchover.migrations import Corpus, InputError, Items, Pair, Plan, minimise, strengthen
from switchover.migrations import strengthening as module
from switchover.migrations.source import Lines
from switchover.shadow.coverage import Branch
from switchover.shadow.mutation import Mutant
from switchover.shadow.search import Limits
from switchover.shadow.strength import Fate, StrengthRecord, Tried


def mutant(name: str) -> Mutant:
    return Mutant(
        file="shop.py", function=name, line=1, column=1, operator="o", before="a", after="b", lines=frozenset({1}), number=1,
        start=0, end=1, text="x",
    )  # fmt: skip


def tried(name: str, *killed_by: int) -> Tried:
    return Tried(
        mutant=mutant(name), fate=Fate.SEEN if killed_by else Fate.ALIKE, killed_by=killed_by
    )


class Tries:
    """Stands for the trial of mutants and for what inputs reach."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found: tuple[Tried, ...] = ()
        self.answers: tuple[object, ...] = ()
        self.branches: dict[int, str] = {}
        self.interrupted = False
        self.asked: list[dict[str, Any]] = []
        monkeypatch.setattr(module, "strength", self.strength)
        monkeypatch.setattr(module, "Covered", self.covered)
        monkeypatch.setattr(module, "validate", lambda plans: None)

    def strength(self, control: Any, candidate: Any, calls: Any, **more: Any) -> StrengthRecord:
        self.asked.append({"control": control, "candidate": candidate, "calls": calls, **more})
        more["progress"](1, 2)
        answers = self.answers or tuple("same" for _ in calls)
        return StrengthRecord(
            total=9, executed=5, tried=self.found, not_executed=(), inputs=len(calls), used=len(calls), unusable=0, seconds=1.0,
            answers=answers, interrupted=self.interrupted,
        )  # fmt: skip

    def covered(self, control: Any, candidate: Any, *, timeout_s: float) -> Any:
        tries = self

        class Seen:
            def __enter__(self) -> Any:
                return self

            def __exit__(self, *_: object) -> None: ...

            def runs(self, calls: Any) -> Any:
                for number, _ in enumerate(calls):
                    took = {
                        Branch("s.py", 1, 0, "f", each, 0)
                        for each in tries.branches.get(number, "")
                    }
                    side, nothing = SimpleNamespace(branches=took), SimpleNamespace(branches=None)
                    yield SimpleNamespace(number=number, control=nothing, candidate=side)

        return Seen()


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tries:
    monkeypatch.chdir(tmp_path)
    return Tries(monkeypatch)


def small(*lines: str, raw: bool = False) -> tuple[Any, list[str]]:
    """Make a corpus of these lines small; give what is said of it, and its lines."""
    Path("in.jsonl").write_text("".join(f"{line}\n" for line in lines))
    pair = Pair(
        name="p", control="a:f", candidate="b:f", corpus=Corpus((Lines(Path("in.jsonl"), raw=raw),))
    )
    done = minimise(Plan(name="shop", pairs=(pair,)), pair, Path("deep/out.jsonl"))
    return done, Path("deep/out.jsonl").read_text().splitlines()


ONE, TWO, THREE = ('{"args": [1]}', '{"args":[2],  "kwargs":{}}', '{"args": [3], "weight": 2.5}')


def test_inputs_that_show_nothing_more_go_and_leave_their_weight(tries: Tries) -> None:
    """The first of those that show as much stays, unless another stands for more calls."""
    done, lines = small(ONE, TWO, THREE)
    assert [json.loads(line) for line in lines] == [{"args": [3], "weight": 4.5}]
    assert (done.inputs, done.kept, done.shown, done.weight) == (3, 1, 1, 4.5)
    assert (done.pair, done.file, done.tried, done.executed) == ("p", Path("deep/out.jsonl"), 0, 5)
    done, lines = small(ONE, TWO)
    assert [json.loads(line) for line in lines] == [{"args": [1], "weight": 2}]


@pytest.mark.parametrize("by", ["branches", "answers", "mutants"])
def test_an_input_stays_for_what_it_alone_shows(tries: Tries, by: str) -> None:
    """A branch, another answer, or a mutant that only it sees; its line as it was written."""
    if by == "branches":
        tries.branches = {0: "a", 1: "b", 2: "a"}
    elif by == "answers":
        tries.answers = ("x", "y", "x")
    else:
        tries.found = (tried("m", 1), tried("n", 0, 2), tried("alike"))
    done, lines = small(ONE, TWO, '{"args": [3]}')
    assert lines == ['{"args": [1], "weight": 2}', TWO]
    assert done.weight == 3
    assert done.shown == {"branches": 3, "answers": 2, "mutants": 3}[by]


def test_whatever_a_line_holds_is_written_as_it_was(tries: Tries) -> None:
    """Texts of any language, halves of letters, tags, what was recorded of the answer."""
    lines = [
        '{"args": ["größe ☃"], "returned": 5}',
        '{"args": ["\\ud800"]}',
        '{"args": [{"$tuple": [1]}], "weight": 0}',
    ]
    tries.answers = ("a", "b", "c")
    _, found = small(*lines)
    assert found[:2] == lines[:2]
    assert json.loads(found[2]) == json.loads(lines[2])
    tries.answers = ()
    _, (only,) = small(*lines[:2])
    assert json.loads(only) == {"args": ["größe ☃"], "returned": 5, "weight": 2}
    _, (half,) = small(lines[1], lines[1])
    assert json.loads(half) == {"args": ["\ud800"], "weight": 2}


def test_inputs_that_have_no_line_are_written_as_one(tries: Tries) -> None:
    """Of raw lines and of iterables."""
    _, (line,) = small("text", raw=True)
    assert json.loads(line) == {"args": ["text"], "kwargs": {}}
    items = Corpus((Items("numbers", [((1,), {"k": (2,)})]),))
    pair = Pair(name="p", control="a:f", candidate="b:f", corpus=items)
    minimise(Plan(name="shop", pairs=(pair,)), pair, Path("out.jsonl"))
    assert json.loads(Path("out.jsonl").read_text()) == {
        "args": [1],
        "kwargs": {"k": {"$tuple": [2]}},
    }


@pytest.mark.parametrize(
    ("lines", "told"), [((), "there is no input"), (("nonsense",), "not JSON")]
)
def test_a_corpus_that_cannot_be_made_small_writes_nothing(
    tries: Tries, lines: tuple[str, ...], told: str
) -> None:
    """Empty, or malformed: nothing is tried."""
    with pytest.raises(InputError, match=told):
        small(*lines)
    assert tries.asked == []
    assert not Path("deep").exists()


def test_an_interrupted_trial_writes_no_corpus(tries: Tries) -> None:
    """Mutants that were not tried would have kept inputs: an earlier file stays as it was."""
    Path("deep").mkdir()
    Path("deep/out.jsonl").write_text("earlier")
    tries.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        small(ONE, TWO)
    assert Path("deep/out.jsonl").read_text() == "earlier"


def test_every_pair_is_tried_until_somebody_ends_it(tries: Tries) -> None:
    """With what the pair and the line say; what was done is given back."""
    pairs = tuple(
        Pair(
            name=name,
            control="a:f",
            candidate="b:f",
            corpus=Corpus((Items("n", [((1,), {})]),)),
            seen_as="a:b",
        )
        for name in "xyz"
    )
    plan = Plan(name="shop", pairs=pairs, seed=9)
    limits = Limits(timeout_s=1)
    found = strengthen([plan, plan], time_s=3, most=4, limits=limits)
    assert [(one.plan, one.pair.name) for one in found] == [("shop", name) for name in "xyzxyz"]
    asked = tries.asked[0]
    kept = (
        "control",
        "candidate",
        "calls",
        "rules",
        "seen_as",
        "seed",
        "time_s",
        "most",
        "limits",
        "all_killers",
    )
    assert {name: asked[name] for name in kept} == {
        "control": "a:f", "candidate": "b:f", "calls": [((1,), {})], "rules": (), "seen_as": "a:b", "seed": 9, "time_s": 3,
        "most": 4, "limits": limits, "all_killers": False,
    }  # fmt: skip
    tries.interrupted = True
    assert len(strengthen([plan])) == 1


def test_a_small_corpus_needs_all_that_see_a_mutant(tries: Tries) -> None:
    """Not the first alone, and of all mutants."""
    small(ONE)
    assert (tries.asked[0]["all_killers"], tries.asked[0]["most"]) == (True, None)
