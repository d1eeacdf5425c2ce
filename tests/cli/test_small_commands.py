"""The commands that start no measurement: what each prints, to whom, and how it ends."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import samples_of_runs as s

from switchover import migrations, reports
from switchover.cli.exits import Exit
from switchover.migrations import Examination, NotReproducedError, Reproduced
from switchover.reports import PlanRun, RunRecord

Line = Callable[..., Any]


# --- init


def plan(file: str = "switchover.toml") -> dict[str, Any]:
    """The one pair of a plan that was written, with its plan."""
    found = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    (pair,) = found["pairs"]
    return {**found, **{f"pair {name}": value for name, value in pair.items()}}


def test_a_first_plan_says_what_was_given(line: Line) -> None:
    """The pair, the inputs, whether each line is the argument; all else as the manual has it."""
    said = line("init", "math:sqrt", "math:floor", "--corpus", 'in "odd"\\x.jsonl', "--raw")
    assert (said.code, said.out) == (0, "switchover.toml is written; run it: switchover check switchover.toml\n")  # fmt: skip
    assert plan() == {
        "name": "sqrt", "description": "math:sqrt, replaced by math:floor.", "budget": 0.05, "inconclusive": "warn",
        "seed": 0, "time": 10, "timeout": 10, "pairs": plan()["pairs"], "pair name": "sqrt", "pair control": "math:sqrt",
        "pair candidate": "math:floor", "pair corpus": 'in "odd"\\x.jsonl', "pair raw": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("math:sqrt", "math:floor"),
        ("--control", "math:sqrt", "--candidate", "math:floor"),
        ("math:sqrt", "--candidate", "math:floor"),
        ("math:sqrt", "math:floor", "--control", "math:sqrt", "--candidate", "math:floor"),
    ],
)
def test_the_pair_may_stand_as_it_is_or_behind_its_options(
    line: Line, words: tuple[str, ...]
) -> None:
    """Also both ways, where they say the same."""
    assert line("init", *words).code == 0
    assert (plan()["pair control"], plan()["pair candidate"]) == ("math:sqrt", "math:floor")
    assert (plan()["pair corpus"], plan()["pair raw"]) == ("inputs.jsonl", False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--control is missing; write: switchover init"),
        (("math:sqrt",), "--candidate is missing"),
        (("--candidate", "math:floor"), "--control is missing"),
        (("math:sqrt", "--control", "math:floor"), "the control is given twice: math:sqrt and --control math:floor"),
        (("math:sqrt", "math:floor", "--candidate", "math:ceil"), "the candidate is given twice: math:floor and --candidate math:ceil"),
        (("math:sqrt", "math:nowhere"), "nowhere"),
        (("math:pi", "math:floor"), "math:pi"),
    ],
)  # fmt: skip
def test_a_plan_that_could_not_run_is_not_written(
    line: Line, words: tuple[str, ...], told: str
) -> None:
    """What is missing, given twice, not there or no function is told."""
    said = line("init", *words)
    assert said.code == 2
    assert told in said.told
    assert not Path("switchover.toml").exists()


def test_a_plan_that_is_there_is_kept_unless_told_otherwise(line: Line) -> None:
    """And a machine gets the name of the file."""
    Path("mine.toml").write_text("mine")
    words = ("init", "math:sqrt", "math:floor", "--out", "mine.toml")
    assert line(*words).code == 2
    assert Path("mine.toml").read_text() == "mine"
    said = line(*words, "--force", "--json")
    assert (said.code, json.loads(said.out)) == (0, {"plan": "mine.toml"})
    assert plan("mine.toml")["name"] == "sqrt"


# --- sample


def test_the_sample_says_what_to_type_next(line: Line) -> None:
    """For a person the command, for a machine the files."""
    said = line("sample", "try")
    assert said.out.startswith("try is written; try it:\n\n  cd try\n  switchover check --control shop.old:invoice")  # fmt: skip
    assert line("sample", "try").code == 2
    document = json.loads(line("sample", "other", "--json").out)
    assert document["folder"] == "other"
    assert all(Path("other", name).is_file() for name in document["files"])


# --- doctor


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        (("pass", "pass"), 0), (("pass", "fail"), 1), (("fail", "inconclusive"), 1), (("inconclusive", "pass"), 3), ((), 3),
    ],
)  # fmt: skip
def test_the_doctor_ends_as_the_worst_examination(
    line: Line, monkeypatch: pytest.MonkeyPatch, verdicts: tuple[Any, ...], code: int
) -> None:
    """A line for each, then the verdict; the same for a machine as one value."""
    names = [f"e{n}" for n, _ in enumerate(verdicts)]
    found = [
        Examination(name=n, verdict=v, said="seen") for n, v in zip(names, verdicts, strict=True)
    ]
    monkeypatch.setattr(migrations, "examine", lambda: iter(found))
    said = line("doctor")
    worst = {0: "pass", 1: "fail", 3: "inconclusive"}[code]
    assert said.code == code
    assert said.out.splitlines() == [
        *(f"{v:<13}{n}: seen" for n, v in zip(names, verdicts, strict=True)), "", worst,
    ]  # fmt: skip
    document = json.loads(line("doctor", "--json").out)
    assert document["verdict"] == worst
    assert [each["verdict"] for each in document["examinations"]] == list(verdicts)


# --- reproduce


def reproduced(**more: Any) -> Reproduced:
    values = {
        "file": Path("test_3f2a.py"),
        "signature": "3f2a",
        "input": "5",
        "needs_switchover": False,
        "proved": True,
    }
    return Reproduced(**{**values, **more})  # fmt: skip


@pytest.mark.parametrize(
    ("made", "lines"),
    [
        (reproduced(), ["test_3f2a.py: fails, as it should"]),
        (
            reproduced(needs_switchover=True, why="a lock cannot be written"),
            ["test_3f2a.py: fails, as it should", "it needs switchover: a lock cannot be written"],
        ),
        (
            reproduced(proved=False),
            ["test_3f2a.py: written", "it was not run, for pytest is not installed here"],
        ),
    ],
)
def test_a_reproduction_says_whether_it_was_seen_to_fail(
    line: Line, monkeypatch: pytest.MonkeyPatch, made: Reproduced, lines: list[str]
) -> None:
    """And what it needs."""
    monkeypatch.setattr(migrations, "reproduce", lambda *_, **__: made)
    said = line("reproduce", "3f2a")
    assert (said.code, said.out.splitlines()) == (0, lines)
    assert json.loads(line("reproduce", "3f2a", "--json").out) == {
        "file": "test_3f2a.py", "signature": "3f2a", "input": "5", "needs_switchover": made.needs_switchover,
        "proved": made.proved, "why": made.why,
    }  # fmt: skip


def test_a_difference_that_is_gone_is_no_bad_input(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with 1, which says: not there any more."""

    def gone(*_: Any, **__: Any) -> Reproduced:
        raise NotReproducedError("3f2a: no test was written")

    monkeypatch.setattr(migrations, "reproduce", gone)
    said = line("reproduce", "3f2a", "--json")
    assert (said.code, said.out) == (1, "")
    assert "3f2a: no test was written" in said.err


