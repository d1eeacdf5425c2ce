"""The plans that come with the package do on real libraries what they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from switchover.migrations import Plan, catalogue, find_plan, load_shipped, run_plans, shipped
from switchover.reports import PairRun, PlanRun, judge

JSON_DIFFERENCES = {
    "beyond-double": {"1e400", "[-1e400]"},
    "nan-and-infinity": {
        "NaN", "[1, NaN]", '{"ratio": NaN}', "Infinity", "-Infinity",
        '{"limit": -Infinity, "start": Infinity}',
    },
    "big-integer": {"18446744073709551616", "-9223372036854775809"},
    "big-integers-within": {
        '{"id": 340282366920938463463374607431768211456}', "[1, 99999999999999999999]",
    },
    "lone-surrogates": {'"\\ud800"', '{"name": "\\udc00"}', '["ok", "a\\ud83dz"]'},
}  # fmt: skip
"""What the two JSON decoders are known to treat differently, by the rule that accepts it."""


def compared(name: str, out: Path) -> PairRun:
    """Run the comparison of a shipped plan's only pair."""
    pytest.importorskip({"json-orjson": "orjson", "yaml-c-loader": "yaml"}[name])
    run = run_plans([find_plan(name).with_options(checks=("shadow",))], out=out)
    assert judge(run).verdict == "pass", judge(run).reasons
    return run.plans[0].pairs[0]


def test_the_json_plan_shows_each_known_difference_and_nothing_else(tmp_path: Path) -> None:
    """Every difference is one that a rule accepts, every rule is hit, and by the inputs it is for."""
    pair = compared("json-orjson", tmp_path)
    assert pair.shadow is not None
    assert all(rule.hits for rule in pair.shadow.rules)
    shown: dict[str, set[str]] = {}
    for group in pair.shadow.groups:
        shown.setdefault(group.rule or "none", set()).update(
            pair.previews[one.index] for one in group.exemplars
        )
    for rule, documents in JSON_DIFFERENCES.items():
        assert documents & shown[rule], rule
        assert shown[rule] <= documents | {"1" * 400, "1" * 199 + "…", "'\"\\ud800 unescaped\"'"}, (
            rule
        )
    assert set(shown) == {*JSON_DIFFERENCES, "nesting", "error-words"}


def test_the_yaml_plan_differs_in_words_of_errors_alone(tmp_path: Path) -> None:
    """Whatever loads, loads alike; broken documents are broken for both."""
    pair = compared("yaml-c-loader", tmp_path)
    assert pair.shadow is not None
    assert {(group.rule, str(group.kind)) for group in pair.shadow.groups} == {
        ("error-words", "error")
    }
    assert pair.shadow.counts["match"] >= 14  # type: ignore[index] # outcomes are text


def test_workflows_of_ones_own_are_part_of_a_shipped_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plans read the folder that a variable names, and no other one outside the package."""
    (tmp_path / "b.yaml").write_text("id: b\n")
    (tmp_path / "a.yaml").write_text("id: ä\n", encoding="utf-8")
    (tmp_path / "notes.md").write_text("")
    monkeypatch.delenv("SWITCHOVER_WORKFLOWS", raising=False)
    _, own = find_plan("yaml-c-loader").pairs[0].corpus.sources
    assert list(own.read()) == []
    monkeypatch.setenv("SWITCHOVER_WORKFLOWS", str(tmp_path))
    assert list(own.read()) == [(("id: ä\n",), {}), (("id: b\n",), {})]
    monkeypatch.setenv("SWITCHOVER_WORKFLOWS", str(tmp_path / "nothing"))
    assert list(own.read()) == []


@pytest.mark.parametrize(
    "file", sorted(catalogue.FOLDER.rglob("switchover.toml")), ids=lambda file: file.parent.name
)
def test_no_shipped_plan_names_a_path_outside_the_package(file: Path) -> None:
    """What an installed package has not cannot be a part of its corpus."""
    assert ".." not in file.read_text("utf-8").split("/")


def test_a_new_folder_is_a_new_plan_and_a_removed_one_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing lists the shipped plans but the folder itself."""
    first, *others = shipped().values()
    for file in others:
        shutil.copytree(file.parent, tmp_path / file.parent.name)
    shutil.copytree(first.parent, tmp_path / "a_new_one")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    assert "a-new-one" in shipped()
    assert first.parent.name.replace("_", "-") not in shipped()
    assert all(isinstance(plan, Plan) for plan in load_shipped())


def test_a_plan_without_its_library_is_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others still run."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "switchover.toml").write_text(
        'requires = "no_such_library"\nplan = "a:b"\n'
    )
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    assert load_shipped() == [
        PlanRun(name="other", skipped="needs no_such_library, which is not installed")
    ]
