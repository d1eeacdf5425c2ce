"""What `search` says of what it found and did not find, and how it ends; no search is run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import samples_of_runs as s

from switchover import migrations
from switchover.migrations import Effort, Searched
from switchover.shadow import Comparison, Exemplar, Group, Outcome
from switchover.shadow.coverage import Branch
from switchover.shadow.search import Find, SearchRecord

PAIR = ("--control", "math:sqrt", "--candidate", "math:floor")
NOTHING = SearchRecord(
    seed=7, recorded=2, tried=120, extra=0, origins={"mutated": 100, "drawn": 20}, counts={"alike": 120}, raised=0,
    seconds=1.23456, branches={"control": (4, 4), "candidate": (199, 200)}, missing={}, finds=(), groups=(), known_inputs=0,
    unsteady=0, uncarried=0, denied={}, interrupted=False,
)  # fmt: skip


def find(value: object) -> Find:
    """An input on which the sides differ."""
    comparison = Comparison(index=0, outcome=Outcome.DIFFERENCE)
    return Find(call=((value,), {}), comparison=comparison, origin="mutated", after=3)


def found(*values: object) -> SearchRecord:
    """A search that found these inputs, each for a reason of its own."""
    groups = tuple(group_of(index, f"$.a{index}") for index, _ in enumerate(values))
    return replace(NOTHING, finds=tuple(map(find, values)), groups=groups, counts={"unlike": 9})


def group_of(index: int, path: str) -> Group:
    exemplar = Exemplar(index=index, path=path, control="12", candidate="13")
    return msgspec.structs.replace(s.group(path, 1), exemplars=(exemplar,))


@pytest.fixture
def searched(
    line: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Any, Effort]]:
    """Call `search`, which comes to these records, one for each pair that was named."""

    def call(*words: str, gives: tuple[SearchRecord, ...] = (NOTHING,), **more: Any) -> Any:
        asked: dict[str, Any] = {}

        def search_plans(plans: Any, effort: Effort, **given: Any) -> list[Searched]:
            asked.update(plans=plans, effort=effort, **given)
            (pair,) = plans[0].pairs
            values = {"finds": Path("out/finds.jsonl"), "added": 0, "problems": (), **more}
            return [Searched(plan="shop", pair=pair, record=one, **values) for one in gives]

        monkeypatch.setattr(migrations, "search_plans", search_plans)
        return line("search", *PAIR, *words), asked

    return call


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ((NOTHING,), 0),
        ((), 3),
        ((replace(NOTHING, counts={}),), 3),
        ((replace(NOTHING, counts={"denied": 120}),), 3),
        ((replace(NOTHING, counts={"accepted": 1}),), 0),
        ((replace(NOTHING, raised=120),), 3),
        ((replace(NOTHING, raised=119),), 0),
        ((NOTHING, replace(NOTHING, counts={})), 3),
        ((found(1),), 1),
        ((replace(NOTHING, counts={}), found(1)), 1),
        ((replace(found(1), interrupted=True),), 130),
        ((NOTHING, replace(NOTHING, interrupted=True)), 130),
    ],
)
def test_the_exit_code_says_what_is_known(
    searched: Any, records: tuple[SearchRecord, ...], code: int
) -> None:
    """Found in any pair is 1; nothing found is 0 only where every pair's inputs said something."""
    said, _ = searched(gives=records)
    assert said.code == code


def test_the_lines_of_a_search_that_found_something(searched: Any) -> None:
    """Each cause with its input and both answers, and where the inputs are kept."""
    said, _ = searched(gives=(found("x y", 5),), added=1, problems=("input 2 is no JSON",))
    assert said.out.splitlines() == [
        "found        shop / sqrt: 2 finds in 120 inputs tried (100 mutated, 20 drawn), 2 recorded; "
        "100 % of the control's branches, 99 % of the candidate's branches",
        f"             $.a0 changed [{found(1).groups[0].signature}], input 1 of the finds",
        "               input      x y",
        "               control    12",
        "               candidate  13",
        f"             $.a1 changed [{found(1, 2).groups[1].signature}], input 2 of the finds",
        "               input      5",
        "               control    12",
        "               candidate  13",
        "             finds are in out/finds.jsonl (1 added), for --corpus",
        "             input 2 is no JSON",
    ]
    known, _ = searched(gives=(found(1, 2, 3),), added=1)
    assert "(1 added, 2 known already)" in known.out


def test_a_search_that_found_nothing_says_what_it_did(searched: Any) -> None:
    """Not one branch is said to be reached that was not: 199 of 200 are not all."""
    said, _ = searched()
    assert said.out.startswith("nothing      shop / sqrt: 120 inputs tried (100 mutated, 20 drawn)")
    assert "99 % of the candidate's branches" in said.out
    assert "finds are in" not in said.out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"tried": 0, "recorded": 0, "counts": {}}, "nothing could be tried: give a corpus, or annotate the parameters"),
        ({"tried": 0, "origins": {}, "counts": {}}, "no input could be made, 2 recorded"),
        ({"branches": {"control": (0, 0)}}, "2 recorded; no branches"),
        ({"branches": {"control": (0, 9)}}, "; 0 % of the control's branches"),
        ({"raised": 120}, "every input raised an error on both sides, and says nothing: does the corpus fit?"),
        ({"known_inputs": 1200}, "1,200 recorded inputs differ already: `switchover shadow` shows them"),
        ({"unsteady": 3}, "3 differences were not there again in fresh processes"),
        ({"uncarried": 2}, "2 inputs could not be carried to another process"),
        ({"counts": {"alike": 1, "denied": 5}, "denied": {"open('/x', 'w')": 5}}, "  open('/x', 'w') (5 times)"),
        ({"counts": {"alike": 1, "denied": 5}}, "5 inputs wanted what is denied, and say nothing"),
        ({"counts": {"alike": 1, "limited": 6}}, "6 inputs were over a call's time or memory, and say nothing"),
        ({"counts": {"alike": 1, "reworded": 7}}, "7 inputs raised the same error on both sides, in other words"),
        ({"counts": {"alike": 1, "outside": 8}}, "8 inputs lacked what no record lacks, and both sides raised"),
        ({"counts": {"alike": 1, "not comparable": 9}}, "9 inputs could not be compared, and say nothing"),
    ],
)  # fmt: skip
def test_what_says_nothing_is_told(searched: Any, change: dict[str, Any], told: str) -> None:
    """Where it happened, and not where it did not."""
    said, _ = searched(gives=(replace(NOTHING, **change),))
    assert told in said.out
    plain, _ = searched()
    assert told not in plain.out


