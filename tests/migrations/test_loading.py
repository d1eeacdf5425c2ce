"""Plans: from a file, from Python, from the package, from the command line."""

from __future__ import annotations

import datetime as dt
import errno
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from switchover import shadow
from switchover.migrations import (
    Budget,
    Corpus,
    Coverage,
    InputError,
    Items,
    MissingPartError,
    Pair,
    Plan,
    draft,
    find_plan,
    load_plan,
    load_rules,
    plan_for_pair,
    write_plan,
    write_sample,
)
from switchover.migrations.check import run_plans

KNOWN: dict[str, Any] = {"id": "r", "path": "$.a", "reason": "x", "owner": "y"}
PLAN = """
name = "shop"
description = "prices"
seed = 7
budget = { latency = 0.1, memory = 0.2 }
inconclusive = "fail"
time = 3
timeout = 2

[[pairs]]
name = "one"
control = "sides_of_shop:old"
candidate = "sides_of_shop:new"
corpus = ["inputs.jsonl", { path = "documents", glob = "*.txt" }, { path = "elsewhere", optional = true }]
raw = true

[[pairs]]
name = "two"
control = "sides_of_shop:old"
candidate = "sides_of_shop:new"
corpus = "sides_of_shop:INPUTS"
budget = 0.5
checks = "shadow"
time = 1

[[rules]]
id = "close"
kind = "tolerance"
path = "$.total"
absolute = 0.01
reason = "rounding"
owner = "billing"
expires = 2030-01-31

[[rules]]
id = "lower"
kind = "normalise"
path = "$.name"
function = "sides_of_shop:lower"
reason = "case"
owner = "billing"
pairs = "two"
"""
SIDES = """
INPUTS = [((1,), {})]
def old(x): return x
def new(x): return x
def lower(x): return x.lower()
def plan():
    from switchover.migrations import Corpus, Items, Pair, Plan
    pair = Pair(name="built", control=old, candidate=new, corpus=Corpus((Items("three", range(3), raw=True),)))
    return Plan(name="python", pairs=(pair,))
NO_PLAN = 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a plan and what it names; its modules are forgotten afterwards."""
    before = list(sys.path)
    (tmp_path / "sides_of_shop.py").write_text(SIDES)
    (tmp_path / "inputs.jsonl").write_text("a\nb\n")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "c.txt").write_text("c")
    (tmp_path / "switchover.toml").write_text(PLAN)
    yield tmp_path
    sys.path[:] = before
    sys.modules.pop("sides_of_shop", None)


def test_a_plan_file_becomes_a_plan(folder: Path) -> None:
    """Defaults are inherited by pairs, paths start at the plan, rules reach the pairs they name."""
    plan = load_plan(folder)
    one, two = plan.pairs
    assert (plan.name, plan.seed, plan.inconclusive) == ("shop", 7, "fail")
    assert [args[0] for args, _ in one.corpus] == ["a", "b", "c"]
    assert one.corpus.notes == ("optional corpus elsewhere is not here; it was left out",)
    assert (one.budget, one.time_s, one.timeout_s) == (Budget(latency=0.1, memory=0.2), 3.0, 2.0)
    assert (two.budget, two.time_s, two.checks) == (
        Budget(latency=0.5, memory=0.5),
        1.0,
        ("shadow",),
    )
    assert list(two.corpus) == [((1,), {})]
    assert [[rule.id for rule in pair.rules] for pair in plan.pairs] == [
        ["close"],
        ["close", "lower"],
    ]
    assert one.rules[0].expires == dt.date(2030, 1, 31)
    normalise: Any = two.rules[1]
    assert normalise.apply("A") == "a"


