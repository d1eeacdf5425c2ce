"""The gate at its edges: one input, five kinds, nothing compared, what a policy may not move."""

from __future__ import annotations

from typing import Any

import pytest
import samples_of_runs as s

from switchover.reports import judge
from switchover.reports.verdict import CheckVerdict, judge_pair
from switchover.shadow import Outcome, SideSummary


def shadow_check(record: Any, **more: Any) -> CheckVerdict:
    return judge_pair(s.pair(checks=("shadow",), shadow_record=record), **more).checks[0]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_one_input_alone_is_judged_for_what_it_is(outcome: Outcome) -> None:
    """A match passes, a difference fails, and what shows nothing is inconclusive."""
    expected = {
        Outcome.MATCH: "pass",
        Outcome.DIFFERENCE: "fail",
        Outcome.CONTROL_RAISED: "fail",
        Outcome.CANDIDATE_RAISED: "fail",
    }
    found = shadow_check(s.shadow({outcome: 1}))
    assert found.verdict == expected.get(outcome, "inconclusive"), found.reasons


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.TIMED_OUT, "1 of 5 inputs timed out"),
        (Outcome.NOT_COMPARABLE, "1 of 5 inputs could not be compared"),
    ],
)
def test_a_doubt_beside_matches_is_named_and_no_pass(outcome: Outcome, said: str) -> None:
    """Counted, of all inputs."""
    found = shadow_check(s.shadow({Outcome.MATCH: 4, outcome: 1}))
    assert (found.verdict, found.reasons) == ("inconclusive", (said,))
    assert not found.missing


def test_some_that_raised_alike_are_no_doubt_and_all_are() -> None:
    """A corpus on which everything raises does not fit."""
    some = shadow_check(s.shadow({Outcome.MATCH: 1, Outcome.BOTH_RAISED: 4}))
    assert (some.verdict, some.reasons) == ("pass", ())
    every = shadow_check(s.shadow({Outcome.BOTH_RAISED: 4}))
    assert every.verdict == "inconclusive"
    assert "does the corpus fit?" in every.reasons[0]


@pytest.mark.parametrize("record", [s.shadow({}), s.shadow({Outcome.BOTH_RAISED: 4})])
@pytest.mark.parametrize("policy", ["pass", "warn"])
def test_no_policy_passes_what_compared_nothing(record: Any, policy: Any) -> None:
    """Undecided for noise is one thing; nothing seen is another."""
    assert shadow_check(record, policy=policy).verdict == "inconclusive"


def test_no_policy_passes_an_interrupted_comparison() -> None:
    """What was not reached may hold the difference."""
    record = s.shadow(interrupted=True)
    found = shadow_check(record, policy="pass")
    assert (found.verdict, found.missing) == ("inconclusive", True)
    assert found.reasons == ("the comparison was interrupted",)
    failed = shadow_check(s.shadow({Outcome.DIFFERENCE: 1}, interrupted=True))
    assert (failed.verdict, failed.missing) == ("fail", False)


@pytest.mark.parametrize(("kinds", "more"), [(1, ""), (5, ""), (6, "; and 1 more kinds")])
def test_five_kinds_of_difference_are_named(kinds: int, more: str) -> None:
    """And how many more there are; what a rule accepts is none of them."""
    groups = tuple(s.group(f"$.{number}") for number in range(kinds))
    record = s.shadow({Outcome.DIFFERENCE: 10}, groups=(*groups, s.group("$.z", rule="rounding")))
    head, *named = shadow_check(record).reasons
    assert head == f"10 of 10 inputs not alike{more}"
    assert len(named) == min(kinds, 5)
    assert not any("$.z" in each for each in named)


@pytest.mark.parametrize(
    ("control", "candidate", "fails"), [(0, 1, True), (1, 1, False), (2, 1, False)]
)
def test_a_candidate_may_be_late_as_often_as_the_control(
    control: int, candidate: int, fails: bool
) -> None:
    """Once more is a failure."""
    record = s.shadow(
        {Outcome.MATCH: 8, Outcome.TIMED_OUT: 2},
        control=SideSummary(timed_out=control),
        candidate=SideSummary(timed_out=candidate),
    )
    found = shadow_check(record)
    assert (found.verdict == "fail") is fails
    said = f"the candidate did not answer in time at {candidate} of 10 inputs"
    assert (said in found.reasons) is fails


@pytest.mark.parametrize(
    ("policy", "verdict"), [("warn", "inconclusive"), ("fail", "fail"), ("pass", "pass")]
)
def test_a_policy_keeps_the_reasons(policy: Any, verdict: str) -> None:
    """Of a pass as warnings, with the word of the policy; so of a fail among its reasons."""
    pair = s.pair(checks=("latency",), latency=s.latency(verdict="inconclusive", reasons=("why",)))
    (found,) = judge_pair(pair, policy=policy).checks
    said = f"undecided, and by policy that is a {policy}"
    shown = {
        "warn": (("why",), ()),
        "fail": (("why", said), ()),
        "pass": ((), ("why", said)),
    }
    assert found.verdict == verdict
    assert (found.reasons, found.warnings) == shown[policy]


@pytest.mark.parametrize("check", ["shadow", "latency", "memory", "leaks", "record"])
def test_a_check_without_a_record_is_missing_with_its_reason(check: Any) -> None:
    """What was asked for and did not happen is no pass under any policy."""
    records = {"shadow_record": None, "latency": None, "memory": None, "leaks": None}
    made = "compared" if check == "shadow" else "measured"
    for obstacles, why in (({check: "no power"}, "no power"), ({}, "it did not run")):
        pair = s.pair(checks=(check,), obstacles=obstacles, **records)
        (found,) = judge_pair(pair, policy="pass").checks
        assert (found.verdict, found.missing) == ("inconclusive", True)
        assert found.reasons == (f"not {made}: {why}",)


def test_the_worst_of_pairs_and_checks_is_the_verdict() -> None:
    """Each reason with its plan, pair and check; those of a pass are not among them."""
    slow = s.pair("slow", latency=s.latency(1.5, verdict="fail", reasons=("a", "b")))
    vague = s.pair("vague", memory=s.memory(1.1, "inconclusive"))
    verdict = judge(s.run(s.pair("good"), vague, slow))
    assert verdict.verdict == "fail"
    assert verdict.reasons == (
        "shop / vague: memory: peak 1.1 of the control",
        "shop / slow: latency: a",
        "shop / slow: latency: b",
    )
    assert judge(s.run(s.pair(), vague)).verdict == "inconclusive"


def test_an_interrupted_run_passes_nothing_and_hides_no_fail() -> None:
    """A pass becomes inconclusive; a fail stays one; both say that the run was interrupted."""
    said = "the run was interrupted; what was done is in the report"
    whole = judge(s.run(interrupted=True))
    failed = judge(s.run(s.pair(memory=s.memory(2, "fail")), interrupted=True))
    assert (whole.verdict, failed.verdict) == ("inconclusive", "fail")
    assert whole.reasons == (said,)
    assert failed.reasons[0] == said


def test_the_policy_of_a_run_goes_before_its_plans() -> None:
    """Named on the command line it is that one; otherwise each plan's own."""
    run = s.run(s.pair(latency=s.latency(verdict="inconclusive")), policy="fail")
    assert judge(run).verdict == "fail"
    assert judge(run, policy="pass").verdict == "pass"
    assert judge(run, policy="warn").verdict == "inconclusive"