def test_runs_are_looked_for_where_commands_leave_them(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check's and a search's, as far as they are there; or those that are named."""
    asked = list[Any]()

    def made(signature: str, runs: Any, **given: Any) -> Reproduced:
        asked.append((signature, list(runs), given))
        return reproduced()

    monkeypatch.setattr(migrations, "reproduce", made)
    nothing = {"pair": None, "file": None, "force": False}
    line("reproduce", "3f2a")
    for folder in ("out/search", "out"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, "records.json").write_text("{}")
        line("reproduce", "3f2a")
    line("reproduce", "3f2a", "nightly", "weekly", "--file", "t.py", "--force")
    assert asked == [
        ("3f2a", [], nothing),
        ("3f2a", [Path("out/search")], nothing),
        ("3f2a", [Path("out"), Path("out/search")], nothing),
        (
            "3f2a",
            [Path("nightly"), Path("weekly")],
            {"pair": None, "file": Path("t.py"), "force": True},
        ),
    ]


# --- report


def skipped(why: str = "needs y") -> RunRecord:
    """A run without a pair: nothing of it is drawn."""
    return s.run(plans=(PlanRun(name="x", skipped=why),))


def test_a_report_is_written_beside_its_records(line: Line) -> None:
    """From a folder or its file; elsewhere where that is asked for; with the verdict's exit code."""
    Path("night").mkdir()
    reports.write_run(skipped(), Path("night"))
    for named in ("night", "night/records.json"):
        Path("night/report.html").unlink(missing_ok=True)
        said = line("report", named)
        assert (said.code, Path("night/report.html").exists()) == (3, True)
        assert said.out.splitlines()[-1] == "inconclusive; the report is night/report.html"
    said = line("report", "night", "--out", "site", "--json")
    assert json.loads(said.out)["verdict"] == "inconclusive"
    assert Path("site/report.html").exists()
    assert not Path("site/records.json").exists()


def test_a_report_takes_the_policy_that_is_given(line: Line) -> None:
    """In place of the plan's own, for what was tried and could not be decided."""
    pair = s.pair(
        checks=("latency",), latency=s.latency(verdict="inconclusive"), memory=None, leaks=None
    )
    Path("out").mkdir()
    reports.write_run(s.run(pair), Path("out"))
    verdicts = {
        policy: line("gate", "--inconclusive", policy).code for policy in ("warn", "fail", "pass")
    }
    assert verdicts == {"warn": 3, "fail": 1, "pass": 0}
    assert line("report", "--inconclusive", "fail").code == 1
    assert "'maybe' is none of warn, fail, pass" in line("report", "--inconclusive", "maybe").told


@pytest.mark.parametrize("command", ["report", "gate"])
@pytest.mark.parametrize(
    ("written", "told"),
    [
        (None, "records.json: cannot be read: No such file or directory"),
        ("", "records.json: no records of a run"),
        ("[]", "records.json: no records of a run"),
        ('{"schema": 1}', "records.json: no records of a run"),
        ('{"schema":99,"seed":0,"started":"","seconds":0,"plans":[]}', "written by a newer version (schema 99, known up to 1)"),
    ],
)  # fmt: skip
def test_records_that_cannot_be_read_are_told(
    line: Line, command: str, written: str | None, told: str
) -> None:
    """With what is wrong, and what to do; nothing is judged."""
    Path("out").mkdir()
    if written is not None:
        Path("out/records.json").write_text(written)
    said = line(command)
    assert (said.code, said.out) == (2, "")
    assert told in said.told


@pytest.mark.parametrize(
    ("run", "code", "told"),
    [
        (skipped(), 3, "no plan ran"),
        (s.run(plans=()), 3, "no plan ran"),
        (s.run(), 0, ""),
        (s.run(interrupted=True), 3, ""),
        (s.run(s.pair(shadow_record=None)), 3, "shadow: not compared: it did not run"),
        (s.run(s.pair(checks=())), 3, ""),
        (s.run(s.pair(shadow_record=s.shadow({}))), 3, "shadow: the corpus holds no input"),
    ],
)
def test_what_did_not_happen_is_no_pass_of_the_gate(
    line: Line, run: RunRecord, code: int, told: str
) -> None:
    """No plan, no pair, no check, no input, no record, or not all of it."""
    Path("out").mkdir()
    reports.write_run(run, Path("out"))
    said = line("gate")
    assert said.code == code
    assert told in said.out
    word = {0: "pass", 3: "inconclusive"}[code]
    assert said.out.splitlines()[-1] == word


# --- exits


def test_every_exit_code_means_one_thing() -> None:
    """As the manual has them; what a shell calls an interruption."""
    assert {each.name: each.value for each in Exit} == {
        "PASS": 0, "FAIL": 1, "USAGE": 2, "INCONCLUSIVE": 3, "INTERRUPTED": 130,
    }  # fmt: skip


# --- route


TYPES = ["route", "--routes", "routes.json"]


def sides(line: Line, *words: str) -> dict[str, str]:
    """Call `route`, and give the side of each type."""
    said = line(*TYPES, *words, "--json")
    assert said.code == 0, said.err
    found: dict[str, str] = json.loads(said.out)
    return found


def test_types_are_switched_by_name_or_all_at_once(line: Line) -> None:
    """All others stay where they are; without a type nothing is switched."""
    assert set(sides(line).values()) == {"control"}
    assert not Path("routes.json").exists()
    switched = sides(line, "signal", "wait", "--to", "candidate")
    assert [name for name, side in switched.items() if side == "candidate"] == ["signal", "wait"]
    assert sides(line) == switched
    assert sides(line, "wait", "--to", "control")["wait"] == "control"
    assert set(sides(line, "--all", "--to", "candidate").values()) == {"candidate"}
    rows = line(*TYPES).out.splitlines()
    assert rows == [f"{name:<12}candidate" for name in sorted(switched)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("signal",), "to switch, name the types (or --all) and the side: route TYPE --to SIDE"),
        (("--all",), "to switch, name the types"),
        (("--to", "candidate"), "to switch, name the types"),
        (("signal", "--to", "left"), "'left' is no side; write --to control or --to candidate"),
        (("sginal", "--to", "control"), "no task type 'sginal'; the types are"),
        (("signal", "--to", "control", "--system", "legacy"), "the system 'legacy' takes no --routes; migration does"),
    ],
)  # fmt: skip
def test_half_a_switch_is_none(line: Line, words: tuple[str, ...], told: str) -> None:
    """Nothing is written."""
    said = line(*TYPES, *words)
    assert said.code == 2
    assert told in said.told
    assert not Path("routes.json").exists()


