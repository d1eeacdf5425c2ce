"""Records of which a part is missing, and the smallest ones: judged and shown for what is there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import samples_of_runs as s
from msgspec.structs import replace

from switchover.bench.against import AgainstRecord
from switchover.bench.profile import Explanation
from switchover.bench.records import Interval, SelfCheck
from switchover.reports import judge
from switchover.reports.lead import lead
from switchover.reports.verdict import PairVerdict, judge_pair
from switchover.reports.view import Cell, DifferenceView, PairView, view_pair, views
from switchover.shadow import Outcome

UNFIT = SelfCheck(
    fit=False, reason="unfit", interval=Interval(ratio=1, low=0.5, high=2, level=0.99)
)


def test_a_pair_that_nobody_measured_is_judged_and_shown() -> None:
    """Without any record of a measurement: each is missing, whatever else is known of the pair."""
    bare = replace(
        s.pair(explanation=Explanation(control="a", candidate="b"), self_check=UNFIT), bench=None
    )
    verdict = judge_pair(bare)
    assert [(each.check, each.verdict, each.missing) for each in verdict.checks] == [
        ("shadow", "pass", False), ("latency", "inconclusive", True),
        ("memory", "inconclusive", True), ("leaks", "inconclusive", True),
    ]  # fmt: skip
    assert [each.reasons for each in verdict.checks[1:]] == [("not measured: it did not run",)] * 3
    assert not any(each.origins or each.warnings for each in verdict.checks)
    cells = view_pair(bare, verdict).cells
    assert [each.figure for each in cells] == ["all alike", "–", "–", "–"]
    assert [each.changes for each in cells] == [(), (), (), ()]


@pytest.mark.parametrize("verdict", ["pass", "fail", "inconclusive"])
def test_a_comparison_with_an_earlier_record_needs_no_other(verdict: Any) -> None:
    """It is judged alone, and where it fails no origin of another check stands with it."""
    then = AgainstRecord(verdict=verdict, basis="counts", ratio=1.5, reasons=("r",))
    pair = replace(s.pair(checks=("record",)), bench=None, against_record=then)
    (found,) = judge_pair(pair).checks
    assert (found.check, found.verdict, found.reasons) == ("record", verdict, ("r",))
    assert (found.warnings, found.origins, found.missing) == ((), (), False)
    beside = s.pair(checks=("record",), leaks=s.leaks("leak"), memory=s.memory(2, "fail"))
    beside = replace(
        beside, against_record=then, explanation=Explanation(control="a", candidate="b")
    )
    assert judge_pair(beside).checks[0].origins == ()


def test_a_pair_is_told_all_of_its_rules_unless_others_told_them() -> None:
    """Alone it says what it knows; in a plan it says what is given to it."""
    pair = s.pair(shadow_record=s.shadow(rules=(s.rule("dead", hits=0),)))
    assert "rule dead was never hit" in judge_pair(pair).checks[0].warnings[0]
    assert judge_pair(pair, rules=()).checks[0].warnings == ()
    assert judge_pair(pair, rules=("told",)).checks[0].warnings == ("told",)


@pytest.mark.parametrize(
    ("policy", "verdict"), [("warn", "inconclusive"), ("fail", "fail"), ("pass", "inconclusive")]
)
def test_a_policy_may_fail_a_doubt_of_answers_and_never_pass_it(policy: Any, verdict: str) -> None:
    """An input without an answer says nothing of it."""
    record = s.shadow({Outcome.MATCH: 4, Outcome.TIMED_OUT: 1})
    (found,) = judge_pair(s.pair(checks=("shadow",), shadow_record=record), policy=policy).checks
    assert (found.verdict, found.missing) == (verdict, False)
    assert found.reasons[0] == "1 of 5 inputs timed out"
    assert found.warnings == ()


def test_a_single_match_is_a_comparison() -> None:
    """One input that both sides answer alike is none that is missing, and leaves no doubt."""
    (found,) = judge_pair(
        s.pair(checks=("shadow",), shadow_record=s.shadow({Outcome.MATCH: 1}))
    ).checks
    assert (found.verdict, found.missing, found.reasons, found.warnings) == ("pass", False, (), ())


def shown(*pairs: Any) -> tuple[PairView, ...]:
    run = s.run(*pairs)
    return views(run, judge(run), {})[0].pairs


def differing(name: str = "price", *groups: Any, **more: Any) -> Any:
    record = s.shadow({Outcome.DIFFERENCE: 3}, groups=groups or (s.group(),))
    return s.pair(name, shadow_record=record, **more)


def rule_of(difference: DifferenceView) -> str:
    assert difference.acceptance.toml is not None
    return difference.acceptance.toml


def test_a_rule_is_narrowed_to_its_pair_where_the_plan_has_others() -> None:
    """And names none where there is no other; in both it ends ninety days after the run began."""
    (only,) = shown(differing())
    one, other = shown(differing(), differing("tax"))
    assert "pairs = " not in rule_of(only.differences[0])
    assert 'pairs = ["price"]' in rule_of(one.differences[0])
    assert 'pairs = ["tax"]' in rule_of(other.differences[0])
    end = dt.date(2030, 1, 2) + dt.timedelta(days=90)
    for each in (only, one, other):
        assert f"expires = {end}" in rule_of(each.differences[0])


def test_a_difference_without_an_exemplar_has_no_command() -> None:
    """There is no input to name; nor is there a command where nobody said how to run the pair."""
    plain, bare = s.group("$.a"), replace(s.group("$.b"), exemplars=())
    (pair,) = shown(differing("price", plain, bare, command="check p"))
    assert [each.command for each in pair.differences] == ["check p --only 4", None]
    (unnamed,) = shown(differing("price", plain, bare))
    assert [each.command for each in unnamed.differences] == [None, None]


def cell(pair: Any, title: str) -> Cell:
    return {each.title: each for each in view_pair(pair, judge_pair(pair)).cells}[title]


def test_what_a_page_tells_of_answers_is_not_told_twice() -> None:
    """Lines that say again what a shown change says are left out, of answers alone."""
    paths = [f"$.{letter}" for letter in "abcdef"]
    pair = differing("price", *(s.group(path) for path in paths))
    found = cell(pair, "Answers")
    assert [change.what for change in found.changes] == paths[:5]
    assert found.told == ("3 of 3 inputs not alike; and 1 more kinds",)
    assert len(found.reasons) == 6
    alike = differing("price", s.group("$.a"), s.group("$.ab"))
    alike = replace(alike, shadow=replace(alike.shadow, groups=(s.group("$.a"),)))
    assert cell(alike, "Answers").told == ("3 of 3 inputs not alike",)
    reasons = ("cpu time per call is long", "else")
    slow = s.pair(latency=s.latency(1.5, verdict="fail", reasons=reasons))
    time = cell(slow, "Latency")
    assert time.changes[0].what == "cpu time per call"
    assert time.told == reasons


@pytest.mark.parametrize(
    ("outcome", "rule", "status", "look", "sides"),
    [
        (Outcome.DIFFERENCE, None, "open", "fail", ("control", "candidate")),
        (Outcome.DIFFERENCE, "r", "accepted", "accepted", ("control", "candidate")),
        (Outcome.TIMED_OUT, None, "undecided", "inconclusive", ("control", "candidate")),
        (Outcome.UNSTEADY, None, "undecided", "inconclusive", ("control", "control, once more")),
        (Outcome.UNSTEADY, "r", "accepted", "accepted", ("control", "control, once more")),
    ],
)
def test_a_group_is_open_accepted_or_undecided(
    outcome: Outcome, rule: str | None, status: str, look: str, sides: tuple[str, str]
) -> None:
    """With the look of its word, and the names of the sides whose values it shows."""
    (pair,) = shown(differing("price", s.group(rule=rule, outcome=outcome)))
    (found,) = pair.differences
    assert (found.status, found.look, found.sides) == (status, look, sides)


def test_a_lead_of_what_did_not_run_names_the_check() -> None:
    """With every record missing, and with a record that has nothing to say."""
    bare = replace(s.pair(shadow_record=None), bench=None)
    said = lead(bare, [("shadow", "fail"), ("leaks", "fail"), ("latency", "inconclusive")])
    assert said == "answers failed, leaks failed, undecided: latency"
    assert lead(bare, [("shadow", "pass")]) == ""
    assert lead(bare, [("shadow", "inconclusive")]) == "undecided: answers"
    assert (
        lead(bare, [("memory", "inconclusive"), ("leaks", "inconclusive")])
        == "undecided: memory, leaks"
    )
    assert isinstance(judge_pair(bare), PairVerdict)


def test_a_rule_that_did_nothing_is_told_once_in_a_plan() -> None:
    """With the first of its pairs; one that was of use to another pair is not told at all."""
    idle, used = s.rule("dead", hits=0), s.rule("dead")
    pairs = [s.pair(name, shadow_record=s.shadow(rules=(idle,))) for name in "ab"]
    told = [pair.checks[0].warnings for pair in judge(s.run(*pairs)).plans[0].pairs]
    assert [len(each) for each in told] == [1, 0]
    last = s.pair("c", shadow_record=s.shadow(rules=(used,)))
    judged = judge(s.run(*pairs, last)).plans[0].pairs
    assert [pair.checks[0].warnings for pair in judged] == [(), (), ()]


@pytest.mark.parametrize("outcome", [Outcome.DIED, Outcome.TIMED_OUT, Outcome.NOT_COMPARABLE])
def test_only_the_groups_of_an_outcome_are_told_with_it(outcome: Outcome) -> None:
    """Whatever stands before them in the record."""
    groups = (s.group("$.other", rule="r"), s.group("$.own", outcome=outcome))
    record = s.shadow({Outcome.MATCH: 4, outcome: 1}, groups=groups)
    (found,) = judge_pair(s.pair(checks=("shadow",), shadow_record=record)).checks
    assert [each.split()[0] for each in found.reasons[1:]] == ["$.own"]
