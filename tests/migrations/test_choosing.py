"""What a person names: a pair of a plan, a plan, a class, a source of inputs; and what is near to it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from switchover.ground import ResolveError
from switchover.migrations import (
    Corpus,
    InputError,
    Items,
    Pair,
    Plan,
    find_plan,
    load_plan,
    load_rules,
    load_shipped,
)
from switchover.migrations.catalogue import shipped
from switchover.migrations.opening import named_classes, open_source
from switchover.migrations.source import Folder, Lines
from switchover.reports import PlanRun

NOTHING = Corpus((Items("nothing", ()),))
CLASSES = "class Order:\n    class Line: pass\nPRICE = 5\nINPUTS = [((1,), {})]\ndef inputs():\n    yield (2,), {}\n"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a module of classes and inputs."""
    (tmp_path / "chosen_shop.py").write_text(CLASSES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    sys.modules.pop("chosen_shop", None)


# --- pairs


def plan(*names: str, checks: Any = ("shadow", "latency")) -> Plan:
    pairs = tuple(
        Pair(name=name, control="math:sqrt", candidate="math:floor", corpus=NOTHING, checks=checks)
        for name in names
    )
    return Plan(name="shop", pairs=pairs)


@pytest.mark.parametrize("name", ["price", "tax", "price list"])
def test_a_pair_is_chosen_by_its_whole_name(name: str) -> None:
    """Also where it begins as another does; the plan stays as it was."""
    whole = plan("price", "tax", "price list")
    chosen = whole.with_options(pair=name)
    assert [pair.name for pair in chosen.pairs] == [name]
    assert len(whole.pairs) == 3
    assert len(whole.with_options().pairs) == 3


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("prize", "did you mean 'price'?"),
        ("zzz", "pairs here: price, tax"),
        ("", "pairs here: price, tax"),
        ("Price", "did you mean 'price'?"),
    ],
)
def test_a_pair_that_is_not_there_is_answered_with_those_that_are(name: str, remedy: str) -> None:
    """The near one, or all."""
    with pytest.raises(InputError) as refused:
        plan("price", "tax").with_options(pair=name)
    (problem,) = refused.value.problems
    assert (problem.message, problem.remedy) == ("there is no such pair", remedy)


def test_checks_are_narrowed_and_never_widened() -> None:
    """In the order of the pair; a pair that is left with none goes, and a plan without pairs is none."""
    whole = plan("a", checks=("leaks", "shadow", "memory"))
    assert whole.with_options(checks=("shadow", "latency", "leaks")).pairs[0].checks == ("leaks", "shadow")  # fmt: skip
    mixed = Plan(
        name="m", pairs=(*plan("a", checks=("shadow",)).pairs, *plan("b", checks=("memory",)).pairs)
    )
    assert [pair.name for pair in mixed.with_options(checks=("memory",)).pairs] == ["b"]
    with pytest.raises(InputError, match="no pair of this plan asks for latency or leaks"):
        mixed.with_options(checks=("latency", "leaks"))


@pytest.mark.parametrize(
    ("given", "seed", "policy"),
    [({}, 3, "fail"), ({"seed": 0}, 0, "fail"), ({"policy": "warn"}, 3, "warn"), ({"seed": 9, "policy": "pass"}, 9, "pass")],
)  # fmt: skip
def test_what_is_given_takes_the_place_of_a_plans_own(
    given: dict[str, Any], seed: int, policy: str
) -> None:
    """Zero is a seed."""
    whole = Plan(name="p", pairs=plan("a").pairs, seed=3, inconclusive="fail")
    changed = whole.with_options(**given)
    assert (changed.seed, changed.inconclusive) == (seed, policy)


# --- plans


def test_every_shipped_plan_is_found_by_its_name() -> None:
    """The name of its folder, with hyphens; a path goes before a name."""
    plans = shipped()
    assert "json-orjson" in plans
    assert all(file.name == "switchover.toml" and "_" not in name for name, file in plans.items())


