"""What a plan file may say: each field at its bounds, one step beyond, of another type, or not there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from switchover.ground.written import Problem
from switchover.migrations import InputError
from switchover.migrations.document import parse, parse_plan, read_document
from switchover.migrations.planfile import FIELDS_OF, FactoryFile, PlanFile, RulesFile
from switchover.migrations.rules import build
from switchover.migrations.soundness import plan_problems
from switchover.shadow import Expect, Ignore, Kind, Normalise, Tolerate, Unordered

PAIR = '[[pairs]]\nname = "p"\ncontrol = "a:f"\ncandidate = "b:f"\ncorpus = "in.jsonl"\n'
RULE = '[[rules]]\nid = "r"\npath = "$.a"\nreason = "why"\nowner = "who"\n'


def plan(text: str, folder: Path) -> PlanFile:
    file = folder / "switchover.toml"
    file.write_text(text, encoding="utf-8")
    parsed = parse_plan(read_document(file))
    assert isinstance(parsed, PlanFile)
    return parsed


def problems(text: str, folder: Path) -> list[Problem]:
    file = folder / "switchover.toml"
    file.write_text(text, encoding="utf-8")
    return list(plan_problems(file))


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("seed = 0", lambda plan: plan.seed == 0),
        ("seed = 9223372036854775807", lambda plan: plan.seed == 2**63 - 1),
        ("time = 0.001", lambda plan: plan.time == 0.001),
        ("time = 86400", lambda plan: plan.time == 86_400),
        ("timeout = 86400.0", lambda plan: plan.timeout == 86_400),
        ("budget = 10", lambda plan: (plan.budget.latency, plan.budget.memory) == (10, 10)),
        ("budget = 0.0001", lambda plan: plan.budget.latency == 0.0001),
        ("budget = { memory = 2 }", lambda plan: (plan.budget.latency, plan.budget.memory) == (0.05, 2)),
        ("coverage = 0", lambda plan: (plan.coverage.control, plan.coverage.candidate) == (0, 0)),
        ("coverage = 1", lambda plan: (plan.coverage.control, plan.coverage.candidate) == (1, 1)),
        ("coverage = { candidate = 0.5 }", lambda plan: (plan.coverage.control, plan.coverage.candidate) == (0, 0.5)),
        ('inconclusive = "pass"', lambda plan: plan.inconclusive == "pass"),
        ('checks = "leaks"', lambda plan: plan.checks == ("leaks",)),
        ('checks = ["memory", "shadow"]', lambda plan: plan.checks == ("memory", "shadow")),
        ('requires = "orjson"', lambda plan: plan.requires == ("orjson",)),
        ("requires = []", lambda plan: plan.requires == ()),
        ('classes = "shop:Order"', lambda plan: plan.classes == ("shop:Order",)),
        ('name = "größe 2 → 3"', lambda plan: plan.name == "größe 2 → 3"),
        (f'name = "{"x" * 80}"', lambda plan: plan.name == "x" * 80),
    ],
)  # fmt: skip
def test_a_value_at_its_bound_is_taken(tmp_path: Path, line: str, read: Any) -> None:
    """As it stands, or in its short form."""
    assert read(plan(f"{line}\n{PAIR}", tmp_path))


def test_what_is_not_said_is_its_default(tmp_path: Path) -> None:
    """Those of the manual; a pair takes the plan's."""
    found = plan(PAIR, tmp_path)
    (pair,) = found.pairs
    assert (found.name, found.description, found.seed, found.inconclusive) == (
        "plan",
        "",
        0,
        "warn",
    )
    assert (found.time, found.timeout, found.checks) == (
        10,
        10,
        ("shadow", "latency", "memory", "leaks"),
    )
    assert (found.budget.latency, found.budget.memory) == (0.05, 0.05)
    assert (found.coverage.control, found.coverage.candidate) == (0, 0)
    assert (found.requires, found.classes, found.openers, found.rules) == ((), (), (), ())
    assert (pair.budget, pair.coverage, pair.checks, pair.time, pair.timeout) == (None,) * 5
    assert (pair.raw, pair.seen_as, pair.calls) == (False, None, "auto")
    (source,) = pair.corpus
    assert (source.path, source.raw, source.pickles, source.glob, source.optional) == ("in.jsonl", None, False, "*", False)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("seed = -1", "'seed' must be greater than or equal to 0"),
        ("seed = 9223372036854775808", "'seed' must be less than 9223372036854775808"),
        ("seed = 1.0", "'seed' must be a valid integer"),
        ("seed = true", "'seed' must be a valid integer"),
        ("time = 0", "'time' must be greater than 0"),
        ("time = 86400.1", "'time' must be less than or equal to 86400"),
        ("time = inf", "'time' must be"),
        ("time = nan", "'time' must be"),
        ('time = "10"', "'time' must be a valid number"),
        ("timeout = -1", "'timeout' must be greater than 0"),
        ("budget = 0", "'budget.latency' must be greater than 0"),
        ("budget = 10.1", "'budget.memory' must be less than or equal to 10"),
        ("budget = nan", "'budget.latency' must be"),
        ("budget = true", "'budget'"),
        ("budget = { speed = 1 }", "unknown key 'budget.speed'"),
        ("coverage = 1.01", "'coverage.control' must be less than or equal to 1"),
        ("coverage = -0.1", "'coverage.candidate' must be greater than or equal to 0"),
        ("coverage = nan", "'coverage.control' must be"),
        ('inconclusive = "maybe"', "'inconclusive' must be 'warn', 'fail' or 'pass'"),
        ("checks = []", "'checks'"),
        ('checks = ["speed"]', "'checks[0]' must be 'shadow', 'latency', 'memory' or 'leaks'"),
        ('name = ""', "'name'"),
        ('name = "a/b"', "'name'"),
        ('name = " a"', "'name'"),
        ('name = "a\\nb"', "'name'"),
        (f'name = "{"x" * 81}"', "'name'"),
        ('classes = "shop.Order"', "'classes[0]' must read 'package.module:name'"),
        ('nmae = "x"', "unknown key 'nmae'"),
    ],
)  # fmt: skip
def test_a_value_beyond_its_bound_is_refused(tmp_path: Path, line: str, told: str) -> None:
    """At its place, in words of the file, with what it was."""
    found = problems(f"# first line\n{line}\n{PAIR}", tmp_path)
    assert any(each.message.startswith(told) for each in found), [each.message for each in found]
    assert {each.line for each in found} == {2}


