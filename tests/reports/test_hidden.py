"""What is said of the mutants that the rules of a pair hide."""

import msgspec
import pytest
import samples_of_runs as s

from switchover.reports.hidden import hiding_line
from switchover.reports.verdict import judge_pair
from switchover.shadow.strength import HiddenMutant, HidingRecord


def hidden(line, *rules, before="490", after="491"):
    return HiddenMutant(
        rules=rules,
        file="shop/new.py",
        line=line,
        column=5,
        operator="constant",
        before=before,
        after=after,
        inputs=2,
    )


def pair(*found, tried=40, executed=40, count=None):
    record = HidingRecord(
        tried=tried,
        executed=executed,
        seen=tried - len(found),
        inputs=9,
        of=9,
        seconds=2.0,
        hidden=found,
        count=len(found) if count is None else count,
    )
    return msgspec.structs.replace(s.pair(shadow_record=s.shadow()), hiding=record)


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (pair(), "the rules hide none of 40 mutants of the candidate tried"),
        (pair(tried=0), ""),
        (s.pair(), ""),
        (pair(hidden(7, "wide"), hidden(9, "wide", "other")), "of 40 mutants of the candidate tried wide hides 2, other hides 1: shop/new.py:7 490 → 491; shop/new.py:9 490 → 491"),
        (pair(hidden(7), executed=90), "of 40 mutants of the candidate tried (of 90, for want of time) what both sides are seen as hides 1: shop/new.py:7 490 → 491"),
        (pair(*(hidden(n, "wide") for n in range(1, 5))), "of 40 mutants of the candidate tried wide hides 4: shop/new.py:1 490 → 491; shop/new.py:2 490 → 491; shop/new.py:3 490 → 491 ..."),
        (msgspec.structs.replace(s.pair(), unmutated="a call takes too long"), "what the rules hide is not known: a call takes too long"),
    ],
)  # fmt: skip
def test_a_line_names_the_rules_and_the_first_changes(found, line):
    """Most hiding first; nothing is said where nobody asked."""
    assert hiding_line(found) == line


def test_what_rules_hide_is_no_verdict():
    """It is told beside the checks, and changes none of them."""
    one = judge_pair(pair(hidden(7, "wide")))
    assert one.hiding
    assert one.verdict == judge_pair(msgspec.structs.replace(pair(), hiding=None)).verdict