# --- what a verdict says


def test_coverage_and_rules_are_told_on_one_line_each(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where somebody asked; whatever breaks a text holds."""
    from msgspec.structs import replace

    pair = replace(s.pair(checks=("shadow",)), uncovered="no\n  time", unmutated="no\nfork")
    Path("out").mkdir()
    reports.write_run(s.run(pair), Path("out"))
    lines = line("gate").out.splitlines()
    assert lines[:3] == [
        "pass         shop / price",
        "             coverage: coverage is not known: no time",
        "             rules: what the rules hide is not known: no fork",
    ]


# --- the table of commands


def test_every_command_has_its_place_in_the_help(line: Line) -> None:
    """In the order of the table, with its summary; a hidden one could not be found."""
    from switchover.cli.commands import COMMANDS

    said = line("--help")
    assert said.code == 0
    places = [said.out.find(f"│ {each.name} ") for each in COMMANDS]
    assert all(place > 0 for place in places)
    panels = dict.fromkeys(each.panel for each in COMMANDS)
    assert all(panel in said.out for panel in panels)
    by_panel = [
        [p for p, c in zip(places, COMMANDS, strict=True) if c.panel == name] for name in panels
    ]
    assert all(found == sorted(found) for found in by_panel)


def test_a_near_command_is_named(line: Line) -> None:
    """And nothing runs."""
    said = line("chekc")
    assert said.code == 2
    assert "check" in said.told
    assert line("--version").code == 0


# --- validate


PLAN = '[[pairs]]\nname = "p"\ncontrol = "a:f"\ncandidate = "b:f"\ncorpus = "in.jsonl"\n'


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("seed = 2030-01-01", "datetime.date(2030, 1, 1)"),
        ("seed = 10:00:00", "datetime.time(10, 0)"),
        ("time = nan", "nan"),
        ("time = -inf", "-inf"),
        ('time = "x"', "x"),
        ("time = [1]", [1]),
        ("checks = [2030-01-01]", "datetime.date(2030, 1, 1)"),
    ],
)
def test_whatever_a_plan_holds_a_machine_can_read_what_is_wrong(
    line: Line, written: str, value: Any
) -> None:
    """Values that JSON has not are told as Python writes them."""
    Path("p.toml").write_text(f"{written}\n{PLAN}")
    said = line("validate", "p.toml", "--json")
    assert said.code == 2
    document = json.loads(said.out, parse_constant=lambda word: pytest.fail(word))
    (problem,) = document["problems"]
    assert (problem["value"], problem["line"], problem["file"]) == (value, 1, "p.toml")
    assert (document["valid"], document["files"]) == (False, 1)


def test_plans_and_workflows_are_told_apart_by_their_names(line: Line) -> None:
    """Each is read as what it is; a person gets a line for each fault and a count."""
    Path("p.toml").write_text(PLAN)
    Path("w.yaml").write_text("id: w\ntasks: [{id: a, tool: t, tols: 1}]\n")
    said = line("validate", "p.toml", "w.yaml")
    assert (said.code, said.err) == (0, "files: 2, errors: 0, warnings: 1\n")
    assert line("validate", "p.toml", "w.yaml", "--strict").code == 2
    assert line("validate", "p.toml", "--strict").code == 0
    Path("p.toml").write_text(f"nmae = 1\n{PLAN}")
    said = line("validate", "p.toml", "w.yaml")
    assert said.err == "files: 2, errors: 1, warnings: 1\n"
    assert said.out.splitlines()[0].startswith("p.toml:1:1: unknown key 'nmae'")
    assert line("validate").code == 2