@pytest.mark.parametrize(
    ("line", "told", "remedy"),
    [
        ('corpsu = "x"', "unknown key 'pairs[0].corpsu'", "did you mean 'corpus'?"),
        ("time = 0", "'pairs[0].time' must be greater than 0", ""),
        ('calls = "twice"', "'pairs[0].calls' must be 'auto', 'repeated' or 'first'", ""),
        ("raw = 1", "'pairs[0].raw' must be a valid boolean", "write true or false, without quotes"),
        ("as = 5", "'pairs[0].as'", "write text in quotes"),
        ('as = "a.b"', "'pairs[0].as' must read 'package.module:name'", ""),
        ("checks = []", "'pairs[0].checks'", ""),
    ],
)  # fmt: skip
def test_a_field_of_a_pair_is_refused_in_its_table(
    tmp_path: Path, line: str, told: str, remedy: str
) -> None:
    """With the number of the pair, and what was meant where that is near."""
    (found,) = problems(f"{PAIR}{line}\n", tmp_path)
    assert found.message.startswith(told)
    assert (found.line, found.remedy or "") == (6, remedy)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("control", '"recorded"', None),
        ("control", '"a.f"', "must read 'package.module:name', or 'recorded'"),
        ("control", "5", "must be a valid string"),
        ("candidate", '"recorded"', "must read 'package.module:name'"),
        ("candidate", '"b:f:g"', "must read 'package.module:name'"),
        ("corpus", "[]", None),
        ("corpus", '["a", { path = "b", raw = true, glob = "*.txt" }]', None),
        ("corpus", '{ path = "b", optional = true }', None),
        ("corpus", '""', "should have at least 1 character"),
        ("corpus", "5", "must be a valid dictionary"),
        ("corpus", '[{ glob = "*" }]', "is missing"),
        ("corpus", '[{ path = "a", row = true }]', "unknown key"),
    ],
)
def test_the_sides_and_the_inputs_of_a_pair(
    tmp_path: Path, name: str, value: str, told: str | None
) -> None:
    """What may stand there, and what may not."""
    lines = [line for line in PAIR.splitlines() if not line.startswith(f"{name} ")]
    found = problems("\n".join([*lines, f"{name} = {value}"]), tmp_path)
    assert [told in each.message for each in found if told] == [True] * (told is not None)
    assert bool(found) is (told is not None)
    missing = problems("\n".join(lines), tmp_path)
    assert [each.message for each in missing] == [f"'pairs[0].{name}' is missing"]


FIELDS = {
    "absolute": "0.5", "relative": "0.5", "any_type": "true", "key": '"id"', "function": '"a:f"', "difference": '"changed"',
    "control_type": '"int"', "candidate_type": '"str"', "control": '"1"', "candidate": '"2"',
}  # fmt: skip