def test_the_first_branches_that_were_not_reached_are_named(searched: Any) -> None:
    """As places of the current folder, each line once; the others are counted."""
    here = Path.cwd()
    branches = tuple(
        Branch(str(here / "shop.py"), line, 0, "f", way, 0)
        for line in range(1, 8)
        for way in ("true", "false")
    )
    said, _ = searched(gives=(replace(NOTHING, missing={"control": branches, "candidate": ()}),))
    assert "not reached in the control: shop.py:1, shop.py:2, shop.py:3, shop.py:4, shop.py:5 and 2 lines more" in said.out  # fmt: skip
    assert "in the candidate:" not in said.out


def test_a_machine_gets_all_of_it(searched: Any) -> None:
    """One JSON value: what was found, tried, reached and denied, of each pair."""
    record = replace(
        found("x"), missing={"control": (Branch("shop.py", 3, 0, "f", "true", 0),)}, denied={"x": 2}
    )
    said, _ = searched("--json", gives=(record,), added=1, problems=("p",))
    (document,) = json.loads(said.out)
    assert (said.code, document["found"], document["added"], document["finds"]) == (
        1, 1, 1, "out/finds.jsonl",
    )  # fmt: skip
    assert document["groups"] == [
        {"signature": record.groups[0].signature, "path": "$.a0", "kind": "changed", "input": "x", "control": "12",
         "candidate": "13"}
    ]  # fmt: skip
    same = ("seed", "recorded", "tried", "origins", "counts", "unsteady", "known_inputs", "denied")
    assert {name: document[name] for name in same} == {name: getattr(record, name) for name in same}
    assert document["missing"] == {"control": ["shop.py:3 true"]}
    assert document["branches"] == {"control": [4, 4], "candidate": [199, 200]}
    assert (document["seconds"], document["problems"], document["interrupted"]) == (
        1.235,
        ["p"],
        False,
    )
    assert (document["plan"], document["pair"]) == ("shop", "sqrt")


def test_each_option_reaches_the_search(searched: Any) -> None:
    """What a search may take and do, where it keeps its finds, and what inputs hold."""
    Path("a.json").write_text('{"type": "object"}')
    Path("b.yaml").write_text("type: array\n")
    _, asked = searched(
        "--calls", "5", "--time", "2", "--timeout", "0.5", "--memory", "32", "--allow", "network", "--allow", "write",
        "--finds", "f.jsonl", "--schema", "a.json", "--schema", "b.yaml", "--seed", "9", "--out", "there",
    )  # fmt: skip
    effort = asked["effort"]
    assert (effort.calls, effort.time_s, effort.finds) == (5, 2, Path("f.jsonl"))
    assert effort.schemas == ({"type": "object"}, {"type": "array"})
    limits = effort.limits
    assert (limits.timeout_s, limits.memory, limits.allowed) == (
        0.5,
        32 << 20,
        ("network", "write"),
    )
    assert (asked["plans"][0].seed, asked["out"]) == (9, Path("there"))
    _, plain = searched()
    effort = plain["effort"]
    assert (effort.calls, effort.time_s, effort.finds, effort.schemas) == (20_000, 60, None, ())
    limits = effort.limits
    assert (limits.timeout_s, limits.memory, limits.allowed) == (2, 1 << 30, ())
    assert (plain["plans"][0].seed, plain["out"]) == (0, Path("out/search"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--allow", "everything"), "'everything' is none of"),
        (("--schema", "nowhere.json"), "'nowhere.json' does not exist"),
        (("--schema", "list.json"), "--schema list.json: a JSON Schema is a mapping; this one is none"),
        (("--calls", "0"), "equal to 1 "),
        (("--memory", "15"), "equal to 16 "),
        (("--timeout", "0"), "0"),
        (("--pair", "other"), "other"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_refused(
    searched: Any, words: tuple[str, ...], told: str
) -> None:
    """Exit code 2, with what is wrong; nothing is searched."""
    Path("list.json").write_text("[]")
    said, asked = searched(*words)
    assert (said.code, asked) == (2, {})
    assert told in said.told


def test_finds_of_several_pairs_are_not_mixed_in_one_file(line: Any) -> None:
    """A file of finds is of one pair, which has to be named."""
    pair = '[[pairs]]\nname = "{}"\ncontrol = "math:sqrt"\ncandidate = "math:floor"\ncorpus = "in.jsonl"\n'
    Path("in.jsonl").write_text('{"args": [4]}\n')
    Path("switchover.toml").write_text('name = "n"\n' + pair.format("a") + pair.format("b"))
    said = line("search", "--finds", "f.jsonl")
    assert said.code == 2
    assert "--finds is one file: name the one pair with --pair" in said.told
