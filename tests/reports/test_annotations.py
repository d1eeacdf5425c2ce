"""Annotations for build servers: what they say, how many there are, and how they are escaped."""

from __future__ import annotations

from samples_of_runs import latency, pair, run, shadow

from switchover.reports import github_annotations, judge
from switchover.shadow import Outcome


def test_a_run_that_passed_needs_none() -> None:
    """Nothing stands beside a change that is fine."""
    assert github_annotations(judge(run(pair()))) == []


def test_each_check_that_did_not_pass_is_told_fails_first() -> None:
    """An error blocks, a warning does not; the title names plan, pair and check."""
    doubtful = pair(name="slow", latency=latency(verdict="inconclusive"))
    failed = pair(
        name="wrong", shadow_record=shadow(counts={Outcome.DIFFERENCE: 2, Outcome.MATCH: 3})
    )
    lines = github_annotations(judge(run(doubtful, failed)))
    assert lines[0].startswith("::error title=shop / wrong%3A shadow::2 of 5 inputs not alike")
    assert lines[1].startswith("::warning title=shop / slow%3A latency::")


def test_no_more_than_a_step_may_have() -> None:
    """GitHub shows ten of a step; the last one counts the rest."""
    many = [
        pair(name=f"p{n}", shadow_record=shadow(counts={Outcome.DIFFERENCE: 1, Outcome.MATCH: 1}))
        for n in range(30)
    ]
    lines = github_annotations(judge(run(*many)))
    assert len(lines) == 10
    assert "and 21 more checks" in lines[-1]


def test_what_a_value_holds_starts_no_command() -> None:
    """Line ends and percent signs are data."""
    odd = pair(name="a,b:c\n::error::x", latency=latency(verdict="inconclusive"))
    (line,) = [one for one in github_annotations(judge(run(odd))) if "latency" in one]
    assert "\n" not in line
    assert line.startswith("::warning title=shop / a%2Cb%3Ac%0A%3A%3Aerror%3A%3Ax%3A latency::")