def test_a_plan_whose_library_is_absent_is_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The others run; one that is wrong is no skipped one."""
    from switchover.migrations import catalogue

    (tmp_path / "odd_one").mkdir()
    file = tmp_path / "odd_one" / "switchover.toml"
    pair = '[[pairs]]\nname = "p"\ncontrol = "math:sqrt"\ncandidate = "math:floor"\ncorpus = []\n'
    file.write_text(f'requires = "no_such_library"\n{pair}')
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    (found,) = load_shipped()
    assert isinstance(found, PlanRun)
    assert (found.name, found.pairs) == ("odd-one", ())
    assert (found.skipped or "").startswith("needs no_such_library, which is not installed")
    file.write_text(pair)
    assert find_plan("odd-one").pairs[0].name == "p"
    file.write_text("nmae = 1\n" + pair)
    with pytest.raises(InputError):
        load_shipped()


@pytest.mark.parametrize(
    ("name", "told"),
    [("json-orjsn", "did you mean 'json-orjson'?"), ("zzzzzz", "shipped plans: ")],
)
def test_a_plan_that_is_not_there_is_answered(name: str, told: str) -> None:
    """With the near one or all, and with how to write one."""
    with pytest.raises(InputError) as refused:
        find_plan(name)
    (problem,) = refused.value.problems
    assert (problem.remedy or "").startswith(told)
    assert (problem.remedy or "").endswith("'switchover init' writes a plan file")


# --- classes


def test_classes_are_named_as_texts_name_them(module: Path) -> None:
    """By their own module and qualified name, whatever they were asked for by."""
    found = named_classes(["chosen_shop:Order", "chosen_shop:Order.Line", "fractions:Fraction"])
    assert list(found) == ["chosen_shop.Order", "chosen_shop.Order.Line", "fractions.Fraction"]
    assert all(isinstance(each, type) for each in found.values())
    assert named_classes([]) == {}
    with pytest.raises(InputError, match="this is no class"):
        named_classes(["chosen_shop:PRICE"])
    with pytest.raises(ResolveError, match="no 'Odrer' in chosen_shop; did you mean Order"):
        named_classes(["chosen_shop:Odrer"])


def test_classes_of_a_plan_are_looked_for_with_its_other_names(module: Path) -> None:
    """What is no class, or not there, is a problem at its place."""
    pair = '[[pairs]]\nname = "p"\ncontrol = "math:sqrt"\ncandidate = "math:floor"\ncorpus = "in.jsonl"\n'
    Path("in.jsonl").write_text(
        '{"args": [{"$object": {"type": "chosen_shop.Order", "fields": {}}}]}\n'
    )
    file = Path("switchover.toml")
    file.write_text(f'classes = ["chosen_shop:Order"]\n{pair}')
    (call,) = load_plan(file).pairs[0].corpus
    assert type(call[0][0]).__name__ == "Order"
    file.write_text(f'classes = ["chosen_shop:PRICE", "chosen_shop:Odrer"]\n{pair}')
    with pytest.raises(InputError) as refused:
        load_plan(file)
    first, second = refused.value.problems
    assert (first.line, first.message) == (1, "this is no class")
    assert (second.line, "no 'Odrer'" in second.message) == (1, True)
    file.write_text(pair)
    with pytest.raises(InputError, match="is not among those that may be made"):
        list(load_plan(file).pairs[0].corpus)


# --- sources


def test_a_source_is_what_its_name_leads_to(module: Path) -> None:
    """A file, a folder, an iterable or what returns one; a file goes before an import string."""
    Path("in.jsonl").write_text('{"args": [1]}\n')
    Path("texts").mkdir()
    Path("texts/a.txt").write_text("a")
    Path("texts/b.md").write_text("b")
    lines = open_source("in.jsonl", raw=True, pickles=True)
    assert isinstance(lines, Lines)
    assert (lines.raw, lines.pickles, lines.name, lines.classes) == (True, True, "in.jsonl", {})
    folder = open_source("texts", glob="*.md")
    assert isinstance(folder, Folder)
    assert list(folder.read()) == [(("b",), {})]
    assert list(open_source("chosen_shop:INPUTS").read()) == [((1,), {})]
    made = open_source("chosen_shop:inputs")
    assert list(made.read()) == list(made.read()) == [((2,), {})]
    assert open_source("chosen_shop:INPUTS", raw=True).name == "chosen_shop:INPUTS"
    Path("chosen_shop:INPUTS").write_text("{}")
    assert isinstance(open_source("chosen_shop:INPUTS"), Lines)
    inside = open_source("a.txt", base=Path("texts"), raw=True)
    assert list(inside.read()) == [(("a",), {})]


def test_standard_input_can_be_read_again(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line as it is, where that is asked for."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"one\ntwo\n")))
    source = open_source("-", raw=True)
    assert list(source.read()) == list(source.read()) == [(("one",), {}), (("two",), {})]
    assert source.name == "<stdin>"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("inputs.jsnol", "no such corpus; name a file of JSON lines, a folder"),
        ("imputs.jsonl", "did you mean 'inputs.jsonl'?"),
        ("nowhere/in.jsonl", "no such corpus; name a file of JSON lines, a folder"),
    ],
)
def test_a_source_that_is_not_there_is_answered(module: Path, name: str, told: str) -> None:
    """With the file that was meant, where one of its kind is near."""
    Path("inputs.jsonl").write_text("")
    with pytest.raises(InputError) as refused:
        open_source(name)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    "glob", ["/etc/*", *(["**.txt", "a/**b"] if sys.version_info < (3, 13) else [])]
)
def test_a_pattern_that_no_folder_can_be_searched_by_is_told(module: Path, glob: str) -> None:
    """With what it was; not as a defect of this program."""
    Path("texts").mkdir()
    for read in (lambda source: list(source.read()), lambda source: source.files()):
        with pytest.raises(InputError, match="is no pattern for files of a folder"):
            read(open_source("texts", glob=glob))


# --- rules alone


def test_rules_of_a_file_are_for_the_pair_that_is_named(module: Path) -> None:
    """Of a plan's, those of pairs with the same two, and those of all."""
    head = '[[rules]]\nkind = "ignore"\npath = "$.a"\nreason = "why"\nowner = "who"\n'
    pair = '[[pairs]]\nname = "{}"\ncontrol = "math:{}"\ncandidate = "math:floor"\ncorpus = []\n'
    rules = f'{head}id = "all"\n{head}id = "one"\npairs = ["one"]\n{head}id = "both"\npairs = ["one", "two"]\n'
    file = Path("switchover.toml")
    file.write_text(pair.format("one", "sqrt") + pair.format("two", "ceil") + rules)

    def ids(*sides: str) -> list[str]:
        return [rule.id for rule in load_rules(Path(), sides=(sides[0], sides[1]))]

    assert ids("math:sqrt", "math:floor") == ["all", "one", "both"]
    assert ids("math:ceil", "math:floor") == ["all", "both"]
    assert ids("math:floor", "math:sqrt") == ["all"]
    file.write_text(pair.format("one", "sqrt") + f'{head}id = "one"\npairs = "one"\n')
    with pytest.raises(InputError, match="no rule here is for this pair"):
        ids("math:floor", "math:sqrt")
    file.write_text(pair.format("one", "sqrt"))
    with pytest.raises(InputError, match="there is no rule here"):
        ids("math:sqrt", "math:floor")
    file.write_text('plan = "a:f"\n')
    with pytest.raises(InputError, match="its rules are made by Python code"):
        ids("math:sqrt", "math:floor")
