"""Annotations for build servers: what they say, how many there are, and how they are escaped."""

from __future__ import annotations

from samples_of_runs import latency, pair, run, shadow

from switchover.reports import RunRecord, SourceLine, github_annotations, judge
from switchover.shadow import Outcome


def annotated(told: RunRecord) -> list[str]:
    return github_annotations(told, judge(told))


def test_a_run_that_passed_needs_none() -> None:
    """Nothing stands beside a change that is fine."""
    assert annotated(run(pair())) == []


def test_each_check_that_did_not_pass_is_told_fails_first() -> None:
    """An error blocks, a warning does not; the title names plan, pair and check."""
    doubtful = pair(name="slow", latency=latency(verdict="inconclusive"))
    failed = pair(
        name="wrong", shadow_record=shadow(counts={Outcome.DIFFERENCE: 2, Outcome.MATCH: 3})
    )
    lines = annotated(run(doubtful, failed))
    assert lines[0].startswith("::error title=shop / wrong%3A shadow::2 of 5 inputs not alike")
    assert lines[1].startswith("::warning title=shop / slow%3A latency::")


def test_no_more_than_a_step_may_have() -> None:
    """Ten errors and ten warnings are shown of a step; the last of each counts the rest."""
    counts = {Outcome.DIFFERENCE: 1, Outcome.MATCH: 1}
    doubtful = latency(verdict="inconclusive")
    many = [
        pair(name=f"p{n}", shadow_record=shadow(counts=counts), latency=doubtful) for n in range(30)
    ]
    lines = annotated(run(*many))
    assert [line[:7] for line in lines] == ["::error"] * 10 + ["::warni"] * 10
    assert "and 21 more checks that failed" in lines[9]
    assert "and 21 more checks that could not be decided" in lines[-1]


def test_each_stands_at_the_candidate() -> None:
    """The file and the line of the candidate, where they are known."""
    wrong = shadow(counts={Outcome.DIFFERENCE: 1})
    placed = pair(shadow_record=wrong, source=SourceLine(file="a,b/new.py", line=17))
    (line,) = annotated(run(placed))
    assert line.startswith("::error file=a%2Cb/new.py,line=17,title=shop / price%3A shadow::")


def test_no_line_is_longer_than_is_taken() -> None:
    """A title has 255 characters at most, and a message 64 KB, escaped and encoded."""
    endless = "\n😀%" * 100_000
    doubtful = latency(verdict="inconclusive", reasons=(endless,))
    (line,) = annotated(run(pair("x" * 999, latency=doubtful)))
    title, message = line.partition("title=")[2].split("::", 1)
    assert len(title.replace("%3A", ":")) == 255
    assert len(message.encode()) < 65_536


def test_what_a_value_holds_starts_no_command() -> None:
    """Line ends and percent signs are data."""
    odd = pair(name="a,b:c\n::error::x", latency=latency(verdict="inconclusive"))
    (line,) = [one for one in annotated(run(odd)) if "latency" in one]
    assert "\n" not in line
    assert line.startswith("::warning title=shop / a%2Cb%3Ac%0A%3A%3Aerror%3A%3Ax%3A latency::")
