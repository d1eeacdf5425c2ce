"""The gate: what passes, what fails, and what is never a pass."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import samples_of_runs as s
from hypothesis import given
from hypothesis import strategies as st

from switchover.reports import PlanRun, RunRecord, judge, worst
from switchover.reports.verdict import judge_pair
from switchover.shadow import Kind, Outcome, SideSummary


def test_a_fail_names_where_it_comes_from() -> None:
    """Beside the reasons of a leak stand its type, line and keeper; a pass has no origins."""
    checks = {check.check: check for check in judge_pair(s.pair(leaks=s.leaks("leak"))).checks}
    (origin,) = checks["leaks"].origins
    assert origin.startswith("1 per call of shop.Order, made at shop/new.py:41 in price, kept by")
    assert checks["latency"].origins == ()


def test_a_run_on_which_all_is_well_passes() -> None:
    """Every check made, every verdict a pass."""
    verdict = judge(s.run())
    assert verdict.verdict == "pass"
    assert verdict.reasons == ()


@pytest.mark.parametrize(
    ("changed", "check", "said"),
    [
        ({"shadow_record": None}, "shadow", "not compared: it did not run"),
        ({"latency": None}, "latency", "not measured: it did not run"),
        ({"memory": None, "obstacles": {"memory": "memray is missing"}}, "memory", "not measured: memray is missing"),
        ({"leaks": None}, "leaks", "not measured: it did not run"),
        ({"shadow_record": s.shadow({})}, "shadow", "the corpus holds no input"),
        ({"shadow_record": s.shadow({Outcome.NOT_COMPARABLE: 3})}, "shadow", "not one input could be compared"),
        ({"shadow_record": s.shadow({Outcome.BOTH_RAISED: 9})}, "shadow", "every input raised the same error"),
        ({"shadow_record": s.shadow(interrupted=True)}, "shadow", "the comparison was interrupted"),
    ],
)  # fmt: skip
def test_what_did_not_happen_is_never_a_pass(
    changed: dict[str, Any], check: str, said: str
) -> None:
    """Not by any policy: nothing is known, so nothing passes."""
    for policy in ("warn", "pass"):
        verdict = judge(s.run(s.pair(**changed), policy=policy))
        assert verdict.verdict == "inconclusive"
        assert any(f"{check}: {said}" in reason for reason in verdict.reasons), verdict.reasons


def test_nothing_at_all_is_inconclusive() -> None:
    """No plan, only skipped plans, no check asked for."""
    assert judge(RunRecord(seed=0, started="", seconds=0, plans=())).verdict == "inconclusive"
    skipped = PlanRun(name="x", skipped="needs y")
    assert judge(s.run(plans=(skipped,))).verdict == "inconclusive"
    assert judge(s.run(plans=(skipped,))).reasons == ("no plan ran", "x: skipped: needs y")
    assert judge(s.run(s.pair(checks=()))).verdict == "inconclusive"


def test_a_skipped_plan_beside_one_that_passed_does_not_hide() -> None:
    """The run passes on what ran, and says what was skipped."""
    verdict = judge(
        s.run(plans=(PlanRun(name="x", skipped="needs y"), PlanRun(name="z", pairs=(s.pair(),))))
    )
    assert verdict.verdict == "pass"
    assert verdict.reasons == ("x: skipped: needs y",)


@pytest.mark.parametrize(
    "outcome", [Outcome.DIFFERENCE, Outcome.CONTROL_RAISED, Outcome.CANDIDATE_RAISED]
)
def test_an_unaccepted_difference_fails(outcome: Outcome) -> None:
    """One in forty thousand is enough, and the reason names where."""
    record = s.shadow(
        {Outcome.MATCH: 39_999, outcome: 1}, groups=(s.group(inputs=1, kind=Kind.ERROR),)
    )
    (reason, where) = judge(s.run(s.pair(shadow_record=record))).reasons
    assert reason == "shop / price: shadow: 1 of 40000 inputs not alike"
    said = "$.total error (int) in 1 input; input 4: control 12, candidate 13"
    assert where == f"shop / price: shadow: {said}"


def test_an_accepted_difference_passes() -> None:
    """What a rule accepts counts for what it is."""
    record = s.shadow(
        {Outcome.MATCH: 5, Outcome.DIFFERENCE: 3},
        accepted={Outcome.DIFFERENCE: 3},
        groups=(s.group(rule="rounding"),),
        rules=(s.rule(),),
    )
    assert judge(s.run(s.pair(shadow_record=record))).verdict == "pass"


def test_expired_and_idle_rules_are_said() -> None:
    """A dead rule is a warning on a pass, with its owner."""
    record = s.shadow(rules=(s.rule("dead", hits=0), s.rule("old", hits=0, expired=True)))
    (check, *_) = judge(s.run(s.pair(shadow_record=record))).plans[0].pairs[0].checks
    assert check.verdict == "pass"
    assert check.warnings == (
        "rule dead was never hit: the difference may be gone (billing)",
        "rule old expired on 2030-01-01 and was not applied (billing)",
    )


def test_a_candidate_that_hangs_more_than_the_control_fails() -> None:
    """Late answers of both are a doubt; of the candidate alone a failure."""
    both = s.shadow(
        {Outcome.MATCH: 9, Outcome.TIMED_OUT: 1},
        control=SideSummary(timed_out=1),
        candidate=SideSummary(timed_out=1),
    )
    alone = s.shadow({Outcome.MATCH: 9, Outcome.TIMED_OUT: 1}, candidate=SideSummary(timed_out=1))
    assert judge(s.run(s.pair(shadow_record=both))).verdict == "inconclusive"
    assert judge(s.run(s.pair(shadow_record=alone))).verdict == "fail"


@pytest.mark.parametrize(
    ("policy", "expected"), [("warn", "inconclusive"), ("fail", "fail"), ("pass", "pass")]
)
def test_the_policy_settles_what_was_measured_and_undecided(policy: Any, expected: str) -> None:
    """And the reason stays to be read in every case."""
    pair = s.pair(
        latency=s.latency(1.04, verdict="inconclusive", reasons=("the interval holds the budget",))
    )
    (_, check, *_) = judge(s.run(pair, policy=policy)).plans[0].pairs[0].checks
    assert check.verdict == expected
    assert "the interval holds the budget" in (*check.reasons, *check.warnings)


def test_a_given_policy_takes_the_place_of_the_plans() -> None:
    """`gate --inconclusive fail` needs no other plan."""
    run = s.run(s.pair(latency=s.latency(1.04, verdict="inconclusive")), policy="pass")
    assert judge(run).verdict == "pass"
    assert judge(run, policy="fail").verdict == "fail"


def test_an_interrupted_run_is_no_pass_but_a_fail_stays() -> None:
    """What was found before Ctrl-C is found."""
    assert judge(s.run(interrupted=True)).verdict == "inconclusive"
    assert judge(s.run(s.pair(memory=s.memory(2.0, "fail")), interrupted=True)).verdict == "fail"


def test_a_check_that_was_not_asked_for_is_not_missing() -> None:
    """A plan may leave a check out; the pair is judged by the others."""
    pair = s.pair(checks=("shadow",), latency=None, memory=None, leaks=None)
    assert [check.check for check in judge_pair(pair).checks] == ["shadow"]
    assert judge_pair(pair).verdict == "pass"


VERDICTS: Any = st.sampled_from(["pass", "fail", "inconclusive"])


@given(st.lists(VERDICTS), VERDICTS)
def test_one_more_verdict_never_makes_it_better(verdicts: list[Any], more: Any) -> None:
    """Fail before inconclusive before pass, whatever the order."""
    rank = {"pass": 0, "inconclusive": 1, "fail": 2}
    if verdicts:
        assert rank[worst([*verdicts, more])] >= rank[worst(verdicts)]
    assert worst([*verdicts, more]) == worst([more, *reversed(verdicts)])


def test_a_tracer_of_the_measuring_process_is_said() -> None:
    """Whoever reads a time under coverage is told that the launches ran without it."""
    pair = s.pair()
    assert pair.bench is not None
    there = msgspec.structs.replace(pair.bench.environment, attached=("a profiler",))
    bench = msgspec.structs.replace(pair.bench, environment=there)
    checks = judge_pair(msgspec.structs.replace(pair, bench=bench)).checks
    said = "measured without a profiler, which this process ran under"
    assert [each.check for each in checks if said in each.warnings] == ["latency"]
