"""What `corpus strength` and `corpus minimise` say, and how they end; no mutant is tried."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from switchover import migrations
from switchover.migrations import Minimised, Strengthened
from switchover.shadow.mutation import Mutant
from switchover.shadow.strength import Fate, StrengthRecord, Tried

PAIR = ("--control", "math:sqrt", "--candidate", "math:floor", "--corpus", "in.jsonl")


def mutant(line: int = 3, *, file: str = "shop.py", before: str = "a < b") -> Mutant:
    """A change of a line."""
    return Mutant(
        file=file, function="f", line=line, column=8, operator="comparison", before=before, after="a <= b",
        lines=frozenset((line,)), number=1, start=0, end=1, text="x",
    )  # fmt: skip


def tried(fate: Fate, line: int = 3, **more: Any) -> Tried:
    """A mutant with that fate, run by two inputs."""
    return Tried(mutant=mutant(line), fate=fate, **{"inputs": 2, **more})


def record(*found: Tried, **more: Any) -> StrengthRecord:
    """These mutants, all that were executed."""
    values = {
        "total": 900,
        "executed": len(found),
        "not_executed": (),
        "inputs": 5,
        "used": 5,
        "unusable": 0,
        "seconds": 1.23456,
    }
    return StrengthRecord(tried=found, **{**values, **more})


SEEN = record(tried(Fate.SEEN), tried(Fate.SEEN))


@pytest.fixture
def strengthened(
    line: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Any, dict[str, Any]]]:
    """Call `corpus strength`, which comes to these records."""
    Path("in.jsonl").write_text('{"args": [4]}\n')

    def call(*words: str, gives: tuple[StrengthRecord, ...] = (SEEN,)) -> Any:
        asked: dict[str, Any] = {}

        def strengthen(plans: Any, **given: Any) -> list[Strengthened]:
            asked.update(plans=plans, **given)
            return [Strengthened(plan="shop", pair=plans[0].pairs[0], record=one) for one in gives]

        monkeypatch.setattr(migrations, "strengthen", strengthen)
        return line("corpus", "strength", *PAIR, *words), asked

    return call


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ((SEEN,), 0),
        ((record(tried(Fate.ALIKE)),), 0),
        ((), 3),
        ((record(),), 3),
        ((SEEN, record()), 3),
        ((replace(SEEN, interrupted=True),), 130),
        ((record(interrupted=True),), 130),
    ],
)
def test_the_exit_code_says_whether_all_was_tried(
    strengthened: Any, records: tuple[StrengthRecord, ...], code: int
) -> None:
    """A corpus that lets mutants through is told, and is no failure; nothing tried is no pass."""
    said, _ = strengthened(gives=records)
    assert said.code == code


@pytest.mark.parametrize(
    ("seen", "alike", "executed", "told"),
    [
        (2, 0, 2, "100 % of 2 executed mutants are seen"),
        (999, 1, 1000, "99 % of 1,000 executed mutants are seen"),
        (1, 999, 1000, "1 % of 1,000 executed mutants are seen"),
        (0, 3, 3, "0 % of 3 executed mutants are seen"),
        (10, 0, 40, "100 % of 40 executed mutants are seen (77 % to 100 %: 10 of them tried)"),
        (5, 5, 10_000, "50 % of 10,000 executed mutants are seen (24 % to 76 %: 10 of them tried)"),
    ],
)  # fmt: skip
def test_a_share_of_mutants_is_never_said_to_be_more_than_it_is(
    strengthened: Any, seen: int, alike: int, executed: int, told: str
) -> None:
    """All are seen where not one lives; of a sample the bounds are told as well."""
    found = [*[tried(Fate.SEEN)] * seen, *[tried(Fate.ALIKE)] * alike]
    said, _ = strengthened("--show", "0", gives=(record(*found, executed=executed),))
    assert said.out.splitlines()[0] == f"shop / sqrt: {told}"


def test_survivors_are_told_with_what_hides_them(strengthened: Any) -> None:
    """First what a rule hides, then what a difference hides, then what the values cannot tell."""
    found = record(
        tried(Fate.ALIKE, 1, inputs=1),
        tried(Fate.BEHIND, 2),
        tried(Fate.HIDDEN, 3, rules=("cents", "dates")),
        tried(Fate.HIDDEN, 4),
        tried(Fate.SEEN, 5),
        tried(Fate.BROKEN, 6, why="no source"),
        not_executed=(mutant(9), mutant(8), mutant(8)),
        unusable=2,
    )
    said, _ = strengthened(gives=(found,))
    change = "8: comparison: a < b → a <= b"
    assert said.out.splitlines() == [
        "shop / sqrt: 20 % of 6 executed mutants are seen",
        "    cents hides 1 mutants",
        "    dates hides 1 mutants",
        "    what both sides are seen as hides 1 mutants",
        "    differences that are there already hide 1 mutants",
        f"    shop.py:3:{change} [hidden by a rule cents, dates; 2 inputs]",
        f"    shop.py:4:{change} [hidden by a rule; 2 inputs]",
        f"    shop.py:2:{change} [behind a difference that is there already; 2 inputs]",
        f"    shop.py:1:{change} [executed, but alike; 1 input]",
        "    3 mutants not executed: shop.py:8, shop.py:9",
        "    1 mutants could not be planted, and say nothing (no source)",
        "    2 of 5 inputs tell nothing: no steady answer",
    ]


def test_inputs_that_there_was_no_time_for_are_told(strengthened: Any) -> None:
    """And what tells nothing is told of those that were used."""
    said, _ = strengthened(gives=(record(tried(Fate.SEEN), used=3, unusable=1),))
    assert said.out.splitlines()[1:] == [
        "    3 of 5 inputs were used, drawn by the seed: answering takes half of the time; "
        "--time gives more",
        "    1 of 3 inputs tell nothing: no steady answer",
    ]


@pytest.mark.parametrize(("show", "lines", "more"), [(0, 0, 4), (3, 3, 1), (4, 4, 0), (9, 4, 0)])
def test_no_more_survivors_are_listed_than_asked(
    strengthened: Any, show: int, lines: int, more: int
) -> None:
    """The others are counted, and the option that shows them is named."""
    found = record(*(tried(Fate.ALIKE, number) for number in range(4)))
    said, _ = strengthened("--show", str(show), gives=(found,))
    told = said.out.splitlines()[1:]
    assert sum("shop.py" in one for one in told) == lines
    left = [one for one in told if "survivors more" in one]
    assert left == ([f"    and {more} survivors more: --show, or --json"] if more else [])


def test_a_machine_gets_every_survivor(strengthened: Any) -> None:
    """With its place, its change and why it lives; those that were seen are counted alone."""
    found = record(
        tried(Fate.SEEN), tried(Fate.HIDDEN, 4, rules=("cents",)), not_executed=(mutant(9),)
    )
    said, _ = strengthened("--json", "--show", "0", gives=(found,))
    (document,) = json.loads(said.out)
    assert document["survivors"] == [
        {"place": "shop.py:4:8", "operator": "comparison", "before": "a < b", "after": "a <= b", "why": "hidden by a rule",
         "rules": ["cents"], "inputs": 2}
    ]  # fmt: skip
    assert document["not_executed"] == ["shop.py:9:8"]
    assert document["seen"] == {"share": 0.5, "low": 0.5, "high": 0.5}
    counts = ("mutants", "executed", "tried", "inputs", "unusable", "seconds", "interrupted")
    assert [document[name] for name in counts] == [900, 2, 2, 5, 0, 1.235, False]
    assert (document["plan"], document["pair"]) == ("shop", "sqrt")


def test_each_option_reaches_the_trial(strengthened: Any) -> None:
    """How long, how many, with what allowed, by which seed."""
    _, asked = strengthened("--time", "5", "--most", "9", "--allow", "write", "--seed", "4")
    assert (asked["time_s"], asked["most"], asked["limits"].allowed) == (5, 9, ("write",))
    assert (asked["plans"][0].seed, asked["plans"][0].pairs[0].checks) == (4, ("shadow",))
    _, plain = strengthened()
    assert (plain["time_s"], plain["most"], plain["limits"].allowed) == (60, None, ())


def minimised(**more: Any) -> Minimised:
    """A corpus of 1,200 inputs, of which three are enough."""
    values = {"pair": "sqrt", "file": Path("small.jsonl"), "inputs": 1200, "kept": 3, "shown": 40, "weight": 1200.0,
              "tried": 7, "executed": 7}  # fmt: skip
    return Minimised(**{**values, **more})


@pytest.mark.parametrize(
    ("done", "lines"),
    [
        (minimised(), ["small.jsonl: 3 of 1,200 inputs show all 40 that they show; weight 1,200"]),
        (minimised(weight=1250.5), ["small.jsonl: 3 of 1,200 inputs show all 40 that they show; weight 1,250.5"]),
        (minimised(weight=1_250_000.5), ["small.jsonl: 3 of 1,200 inputs show all 40 that they show; weight 1,250,000.5"]),
        (
            minimised(tried=6),
            ["small.jsonl: 3 of 1,200 inputs show all 40 that they show; weight 1,200",
             "6 of 7 mutants were tried in the time; --time gives more"],
        ),
    ],
)  # fmt: skip
def test_a_small_corpus_says_what_it_holds(
    line: Any, monkeypatch: pytest.MonkeyPatch, done: Minimised, lines: list[str]
) -> None:
    """How many inputs were enough for how much; and whether mutants were left for want of time."""
    Path("in.jsonl").write_text('{"args": [4]}\n')
    monkeypatch.setattr(migrations, "minimise", lambda *_, **__: done)
    said = line("corpus", "minimise", *PAIR, "--out", "small.jsonl")
    assert (said.code, said.out.splitlines()) == (0, lines)


def test_a_machine_gets_the_small_corpus_in_figures(
    line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And each option reaches what makes it small."""
    Path("in.jsonl").write_text('{"args": [4]}\n')
    asked: dict[str, Any] = {}

    def made_small(plan: Any, pair: Any, out: Path, **given: Any) -> Minimised:
        asked.update(plan=plan, pair=pair, out=out, **given)
        return minimised(tried=6)

    monkeypatch.setattr(migrations, "minimise", made_small)
    words = ("--time", "3", "--allow", "delete", "--seed", "2")
    said = line("corpus", "minimise", *PAIR, *words, "--json")
    assert json.loads(said.out) == {
        "pair": "sqrt", "file": "small.jsonl", "inputs": 1200, "kept": 3, "shown": 40, "weight": 1200.0,
        "mutants": {"tried": 6, "executed": 7},
    }  # fmt: skip
    assert (asked["plan"].seed, asked["pair"].name, asked["out"]) == (
        2,
        "sqrt",
        Path("minimised.jsonl"),
    )
    assert (asked["time_s"], asked["limits"].allowed) == (3, ("delete",))


def test_a_small_corpus_is_that_of_one_pair(line: Any) -> None:
    """Of a plan with several the pair has to be named."""
    pair = '[[pairs]]\nname = "{}"\ncontrol = "math:sqrt"\ncandidate = "math:floor"\ncorpus = "in.jsonl"\n'
    Path("in.jsonl").write_text('{"args": [4]}\n')
    Path("switchover.toml").write_text('name = "n"\n' + pair.format("a") + pair.format("b"))
    said = line("corpus", "minimise")
    assert said.code == 2
    assert "a small corpus is that of one pair: name it with --pair" in said.told