def test_what_cannot_be_bound_is_told_at_its_place_all_at_once(folder: Path) -> None:
    """Import strings, corpora, functions and path patterns that lead nowhere are each named."""
    text = (
        PLAN.replace(":old", ":odl", 1)
        .replace('"inputs.jsonl"', '"input.jsonl"')
        .replace(":lower", ":upper")
        .replace('"$.total"', '"total"')
    )
    (folder / "switchover.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        load_plan(folder)
    found = [(problem.line, problem.message) for problem in caught.value.problems]
    assert [line for line, _ in found] == [12, 14, 29, 39]
    assert "did you mean old?" in found[0][1]
    assert "no such corpus" in found[1][1]
    assert "it must begin with $" in found[2][1]
    assert "no 'upper'" in found[3][1]


def test_a_plan_may_be_built_in_python(folder: Path) -> None:
    """`plan = "module:attribute"` gives whatever Python builds; anything else is refused."""
    file = folder / "switchover.toml"
    file.write_text('plan = "sides_of_shop:plan"')
    assert load_plan(file).pairs[0].name == "built"
    file.write_text('plan = "sides_of_shop:NO_PLAN"')
    with pytest.raises(InputError, match=r"1:1: gives no switchover.migrations.Plan \(got 3\)"):
        load_plan(file)


def test_a_missing_library_is_a_missing_part(folder: Path) -> None:
    """A plan whose library is absent is told apart from a wrong one."""
    (folder / "switchover.toml").write_text('requires = ["no_such_library"]\n' + PLAN)
    with pytest.raises(MissingPartError, match="needs no_such_library, which is not installed"):
        load_plan(folder)


@pytest.mark.parametrize(("name", "most"), [("time_s", 1e6), ("timeout_s", 86_400)])
@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, -math.inf, 1e7, 1e300])
def test_seconds_that_nothing_could_wait_for_are_refused(
    name: str, most: float, seconds: float
) -> None:
    """Of a pair that Python code makes as of one in a file: not in the middle of a run."""
    given: Any = {
        "name": "p",
        "control": "math:sqrt",
        "candidate": "math:sqrt",
        "corpus": Corpus(()),
    }
    with pytest.raises(ValueError, match=f"{name} of the pair 'p' must be above 0 and at most"):
        Pair(**given, **{name: seconds})
    assert getattr(Pair(**given, **{name: most}), name) == most
    assert getattr(Pair(**given, **{name: 0.001}), name) == 0.001


@pytest.mark.parametrize("make", [Budget, Coverage])
@pytest.mark.parametrize("share", [-0.01, math.nan, math.inf, 10.01])
def test_shares_that_cannot_be_meant_are_refused(make: Any, share: float) -> None:
    """Each names what it is for."""
    for name in make.__dataclass_fields__:
        with pytest.raises(ValueError, match=f"for (the )?{name} must be"):
            make(**{name: share})


def test_shares_at_their_ends_are_taken() -> None:
    """A budget of nothing is none; a coverage of nothing asks for nothing, and one of all for all."""
    assert Budget(latency=10, memory=1e-9).latency == 10
    with pytest.raises(ValueError, match=r"0\.05 is 5 %"):
        Budget(memory=0)
    assert Coverage(control=0, candidate=1) == Coverage(candidate=1.0)
    with pytest.raises(ValueError, match=r"0\.9 is 90 %"):
        Coverage(control=1.01)


