"""Running plans: every check leaves its record, or the reason why there is none."""

from __future__ import annotations

import dataclasses
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import samples_of_runs as s
from migrations.sides import named, renamed

from switchover import bench
from switchover.bench.profile import Explanation
from switchover.migrations import (
    CHECKS,
    Corpus,
    InputError,
    Items,
    Lines,
    Method,
    Pair,
    Plan,
    measure,
    run_plans,
)
from switchover.migrations.check import _setting
from switchover.migrations.compare import preview
from switchover.migrations.progress import SILENT
from switchover.migrations.purse import Purse
from switchover.reports import PlanRun, judge, read_run
from switchover.shadow import Ignore
from switchover.values.worker import Pool


def plan(
    control: Any, candidate: Any, items: Any = range(5), checks: Any = ("shadow",), **more: Any
) -> Plan:
    """Make a plan of one pair on integers."""
    corpus = Corpus((Items("numbers", items, raw=True),))
    return Plan(
        name="numbers",
        pairs=(
            Pair(
                name="pair",
                control=control,
                candidate=candidate,
                corpus=corpus,
                checks=checks,
                **more,
            ),
        ),
    )


def test_a_run_leaves_records_that_can_be_read_again(tmp_path: Path) -> None:
    """Differences come with the inputs that show them, and the file holds what was returned."""
    run = run_plans([plan("builtins:abs", "operator:pos", items=[1, -2, 3])], out=tmp_path)
    (pair,) = run.plans[0].pairs
    assert pair.shadow is not None
    assert pair.shadow.unaccepted == 1
    assert pair.previews == {1: "-2"}
    assert read_run(tmp_path) == run
    assert judge(run).verdict == "fail"


def test_all_four_checks_run_on_two_import_strings(tmp_path: Path) -> None:
    """A pair against itself passes, on real measurements, and says on how many inputs."""
    run = run_plans([plan("math:sqrt", "math:sqrt", checks=CHECKS, time_s=1.0)], out=tmp_path)
    (pair,) = run.plans[0].pairs
    assert pair.obstacles == {}
    assert pair.bench is not None
    assert None not in (pair.bench.latency, pair.bench.memory, pair.bench.leaks)
    assert pair.corpus.measured == 5
    assert judge(run).plans[0].pairs[0].checks[0].verdict == "pass"


def test_a_comparison_with_itself_says_so(tmp_path: Path) -> None:
    """Nothing was replaced: that both sides are alike proves nothing. Of two sides none is told."""
    plans = [plan("builtins:abs", candidate) for candidate in ("builtins:abs", "math:fabs")]
    found = [one.pairs[0].shadow for one in run_plans(plans, out=tmp_path).plans]
    told = ["itself" in " ".join(one.warnings) for one in found if one is not None]
    assert told == [True, False]


def test_only_inputs_that_were_alike_are_measured(tmp_path: Path) -> None:
    """Where none is, each measurement says so and nothing passes."""
    run = run_plans(
        [plan("builtins:abs", "operator:neg", items=[1, 2], checks=CHECKS)], out=tmp_path
    )
    (pair,) = run.plans[0].pairs
    assert set(pair.obstacles) == {"latency", "memory", "leaks"}
    assert (
        "no input on which both sides gave an answer that may be measured"
        in pair.obstacles["latency"]
    )


def test_a_malformed_corpus_stops_everything_before_it_began(tmp_path: Path) -> None:
    """The second plan's bad line keeps the first one from running."""
    calls = []
    bad = tmp_path / "bad.jsonl"
    bad.write_text("nonsense\n")
    broken = Plan(
        name="b",
        pairs=(
            Pair(
                name="p",
                control="builtins:abs",
                candidate="builtins:abs",
                corpus=Corpus((Lines(bad),)),
            ),
        ),
    )
    with pytest.raises(InputError, match=r"bad.jsonl:1:1: not JSON"):
        run_plans([plan(calls.append, calls.append), broken], out=tmp_path / "out")
    assert calls == []
    assert not (tmp_path / "out").exists()


def test_an_interrupted_run_keeps_what_was_done(tmp_path: Path) -> None:
    """Ctrl-C in the middle: the record says so, holds the part, and is never a pass."""
    parent = os.getpid()

    def third_interrupts(number: int) -> int:
        if number == 3:
            time.sleep(2)  # the candidate has answered, however slow the machine
            os.kill(parent, signal.SIGINT)
            time.sleep(5)
        return number

    run = run_plans([plan(third_interrupts, int, checks=CHECKS), plan(int, int)], out=tmp_path)
    assert run.interrupted
    assert len(run.plans) == 1
    (pair,) = run.plans[0].pairs
    assert pair.shadow is not None
    assert 0 < pair.shadow.inputs < 5
    assert set(pair.obstacles.values()) == {"the run was interrupted"}
    assert judge(run).verdict == "inconclusive"
    assert read_run(tmp_path) == run


def test_the_records_of_a_killed_run_are_no_pass(tmp_path: Path) -> None:
    """While a run is under way its file holds what is done, and says that it is not all."""
    file = tmp_path / "seen"

    def look(number: int) -> int:
        file.write_bytes((tmp_path / "records.json").read_bytes())
        return number

    run = run_plans([plan(int, int, items=[0]), plan(look, int, items=[1])], out=tmp_path)
    (tmp_path / "then").mkdir()
    file.rename(tmp_path / "then" / "records.json")
    seen = read_run(tmp_path / "then")
    assert seen.interrupted
    assert judge(seen).verdict == "inconclusive"
    assert len(seen.plans) == 1
    assert judge(run).verdict == judge(read_run(tmp_path)).verdict == "pass"


