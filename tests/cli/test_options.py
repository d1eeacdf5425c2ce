"""What each option of the command does, seen in what is run and in the exit code."""

from __future__ import annotations

import io
import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import samples_of_runs as s

from switchover import migrations, reports
from switchover.bench import SuiteRecord, to_json
from switchover.cli import checking, main
from switchover.cli.choice import Choice
from switchover.cli.errors import OptionsError
from switchover.cli.overrides import Overrides
from switchover.migrations import InputError, Method, Plan
from switchover.reports import PlanRun, RunRecord
from switchover.reports.document import verdict_document
from switchover.reports.writing import Report

PAIR = ("--control", "math:sqrt", "--candidate", "math:floor")
Call = Callable[..., "Asked"]


class Asked:
    """What the command asked to run, and what it said."""

    def __init__(self) -> None:
        self.code = -1
        self.out = self.err = ""
        self.plans: tuple[Plan, ...] = ()
        self.given: dict[str, Any] = {}

    @property
    def plan(self) -> Plan:
        (plan,) = self.plans
        return plan

    @property
    def method(self) -> Method:
        return self.given["method"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Call the command; a run gives the record `gives` at once, in place of seconds of measuring."""
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text('{"args": [4]}\n')

    def call(*arguments: str, gives: RunRecord | None = None) -> Asked:
        asked = Asked()

        def run_plans(plans: Any, **given: Any) -> RunRecord:
            asked.plans, asked.given = tuple(plans), given
            given["out"].mkdir(parents=True, exist_ok=True)
            return gives or s.run()

        monkeypatch.setattr(checking, "run_plans", run_plans)
        monkeypatch.setattr(checking.reports, "write_report", judged)
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        asked.code = int(ended.value.code or 0)
        asked.out, asked.err = capfd.readouterr()
        return asked

    return call


def judged(made: RunRecord, folder: Path) -> Report:
    """Give the report of a run without drawing it."""
    verdict = reports.judge(made)
    return Report(folder=folder, verdict=verdict, document=verdict_document(made, verdict))


def outcome(verdict: str) -> RunRecord:
    """A run whose latency came to this verdict."""
    return s.run(s.pair(latency=s.latency(1.2, verdict=verdict)))


CODES = {"pass": 0, "fail": 1, "inconclusive": 3}


@pytest.mark.parametrize("command", ["check", "bench", "gate"])
@pytest.mark.parametrize("verdict", ["pass", "fail", "inconclusive"])
@pytest.mark.parametrize("policy", [None, "warn", "fail", "pass"])
def test_the_exit_code_is_the_verdict_under_the_policy(
    run: Call, command: str, verdict: str, policy: str | None
) -> None:
    """0, 1 and 3; a policy moves what is inconclusive, and nothing else."""
    made = outcome(verdict)
    if command == "gate":
        reports.write_run(made, Path("out"))
        asked = run("gate", *(("--inconclusive", policy) if policy else ()))
    else:
        chosen = ("--inconclusive", policy) if policy else ()
        asked = run(command, *PAIR, "--corpus", "in.jsonl", *chosen, gives=made)
        assert asked.plan.inconclusive == (policy or "warn")
        assert asked.code == CODES[verdict]  # the record here is the plan's own
        return
    moved = policy if verdict == "inconclusive" and policy in {"fail", "pass"} else verdict
    assert asked.code == CODES[moved]
    assert asked.out.splitlines()[-1] == moved


@pytest.mark.parametrize("command", ["check", "bench"])
@pytest.mark.parametrize(
    ("option", "seen"),
    [
        (("--budget", "0.2"), lambda asked: asked.plan.pairs[0].budget.latency == 0.2),
        (("--budget", "0.2"), lambda asked: asked.plan.pairs[0].budget.memory == 0.2),
        (("--time", "3"), lambda asked: asked.plan.pairs[0].time_s == 3),
        (("--seed", "7"), lambda asked: asked.plan.seed == 7),
        (("--out", "there"), lambda asked: asked.given["out"] == Path("there")),
        (("--explain",), lambda asked: asked.method.explain),
        (("--raw",), lambda asked: list(asked.plan.pairs[0].corpus) == [(('{"args": [4]}',), {})]),
    ],
)
def test_an_option_reaches_what_is_run(
    run: Call, command: str, option: tuple[str, ...], seen: Callable[[Asked], bool]
) -> None:
    """Given, it is seen; not given, the default is."""
    with_it = run(command, *PAIR, "--corpus", "in.jsonl", *option)
    without = run(command, *PAIR, "--corpus", "in.jsonl")
    assert seen(with_it)
    assert not seen(without)


def test_the_defaults_are_those_of_the_manual(run: Call) -> None:
    """Five percent, ten seconds, everything checked, the report in out/."""
    asked = run("check", *PAIR, "--corpus", "in.jsonl")
    (pair,) = asked.plan.pairs
    assert (pair.budget.latency, pair.budget.memory) == (0.05, 0.05)
    assert (pair.time_s, pair.timeout_s) == (10, 10)
    assert pair.checks == ("shadow", "latency", "memory", "leaks")
    assert list(pair.corpus) == [((4,), {})]
    assert asked.given["out"] == Path("out")
    assert asked.method == Method(covers=True, mutates=True)
    plain = run("bench", *PAIR, "--corpus", "in.jsonl").method
    assert (plain.covers, plain.mutates, plain.explain, plain.then) == (False, False, False, None)
    assert (plain.against, plain.callers, plain.answers) == ("", 1, "same")
    assert (asked.plan.seed, asked.plan.inconclusive) == (0, "warn")


def test_timeout_reaches_the_calls_of_a_side(run: Call) -> None:
    """It is the seconds that one call may take."""
    asked = run("check", *PAIR, "--corpus", "in.jsonl", "--timeout", "0.5")
    assert asked.plan.pairs[0].timeout_s == 0.5


@pytest.mark.parametrize("command", ["check", "bench", "shadow", "search"])
@pytest.mark.parametrize("option", ["--time", "--budget", "--timeout"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "-1", "0", "1e7", "x"])
def test_a_number_that_cannot_be_meant_is_refused(
    run: Call, command: str, option: str, value: str
) -> None:
    """Before anything is read or run, by the name of its option."""
    asked = run(command, *PAIR, "--corpus", "in.jsonl", option, value)
    assert (asked.code, asked.plans) == (2, ())
    assert option in asked.err
    assert "unexpected" not in asked.err


@pytest.mark.parametrize("command", ["check", "bench", "shadow"])
def test_malformed_inputs_are_left_out_where_it_is_asked(run: Call, command: str) -> None:
    """Left out and counted with the option, refused without it."""
    Path("in.jsonl").write_text('{"args": [4]}\nnonsense\n')
    asked = run(command, *PAIR, "--corpus", "in.jsonl", "--skip-malformed")
    corpus = asked.plan.pairs[0].corpus
    assert (list(corpus), corpus.malformed) == ([((4,), {})], 1)
    assert "--skip-malformed" in asked.plan.command
    plain = run(command, *PAIR, "--corpus", "in.jsonl").plan
    assert "--skip-malformed" not in plain.command
    with pytest.raises(InputError):
        plain.pairs[0].corpus.validate()


@pytest.mark.parametrize("command", ["check", "bench", "shadow"])
def test_what_a_corpus_may_hold_is_what_was_allowed(run: Call, command: str) -> None:
    """Pickles where they are asked for, and the classes that are named, each by its own option."""
    given = (command, *PAIR, "--corpus", "in.jsonl")
    Path("in.jsonl").write_text('{"args": [{"!": "fractions.Fraction", "of": [1, 2]}]}\n')
    named = ("--class", "fractions:Fraction", "--class", "decimal:Decimal")
    assert run(*given, *named, "--pickles").plan.command[-5:] == (*named, "--pickles")
    plain = run(*given).plan.command
    assert "--class" not in plain
    assert "--pickles" not in plain


@pytest.mark.parametrize("command", ["check", "bench", "shadow"])
def test_each_command_runs_the_plan_that_is_named(run: Call, command: str) -> None:
    """Not the one that lies here; a pair of one's own from standard input cannot be named again."""
    Path("switchover.toml").write_text(PLAN.replace('"a"', '"here"'))
    Path("other.toml").write_text(PLAN.replace('"a"', '"there"'))
    assert run(command, "other.toml").plan.pairs[0].name == "there"
    assert run(command).plan.pairs[0].name == "here"
    assert run(command, "other.toml").plan.command[:3] == ("switchover", "shadow", "other.toml")


@pytest.mark.parametrize("command", ["check", "bench", "shadow"])
@pytest.mark.parametrize(
    ("option", "name"),
    [((), None), (("--raw",), "raw"), (("--pickles",), "pickles"),
     (("--skip-malformed",), "skip_malformed"), (("--against", "v1"), "earlier")],
)  # fmt: skip
def test_a_pair_is_made_of_what_was_given(
    run: Call,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    option: tuple[str, ...],
    name: str | None,
) -> None:
    """Each option is one of its own: it changes no other."""
    made = list[tuple[tuple[Any, ...], dict[str, Any]]]()
    real = migrations.plan_for_pair

    def noted(*given: Any, **named: Any) -> Plan:
        made.append((given, named))
        return real(*given, **named)

    monkeypatch.setattr(migrations, "plan_for_pair", noted)
    run(command, *PAIR, "--corpus", "in.jsonl", *option)
    ((given, named),) = made
    assert given == ("math:sqrt", "math:floor", "in.jsonl")
    flags = ("raw", "pickles", "skip_malformed", "earlier")
    assert {flag: named[flag] for flag in flags} == {flag: flag == name for flag in flags}
    assert (named["classes"], named["rules"]) == ((), None)


@pytest.mark.parametrize(
    ("command", "wanted"),
    [("check", ["latency", "leaks", "memory", "shadow"]), ("bench", ["latency", "leaks", "memory"]),
     ("shadow", ["shadow"])],
)  # fmt: skip
def test_what_a_check_needs_is_looked_for_before_anything_runs(
    run: Call, monkeypatch: pytest.MonkeyPatch, command: str, wanted: list[str]
) -> None:
    """Of all pairs that will run; what is missing is said, and nothing runs."""
    asked = list[str]()

    def refuse(checks: Any) -> None:
        asked.extend(checks)
        raise OptionsError("memray is missing")

    monkeypatch.setattr(checking, "complete_for", refuse)
    told = run(command, *PAIR, "--corpus", "in.jsonl")
    assert (told.code, told.plans, sorted(asked)) == (2, (), wanted)
    assert "memray is missing" in told.err


def test_a_report_is_written_where_the_command_was_given(
    run: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where reading a corpus left that folder."""
    (tmp_path / "elsewhere").mkdir()
    was = list[Path]()

    def leaves(*_: Any, **__: Any) -> RunRecord:
        os.chdir(tmp_path / "elsewhere")
        return s.run()

    def written(made: RunRecord, folder: Path) -> Report:
        was.append(folder.absolute())
        return judged(made, folder)

    assert run("check", *PAIR, "--corpus", "in.jsonl").code == 0
    monkeypatch.setattr(checking, "run_plans", leaves)
    monkeypatch.setattr(checking.reports, "write_report", written)
    with pytest.raises(SystemExit):
        main(["check", *PAIR, "--corpus", "in.jsonl"])
    assert was == [tmp_path / "out"]


def test_a_scaled_run_that_was_interrupted_says_how_it_goes_on(
    run: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that was not spread says nothing of it."""
    given = ("shadow", *PAIR, "--corpus", "in.jsonl")
    said = "the same line with --resume goes on"
    cut = s.run(s.pair(), interrupted=True)
    spread = run(*given, "--on", "processes", gives=cut)
    assert (spread.code, said in spread.err) == (130, True)
    assert spread.given["scale"] is not None
    assert said not in run(*given, gives=cut).err
    assert said not in run(*given, "--on", "processes", "--out", "other").err


def test_what_was_piped_in_cannot_be_named_again(
    run: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pair whose corpus is standard input has no command of its own."""
    piped = io.TextIOWrapper(io.BytesIO(b'{"args": [9]}\n'))
    monkeypatch.setattr("sys.stdin", piped)
    asked = run("check", *PAIR, "--corpus", "-")
    assert asked.plan.command == ()
    assert list(asked.plan.pairs[0].corpus) == [((9,), {})]


def test_a_search_takes_from_a_plan_what_was_named(run: Call, tmp_path: Path) -> None:
    """One pair, its comparison alone, by the seed; plans that are skipped here are left out."""
    pair = PLAN[PLAN.index("[[pairs]]") :]
    Path("switchover.toml").write_text(PLAN + pair.replace('"a"', '"b"'))
    (plan,) = checking.compared(Choice(), seed=7, pair="b")
    assert (plan.seed, [each.name for each in plan.pairs]) == (7, ["b"])
    assert plan.pairs[0].checks == ("shadow",)
    (plan,) = checking.compared(Choice(plan="switchover.toml"), seed=None, pair=None)
    assert (plan.seed, [each.name for each in plan.pairs]) == (0, ["a", "b"])


def test_the_methods_options_each_reach_their_own(run: Call) -> None:
    """`--no-mutants` tries none; covering and mutants are of a check alone."""
    given = (*PAIR, "--corpus", "in.jsonl")
    checked, spared = run("check", *given).method, run("check", *given, "--no-mutants").method
    assert (checked.covers, checked.mutates) == (True, True)
    assert (spared.covers, spared.mutates) == (True, False)
    compared = run("shadow", *given).method
    assert (compared.covers, compared.mutates, compared.against) == (False, False, "")
    assert run("shadow", *given, "--against", "v1").method.against == "v1"
    assert checking.chosen_method() == Method()


def test_a_comparison_is_of_answers_alone(run: Call) -> None:
    """With its own seed, limit, pair and input; nothing is said of how long measuring takes."""
    given = (*PAIR, "--corpus", "in.jsonl")
    asked = run("shadow", *given, "--seed", "3", "--timeout", "2", "--only", "0")
    (pair,) = asked.plan.pairs
    assert (asked.plan.seed, pair.timeout_s, pair.checks) == (3, 2, ("shadow",))
    assert (asked.given["only"], asked.given["scale"]) == (0, None)
    assert "at most" not in asked.err
    measured = run("check", *given)
    assert "measuring the pair takes" in measured.err
    assert "writing the report to out" in measured.err
    assert (measured.given["only"], measured.given["scale"]) == (None, None)
    assert hasattr(measured.given["watcher"], "advanced")


def test_rules_of_a_file_reach_the_pair(run: Call) -> None:
    """The file that is named, and none without it."""
    Path("rules.toml").write_text(
        '[[rules]]\nid = "r"\nkind = "ignore"\npath = "$.a"\nreason = "x"\nowner = "y"\n'
    )
    asked = run("check", *PAIR, "--corpus", "in.jsonl", "--rules", "rules.toml")
    assert [rule.id for rule in asked.plan.pairs[0].rules] == ["r"]
    assert run("check", *PAIR, "--corpus", "in.jsonl").plan.pairs[0].rules == ()


def test_bench_measures_and_compares_nothing(run: Call) -> None:
    """Latency, memory and leaks; against a revision the latency alone."""
    assert run("bench", *PAIR).plan.pairs[0].checks == ("latency", "memory", "leaks")
    asked = run("bench", *PAIR, "--against", "v1.4")
    assert asked.plan.pairs[0].checks == ("latency",)


def test_bench_takes_the_revision_that_is_named(run: Call) -> None:
    """That one, for the control; which is the candidate as it was where none is named."""
    asked = run("bench", "--candidate", "math:floor", "--against", "v1.4")
    assert asked.method.against == "v1.4"
    assert asked.plan.pairs[0].control == "math:floor"
    assert run("bench", *PAIR, "--against", "v1.4").plan.pairs[0].control == "math:sqrt"
    assert run("bench", *PAIR).method.against == ""


def test_bench_calls_from_as_many_as_asked(run: Call) -> None:
    """One, unless said otherwise."""
    assert run("bench", *PAIR, "--callers", "8").method.callers == 8
    assert run("bench", *PAIR).method.callers == 1


def test_bench_reads_the_earlier_record(run: Call) -> None:
    """What an earlier `bench --json` printed, by the names of its pairs."""
    then = s.pair().bench
    assert then is not None
    suite = SuiteRecord(verdict="pass", pairs=(then,), environment=then.environment)
    Path("then.json").write_bytes(to_json(suite))
    asked = run("bench", *PAIR, "--against-record", "then.json")
    assert asked.method.then == {"price": then}
    assert run("bench", *PAIR).method.then is None


def test_a_person_gets_lines_of_bench_and_no_document(run: Call) -> None:
    """JSON is printed where it is asked for alone."""
    told = run("bench", *PAIR, gives=outcome("fail")).out.splitlines()
    assert told[0].startswith("fail         shop / price: 20 % slower")
    assert told[-1] == "fail; the report is out/report.html"


def test_a_machine_gets_the_measurements_of_bench_and_the_report_of_check(run: Call) -> None:
    """Both as JSON alone on standard output, with the exit code of the verdict."""
    asked = run("bench", *PAIR, "--json", gives=outcome("fail"))
    assert json.loads(asked.out)["pairs"][0]["name"] == "price"
    assert json.loads(asked.out)["verdict"] == "fail"
    checked = run("check", *PAIR, "--corpus", "in.jsonl", "--json", gives=outcome("fail"))
    assert json.loads(checked.out)["plans"][0]["pairs"][0]["verdict"] == "fail"
    assert (asked.code, checked.code) == (1, 1)


@pytest.mark.parametrize("command", ["check", "bench"])
def test_an_interrupted_run_ends_as_one(run: Call, command: str) -> None:
    """130, whatever was decided before."""
    asked = run(command, *PAIR, "--corpus", "in.jsonl", gives=s.run(s.pair(), interrupted=True))
    assert asked.code == 130


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan.toml", *PAIR),
        ("plan.toml", "--shipped"),
        (*PAIR, "--shipped"),
        ("--candidate", "math:floor", "--shipped"),
    ],
)
def test_one_way_of_naming_what_to_run(run: Call, arguments: tuple[str, ...]) -> None:
    """Two of plan, pair and --shipped are refused, and nothing runs."""
    asked = run("check", *arguments)
    assert (asked.code, asked.plans) == (2, ())
    assert "only one of them" in asked.err


def test_what_is_told_of_a_pass_a_fail_and_a_skipped_plan(run: Call) -> None:
    """One line for each pair with its verdict; reasons of all that is no pass; origins of a fail."""
    slow = s.pair("slow", latency=s.latency(1.2, verdict="fail"), leaks=s.leaks("leak"))
    made = s.run(plans=(PlanRun(name="z", skipped="needs y"), *s.run(s.pair("good"), slow).plans))
    lines = run("check", *PAIR, "--corpus", "in.jsonl", gives=made).out.splitlines()
    assert lines[0] == "skipped      z: needs y"
    assert lines[1] == "pass         shop / good"
    assert lines[2].startswith("fail         shop / slow: 20 % slower, leaks ")
    told = [line.strip() for line in lines[3:-2]]
    assert told[0].startswith("latency: cpu time ratio 1.2")
    assert any(line.startswith("leaks: from ") for line in told)
    assert not any(line.startswith(("shadow", "memory", "shop", "no plan")) for line in told)
    assert lines[-1] == "fail; the report is out/report.html"


def test_a_run_without_plans_says_so(run: Call) -> None:
    """Nothing ran: inconclusive, with the reason in the terminal."""
    asked = run("check", *PAIR, "--corpus", "in.jsonl", gives=s.run(plans=()))
    assert asked.code == 3
    assert "no plan ran" in asked.out
    skipped = s.run(plans=(PlanRun(name="x", skipped="needs y"),))
    lines = run("check", *PAIR, "--corpus", "in.jsonl", gives=skipped).out.splitlines()
    assert lines[:3] == ["skipped      x: needs y", "no plan ran", "x: skipped: needs y"]


@pytest.mark.parametrize("command", ["check", "bench"])
def test_a_pair_is_named_so_that_the_report_can_repeat_it(run: Call, command: str) -> None:
    """Control, candidate and corpus, each after its own option."""
    words = run(command, *PAIR, "--corpus", "in.jsonl").plan.command
    named = dict(itertools.pairwise(words))
    assert named["--control"] == "math:sqrt"
    assert named["--candidate"] == "math:floor"
    assert named["--corpus"] == "in.jsonl"
    raw = run(command, *PAIR, "--corpus", "in.jsonl", "--raw").plan.command
    assert ("--raw" in raw, "--raw" in words) == (True, False)


@pytest.mark.parametrize("command", ["check", "bench"])
@pytest.mark.parametrize("option", ["--calls", "--answers", "--inconclusive"])
def test_a_choice_is_one_of_its_words(run: Call, command: str, option: str) -> None:
    """Each reaches what is run; another is refused by name."""
    if (command, option) == ("check", "--answers"):
        return  # a check compares answers by itself
    words = {
        "--calls": ("auto", "repeated", "first"),
        "--answers": ("same", "differ"),
        "--inconclusive": ("warn", "fail", "pass"),
    }[option]
    for word in words:
        asked = run(command, *PAIR, "--corpus", "in.jsonl", option, word)
        seen = (
            asked.plan.inconclusive
            if option == "--inconclusive"
            else getattr(asked.method, option[2:])
        )
        assert seen == word
    refused = run(command, *PAIR, "--corpus", "in.jsonl", option, "nonsense")
    assert (refused.code, refused.plans) == (2, ())
    assert f"'nonsense' is none of {', '.join(words)}" in " ".join(
        refused.err.replace("│", " ").split()
    )
    assert run(command, *PAIR, "--corpus", "in.jsonl").method.calls == "auto"


def test_check_against_a_revision_compares_and_times(run: Call) -> None:
    """Neither memory nor leaks; the control is the candidate as it was, unless it is named."""
    asked = run("check", "--candidate", "math:floor", "--corpus", "in.jsonl", "--against", "v1.4")
    (pair,) = asked.plan.pairs
    assert (asked.method.against, pair.checks) == ("v1.4", ("shadow", "latency"))
    assert (pair.control, pair.candidate) == ("math:floor", "math:floor")
    named = run("check", *PAIR, "--corpus", "in.jsonl", "--against", "v1.4")
    assert named.plan.pairs[0].control == "math:sqrt"


@pytest.mark.parametrize("command", ["check", "bench"])
def test_a_control_elsewhere_cannot_be_explained(run: Call, command: str) -> None:
    """Both options together are refused."""
    asked = run(command, *PAIR, "--corpus", "in.jsonl", "--against", "v1", "--explain")
    assert (asked.code, asked.plans) == (2, ())
    assert "--explain needs both sides here" in asked.err


@pytest.mark.parametrize(
    ("missing", "given"),
    [
        ("control", ("--candidate", "math:floor", "--corpus", "in.jsonl")),
        ("candidate", ("--control", "math:floor", "--corpus", "in.jsonl")),
        ("corpus", PAIR),
    ],
)
def test_a_part_of_a_pair_that_is_missing_is_named(
    run: Call, missing: str, given: tuple[str, ...]
) -> None:
    """Nothing runs; without a plan file and without a pair there is nothing to run."""
    asked = run("check", *given)
    assert (asked.code, asked.plans) == (2, ())
    assert f"--{missing} is missing" in asked.err
    nothing = run("check")
    assert nothing.code == 2
    assert "there is no switchover.toml here" in nothing.err


def words(run: Call, *arguments: str) -> tuple[str, ...]:
    asked = run("check", *arguments)
    return asked.plan.command


def test_the_command_that_compares_again_says_all_that_matters(run: Call) -> None:
    """What to compare, under which rules, from which revision, with which seed and limit."""
    Path("rules.toml").write_text(
        '[[rules]]\nid = "r"\nkind = "ignore"\npath = "$.a"\nreason = "x"\nowner = "y"\n'
    )
    named = ("--control", "math:sqrt", "--candidate", "math:floor", "--corpus", "in.jsonl")
    start = ("switchover", "shadow", *named)
    assert words(run, *PAIR, "--corpus", "in.jsonl") == start
    everything = words(
        run, *PAIR, "--corpus", "in.jsonl", "--raw", "--skip-malformed", "--rules", "rules.toml",
        "--seed", "5", "--timeout", "2.5", "--against", "v1", "--time", "3", "--budget", "0.1",
    )  # fmt: skip
    assert everything == (
        *start, "--raw", "--skip-malformed", "--rules", "rules.toml", "--against", "v1",
        "--seed", "5", "--timeout", "2.5",
    )  # fmt: skip
    assert words(run, *PAIR, "--corpus", "in.jsonl", "--seed", "0")[-2:] == ("--seed", "0")
    assert words(run, *PAIR, "--corpus", "in.jsonl", "--timeout", "3")[-2:] == ("--timeout", "3")
    assert run("bench", *PAIR).plan.command == ()
    opened = ("--class", "decimal:Decimal", "--class", "datetime:date", "--pickles")
    assert words(run, *PAIR, "--corpus", "in.jsonl", *opened) == (*start, *opened)


PLAN = """
name = "n"
[[pairs]]
name = "a"
control = "math:sqrt"
candidate = "math:floor"
corpus = "in.jsonl"
"""


def test_a_plan_is_named_by_its_file_and_a_shipped_one_by_its_name(run: Call) -> None:
    """Without a name it is the one that lies here."""
    Path("switchover.toml").write_text(PLAN)
    assert words(run) == ("switchover", "shadow", "switchover.toml")
    assert words(run, "switchover.toml", "--seed", "3")[2:] == ("switchover.toml", "--seed", "3")
    assert words(run, ".", "--against", "v1")[2:] == (".", "--against", "v1")
    shipped = run("check", "--shipped").plans
    assert all(
        plan.command[2:] == (plan.name,) for plan in shipped if not isinstance(plan, PlanRun)
    )
    assert len(shipped) > 1


def test_settings_take_the_place_of_a_plans_own(run: Call) -> None:
    """Each only where it is given; skipped plans are taken over as they are."""
    Path("switchover.toml").write_text(PLAN + "time = 7\nbudget = { latency = 0.2 }\n")
    (pair,) = run("check").plan.pairs
    assert (pair.time_s, pair.budget.latency, pair.budget.memory) == (7, 0.2, 0.05)
    (pair,) = run("check", "--budget", "0.3", "--time", "4").plan.pairs
    assert (pair.time_s, pair.budget.latency, pair.budget.memory) == (4, 0.3, 0.3)


@pytest.mark.parametrize(
    ("option", "seen"),
    [
        (("--seed", "9"), lambda plan: plan.seed == 9),
        (("--inconclusive", "fail"), lambda plan: plan.inconclusive == "fail"),
        (("--budget", "0.3"), lambda plan: plan.pairs[0].budget.memory == 0.3),
        (("--time", "4"), lambda plan: plan.pairs[0].time_s == 4),
        (("--timeout", "3"), lambda plan: plan.pairs[0].timeout_s == 3),
        (("--against", "HEAD"), lambda plan: plan.pairs[0].checks == ("shadow", "latency")),
    ],
)
def test_each_setting_takes_the_place_of_a_plans_own(
    run: Call, option: tuple[str, ...], seen: Callable[[Any], bool]
) -> None:
    """One alone changes that one, in every plan that the command finds."""
    Path("switchover.toml").write_text(PLAN)
    plain, changed = run("check").plan, run("check", *option).plan
    assert seen(changed)
    assert not seen(plain)


def test_one_pair_of_a_plan_is_compared_alone(run: Call) -> None:
    """The one that is named; a name that no pair has is refused."""
    pair = PLAN[PLAN.index("[[pairs]]") :]
    Path("switchover.toml").write_text(PLAN + pair.replace('"a"', '"b"'))
    assert [each.name for each in run("shadow").plan.pairs] == ["a", "b"]
    assert [each.name for each in run("shadow", "--pair", "b").plan.pairs] == ["b"]
    assert run("shadow", "--pair", "c").code == 2


def test_what_is_told_beforehand_is_the_most_that_it_takes(run: Call) -> None:
    """Of all pairs that are measured; of a comparison alone nothing."""
    one = checking.beforehand(run("check", *PAIR, "--corpus", "in.jsonl").plans)
    assert one.startswith("measuring the pair takes ")
    two = (run("bench", *PAIR).plan, run("bench", *PAIR, "--time", "100").plan)
    told = checking.beforehand([*two, PlanRun(name="x", skipped="y")])
    assert told == f"measuring 2 pairs takes {checking.about(40 + 310)} at most, and mostly less"
    assert checking.beforehand([]) == ""
    alone = run("check", *PAIR, "--corpus", "in.jsonl").plan.with_options(checks=("shadow",))
    assert checking.beforehand([alone]) == ""
    timed = run("check", *PAIR, "--corpus", "in.jsonl").plan.with_options(checks=("latency",))
    assert checking.beforehand([timed]) == one
    skipped = PlanRun(name="x", skipped="y")
    assert list(Overrides(seed=1).applied([skipped])) == [skipped]


def test_the_lines_of_a_verdict(run: Call) -> None:
    """Warnings of a pass, reasons of an earlier record also where it passes, on one line each."""
    import dataclasses

    import msgspec

    from switchover.bench.against.record import AgainstRecord

    pair = s.pair(checks=("shadow", "record"), shadow_record=s.shadow(warnings=("two\n  lines",)))
    then = AgainstRecord(verdict="pass", basis="counts", ratio=1.0, reasons=("as then",))
    pair = msgspec.structs.replace(pair, against_record=then)
    lines = run("check", *PAIR, "--corpus", "in.jsonl", gives=s.run(pair)).out.splitlines()
    assert lines[:3] == [
        "pass         shop / price", "             shadow: two lines", "             record: as then",
    ]  # fmt: skip
    failed = dataclasses.replace(then, verdict="fail", reasons=("slower",))
    made = s.run(msgspec.structs.replace(pair, against_record=failed))
    lines = run("check", *PAIR, "--corpus", "in.jsonl", gives=made).out.splitlines()
    assert lines[0].startswith("fail         shop / price: ")
    assert "             record: slower" in lines


def test_gate_reads_a_folder_and_speaks_as_asked(run: Call) -> None:
    """As text, as JSON, or as annotations; `out` where no folder is named."""
    reports.write_run(outcome("fail"), Path("out"))
    Path("there").mkdir()
    reports.write_run(outcome("pass"), Path("there"))
    assert (run("gate").code, run("gate", "there").code) == (1, 0)
    assert (run("gate").out.splitlines()[-1], run("gate", "there").out.splitlines()[-1]) == (
        "fail", "pass",
    )  # fmt: skip
    document = json.loads(run("gate", "--json").out)
    assert document["verdict"] == "fail"
    annotations = run("gate", "--annotations")
    assert annotations.code == 1
    assert annotations.out.startswith("::error")
    assert run("gate", "nowhere").code == 2


@pytest.mark.parametrize(
    "command",
    [("check",), ("shadow",), ("bench",), ("search",), ("corpus", "strength"), ("corpus", "minimise")],
    ids=" ".join,
)  # fmt: skip
def test_whatever_reads_a_corpus_may_be_told_its_classes(
    run: Call, command: tuple[str, ...]
) -> None:
    """Each takes the option, looks for the class before anything else, and names what is not there."""
    asked = run(*command, *PAIR, "--corpus", "in.jsonl", "--class", "nowhere:Fraction")
    assert asked.code == 2
    assert "no module 'nowhere'" in asked.err