def test_rules_can_stand_in_a_file_of_their_own(folder: Path) -> None:
    """Rules for a pair on the command line are written as in a plan."""
    file = folder / "rules.toml"
    file.write_text(PLAN[PLAN.index("[[rules]]") :].replace('pairs = "two"\n', ""))
    assert [rule.id for rule in load_rules(file)] == ["close", "lower"]
    plan = plan_for_pair("json:loads", "json:loads", None, rules=file)
    assert [rule.id for rule in plan.pairs[0].rules] == ["close", "lower"]


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("tolerance", "relative = 0.1", shadow.Tolerate(**KNOWN, relative=0.1)),
        ("tolerance", "absolute = 2", shadow.Tolerate(**KNOWN, absolute=2.0)),
        ("tolerance", "absolute = 2\nany_type = true", shadow.Tolerate(**KNOWN, absolute=2.0, any_type=True)),
        ("unordered", "", shadow.Unordered(**KNOWN)),
        ("expected", 'control = "1"', shadow.Expect(**KNOWN, control="1")),
    ],
)  # fmt: skip
def test_what_a_rule_does_not_say_is_its_default(
    tmp_path: Path, kind: str, more: str, expected: shadow.Rule
) -> None:
    """No field of it is left without a value."""
    file = tmp_path / "rules.toml"
    file.write_text(
        f'[[rules]]\nid = "r"\nkind = "{kind}"\npath = "$.a"\nreason = "x"\nowner = "y"\n{more}\n'
    )
    assert list(load_rules(file)) == [expected]


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("ignore", "", shadow.Ignore),
        ("tolerance", "relative = 0.1", shadow.Tolerate),
        ("unordered", 'key = "id"', shadow.Unordered),
        ("normalise", 'function = "builtins:str"', shadow.Normalise),
        ("expected", 'difference = "error"\ncontrol = "Value*"', shadow.Expect),
    ],
)
def test_every_kind_of_rule_can_be_written(
    tmp_path: Path, kind: str, more: str, expected: type
) -> None:
    """A plan can say everything that a comparison can apply."""
    file = tmp_path / "rules.toml"
    file.write_text(
        f'[[rules]]\nid = "r"\nkind = "{kind}"\npath = "$.a"\nreason = "x"\nowner = "y"\n{more}\n'
    )
    (rule,) = load_rules(file)
    assert type(rule) is expected
    assert (rule.id, rule.path) == ("r", "$.a")


def test_a_drafted_plan_loads_and_says_what_was_asked(tmp_path: Path) -> None:
    """What `init` writes is a valid plan, comments and all, whatever the names hold."""
    file = tmp_path / "switchover.toml"
    (tmp_path / 'odd "name" \\ é').write_text("1\n")
    write_plan(file, "json:loads", "orjson:loads", corpus='odd "name" \\ é', raw=True)
    plan = load_plan(file)
    assert plan.pairs[0].control == "json:loads"
    assert list(plan.pairs[0].corpus) == [(("1",), {})]
    assert "# [[rules]]" in draft("json:loads", "json:loads", file="x")


def test_a_draft_replaces_nothing_unasked(tmp_path: Path) -> None:
    """A plan that is there stays, unless told otherwise."""
    file = tmp_path / "switchover.toml"
    file.write_text("mine")
    with pytest.raises(InputError, match="is there already; use --force"):
        write_plan(file, "json:loads", "json:loads", corpus="x")
    write_plan(file, "json:loads", "json:loads", corpus="x", replace=True)
    assert file.read_text() != "mine"


def test_a_disk_that_is_full_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the file, and a second try does not find it there already."""

    def full(self: Path, target: Path) -> Path:
        assert self.exists()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    plan = tmp_path / "p.toml"
    with pytest.raises(OSError, match=r"No space left on device: '.*p\.toml'"):
        write_plan(plan, "json:loads", "json:loads", corpus="x")
    with pytest.raises(OSError, match=r"No space left on device: '.*README\.md'"):
        write_sample(tmp_path / "sample")
    assert [path.name for path in tmp_path.rglob("*")] == ["sample"]


def test_an_unknown_plan_names_the_known_ones() -> None:
    """A typing error is answered with what was probably meant."""
    with pytest.raises(InputError, match="did you mean 'json-orjson'"):
        find_plan("json-orjsn")


def test_options_take_the_place_of_a_plans_own() -> None:
    """What is not given stays; checks are narrowed, never widened."""
    corpus = Corpus((Items("none", ()),))
    pair = Pair(
        name="p",
        control="a:b",
        candidate="a:c",
        corpus=corpus,
        checks=("shadow", "leaks"),
        time_s=3,
    )
    plan = Plan(name="x", pairs=(pair,), seed=5).with_options(
        seed=None, checks=("shadow", "latency"), timeout_s=1.0, time_s=None
    )
    assert (plan.seed, plan.pairs[0].checks) == (5, ("shadow",))
    assert (plan.pairs[0].time_s, plan.pairs[0].timeout_s) == (3, 1.0)


def test_a_plan_refuses_what_cannot_be_meant() -> None:
    """No pair, two pairs of one name, a budget without sense."""
    pair = Pair(name="p", control="a:b", candidate="a:c", corpus=Corpus(()))
    for pairs in ((), (pair, pair)):
        with pytest.raises(InputError):
            Plan(name="x", pairs=pairs)
    with pytest.raises(ValueError, match=r"above 0 and at most 10 \(got -1\)"):
        Budget(latency=-1)


OPAQUE = """
class Ticket:
    def __init__(self, n): self.n, self.lines = n, (line for line in [n])