def test_a_skipped_plan_is_taken_over_and_alone_is_no_pass(tmp_path: Path) -> None:
    """All skipped is inconclusive."""
    run = run_plans([PlanRun(name="x", skipped="needs y")], out=tmp_path)
    assert run.plans[0].skipped == "needs y"
    assert judge(run).verdict == "inconclusive"


def test_pairs_whose_names_read_alike_keep_folders_of_their_own(tmp_path: Path) -> None:
    """What no file name can hold does not make one pair overwrite another's observations."""
    one = plan("builtins:abs", "builtins:abs").pairs[0]
    pairs = tuple(dataclasses.replace(one, name=name) for name in ("größe |", "größe !", "Größe"))
    run_plans([Plan(name="a/b", pairs=pairs), Plan(name="a b", pairs=pairs[:1])], out=tmp_path)
    found = {str(file.parent.relative_to(tmp_path)) for file in tmp_path.glob("*/*/obs*")}
    assert found == {"a-b/größe", "a-b/größe-2", "a-b/Größe-3", "a-b-2/größe"}


def test_an_input_is_shown_as_it_would_be_called() -> None:
    """One argument alone is itself; more are a call; long ones are cut."""
    assert preview((("text",), {})) == "text"
    assert preview((("a\nb",), {})) == "'a\\nb'"
    assert preview(((1, "x"), {"k": None})) == "(1, 'x', k=None)"
    assert len(preview((("x" * 9999,), {}))) == 200


@pytest.mark.parametrize(
    ("verdict", "method", "explained"),
    [
        ("fail", Method(), True),
        ("pass", Method(), False),
        ("inconclusive", Method(), False),
        ("pass", Method(explain=True), True),
        ("fail", Method(against="HEAD"), False),
    ],
)
def test_a_slow_candidate_is_profiled_and_another_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: str, method: Method, explained: bool
) -> None:
    """A profile costs seconds, so it is taken where it explains; never of a control elsewhere."""
    run = s.pair(latency=s.latency(1.5, verdict=verdict))
    found = Explanation(control="a", candidate="b")
    planned = plan(abs, abs, checks=("latency",))
    setting = _setting([planned], SILENT, method, Pool(), None)
    measuring = measure.opened(dataclasses.replace(planned.pairs[0], control="builtins:abs",
                                                   candidate="builtins:abs"), None, setting)  # fmt: skip
    monkeypatch.setattr(bench.Measuring, "explain", lambda _: found)
    after = measure.explained(run, measuring, tmp_path, setting)
    assert after.explanation == (found if explained else None)
    assert (tmp_path / "profile" / "difference.svg").exists() == explained


def test_accepted_answers_are_measured_and_errors_are_not(tmp_path: Path) -> None:
    """A plan in which every answer differs by a rule can pass; what raised is left out and said."""
    rule = Ignore(id="named", path="$.by", reason="each names itself", owner="us")
    planned = plan(
        named, renamed, items=range(10), checks=("shadow", "latency"), time_s=1.0, rules=(rule,)
    )
    (pair,) = run_plans([planned], out=tmp_path).plans[0].pairs
    assert pair.obstacles == {}
    assert pair.bench is not None
    sample = pair.bench.sample
    assert sample is not None
    assert (sample.total, sample.drawn, sample.share_of_inputs) == (10, 9, 0.9)
    assert sample.left_out == {"candidate raised": 1}
    assert pair.bench.latency is not None
    assert pair.bench.latency.launches > 0


def test_a_check_says_which_mutants_its_rules_hide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are rules and it was asked for: the rule, the line, the change."""
    monkeypatch.setattr("switchover.migrations.hiding.TIME_S", 300.0)
    monkeypatch.setattr("switchover.migrations.measure.MUTANTS_S", 300.0)
    rule = Ignore(id="named", path="$.by", reason="each names itself", owner="us")
    planned = plan(named, renamed, rules=(rule,))
    asked = Method(mutates=True)
    (pair,) = run_plans([planned], out=tmp_path / "asked", method=asked).plans[0].pairs
    assert pair.hiding is not None
    hidden = [one for one in pair.hiding.hidden if '"candidate"' in one.before]
    assert [one.rules for one in hidden] == [("named",)] * len(hidden)
    assert hidden
    assert "named hides" in judge(read_run(tmp_path / "asked")).plans[0].pairs[0].hiding
    (pair,) = run_plans([planned], out=tmp_path / "not").plans[0].pairs
    assert pair.hiding is pair.unmutated is None
    (pair,) = run_plans([plan(named, renamed)], out=tmp_path / "no", method=asked).plans[0].pairs
    assert pair.hiding is pair.unmutated is None


def test_mutants_have_an_allowance_for_the_whole_run() -> None:
    """What one pair takes is gone for the next, and never more than there is."""
    purse = Purse(1e6)
    with purse.spent():
        pass
    assert 0 < purse.left <= 1e6
    purse = Purse(0.01)
    with pytest.raises(ValueError, match="taken"), purse.spent():
        time.sleep(0.02)
        raise ValueError("taken")
    assert purse.left == 0