@pytest.mark.parametrize("kind", FIELDS_OF)
@pytest.mark.parametrize("field", FIELDS)
def test_each_field_of_a_rule_belongs_to_one_kind(tmp_path: Path, kind: Any, field: str) -> None:
    """On another kind it would be passed over in silence, so it is refused."""
    needed = {"tolerance": "absolute = 1\n", "normalise": 'function = "a:f"\n', "expected": 'control = "1"\n'}  # fmt: skip
    own = needed.get(kind, "")
    line = "" if own.startswith(f"{field} ") else f"{field} = {FIELDS[field]}\n"
    found = problems(f'{PAIR}{RULE}kind = "{kind}"\n{own}{line}', tmp_path)
    assert bool(found) is (field not in FIELDS_OF[kind])
    assert all(field in each.message for each in found)


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ('kind = "ignore"', Ignore(id="r", path="$.a", reason="why", owner="who")),
        (
            'kind = "tolerance"\nabsolute = 0\nrelative = 0.25\nany_type = true',
            Tolerate(id="r", path="$.a", reason="why", owner="who", absolute=0.0, relative=0.25, any_type=True),
        ),
        ('kind = "unordered"\nkey = "id"', Unordered(id="r", path="$.a", reason="why", owner="who", key="id")),
        (
            'kind = "normalise"\nfunction = "builtins:str"',
            Normalise(id="r", path="$.a", reason="why", owner="who", function="builtins:str"),
        ),
        (
            'kind = "expected"\ndifference = "type"\ncontrol_type = "int"\ncandidate_type = "float"\ncontrol = "1"\ncandidate = "1.0"',
            Expect(id="r", path="$.a", reason="why", owner="who", difference=Kind.TYPE, control_type="int", candidate_type="float",
                   control="1", candidate="1.0"),
        ),
        (
            'kind = "ignore"\nexpires = 2030-01-31\nwhen = "$.b == 1"',
            Ignore(id="r", path="$.a", reason="why", owner="who", expires=dt.date(2030, 1, 31), when="$.b == 1"),
        ),
    ],
)  # fmt: skip
def test_a_rule_becomes_what_it_says(tmp_path: Path, lines: str, rule: Any) -> None:
    """Each of its fields in its own place."""
    (table,) = plan(f"{PAIR}{RULE}{lines}\n", tmp_path).rules
    assert build(table) == rule


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('kind = "tolerance"', "absolute"),
        ('kind = "tolerance"\nany_type = true', "absolute"),
        ('kind = "normalise"', "function"),
        ('kind = "expected"', "difference"),
        ('kind = "tolerance"\nabsolute = -1', "'rules[0].absolute' must be greater than or equal to 0"),
        ('kind = "tolerance"\nrelative = nan', "'rules[0].relative' must be"),
        ('kind = "tolerance"\nrelative = inf', "'rules[0].relative' must be"),
        ('kind = "expected"\ndifference = "died"', "'rules[0].difference' must be"),
        ('kind = "close"', "'rules[0].kind' must be"),
        ('kind = "ignore"\nexpires = "2030-01-31"', "'rules[0].expires'"),
        ('kind = "ignore"\nwhen = ""', "'rules[0].when'"),
        ('kind = "ignore"\npairs = []', "'rules[0].pairs'"),
        ('kind = "ignore"\npairs = "q"', "a rule names a pair that is not there"),
        ('kind = "ignore"\nowner = "again"', ""),
    ],
)  # fmt: skip
def test_a_rule_that_could_not_be_applied_is_refused(tmp_path: Path, lines: str, told: str) -> None:
    """What is missing, out of bounds, or nowhere."""
    found = problems(f"{PAIR}{RULE}{lines}\n", tmp_path)
    assert found
    assert any(told in each.message for each in found)


@pytest.mark.parametrize("field", ["path", "reason", "owner", "id", "kind"])
def test_a_rule_without_what_it_needs_is_refused(tmp_path: Path, field: str) -> None:
    """Missing or empty: nobody would answer for it."""
    full = f'{RULE}kind = "ignore"\n'
    lines = [line for line in full.splitlines() if not line.startswith(f"{field} ")]
    (missing,) = problems(PAIR + "\n".join(lines), tmp_path)
    assert missing.message == f"'rules[0].{field}' is missing"
    assert problems(PAIR + "\n".join([*lines, f'{field} = ""']), tmp_path)


def test_names_that_are_given_twice_are_told_with_the_first(tmp_path: Path) -> None:
    """Of pairs and of rules; everything that is wrong comes in the order of the file."""
    text = f'{PAIR}{PAIR}{RULE}kind = "ignore"\n{RULE}kind = "ignore"\n'
    found = problems(text, tmp_path)
    assert [(each.line, each.message) for each in found] == [
        (7, "the same name twice"), (18, "the same id twice"),
    ]  # fmt: skip
    assert ["line 2" in (found[0].remedy or ""), "line 12" in (found[1].remedy or "")] == [
        True,
        True,
    ]


def test_a_plan_in_python_has_nothing_else(tmp_path: Path) -> None:
    """Its pairs stand in the code; rules alone make no plan, and a plan no rules alone."""
    file = tmp_path / "switchover.toml"
    file.write_text('plan = "a:f"\nname = "n"\nrequires = "x"\n')
    found = parse_plan(read_document(file))
    assert isinstance(found, FactoryFile)
    assert (found.plan, found.name, found.requires) == ("a:f", "n", ("x",))
    assert problems(f'plan = "a:f"\n{PAIR}', tmp_path)
    assert problems(f'{RULE}kind = "ignore"\n', tmp_path)
    assert problems("", tmp_path)
    file.write_text(f'{RULE}kind = "ignore"\n')
    assert [rule.id for rule in parse(read_document(file), RulesFile).rules] == ["r"]
    for text in ("rules = []", PAIR):
        file.write_text(text)
        with pytest.raises(InputError):
            parse(read_document(file), RulesFile)