def plain(ticket): return {"n": ticket.n}
def before(n): return Ticket(n)
def after(n): return Ticket(n + (n == 2))
"""


@pytest.mark.parametrize("opened", [False, True])
def test_a_plan_names_openers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: bool
) -> None:
    """What nothing can open is not comparable; with an opener, it is compared by what that gives."""
    (tmp_path / "ticketing.py").write_text(OPAQUE)
    (tmp_path / "n.jsonl").write_text('{"args": [1]}\n{"args": [2]}\n')
    text = 'name = "p"\nchecks = ["shadow"]\n[[pairs]]\nname = "tickets"\ncorpus = "n.jsonl"\n'
    text += 'control = "ticketing:before"\ncandidate = "ticketing:after"\n'
    if opened:
        text += '[[openers]]\ntype = "ticketing:Ticket"\nfunction = "ticketing:plain"\n'
    (tmp_path / "switchover.toml").write_text(text)
    monkeypatch.setattr(sys, "path", [*sys.path])
    (pair,) = run_plans([load_plan(tmp_path)], out=tmp_path / "out").plans[0].pairs
    assert pair.shadow is not None
    expected = {"match": 1, "difference": 1} if opened else {"not_comparable": 1, "difference": 1}
    assert {str(name): count for name, count in pair.shadow.counts.items()} == expected
    assert "SWITCHOVER_OPENERS" not in os.environ


def test_rules_are_taken_from_a_plan_file_too(tmp_path: Path) -> None:
    """Those of every pair, and those of the pair with the same two sides; never of another one."""
    rule = '[[rules]]\nid = "{}"\nkind = "ignore"\npath = "$"\nreason = "r"\nowner = "o"\n'
    pair = '[[pairs]]\nname = "{}"\ncontrol = "{}"\ncandidate = "{}"\ncorpus = "none.jsonl"\n'
    mine, other = ("json:loads", "json:dumps"), ("json:dumps", "json:loads")
    file = tmp_path / "switchover.toml"
    head = pair.format("mine", *mine) + pair.format("other", *other)
    file.write_text(
        head + rule.format("all") + rule.format("mine") + 'pairs = ["mine"]\n'
        + rule.format("other") + 'pairs = ["other"]\n'
    )  # fmt: skip
    assert [one.id for one in load_rules(file, sides=mine)] == ["all", "mine"]
    assert [one.id for one in load_rules(tmp_path, sides=other)] == ["all", "other"]
    assert [one.id for one in load_rules(file)] == ["all"]
    for text, said in (
        (head + rule.format("other") + 'pairs = ["other"]\n', "no rule here is for this pair"),
        (head, "there is no rule here"),
        ('plan = "json:loads"', "its rules are made by Python code"),
    ):
        file.write_text(text)
        with pytest.raises(InputError, match=said):
            load_rules(file, sides=mine)
