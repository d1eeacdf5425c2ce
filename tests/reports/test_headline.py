"""The first sentence: what somebody who was not there can repeat, and no more than is known."""

from __future__ import annotations

from typing import Any

import pytest
import samples_of_runs as s

from switchover.reports import PlanRun, RunRecord, judge
from switchover.reports.headline import headline
from switchover.shadow import Outcome

WRONG = s.shadow({Outcome.MATCH: 185, Outcome.DIFFERENCE: 15})
ACCEPTED = s.shadow({Outcome.MATCH: 5, Outcome.DIFFERENCE: 3}, accepted={Outcome.DIFFERENCE: 3})
DOUBTFUL = s.latency(1.04, verdict="inconclusive")


def said(*pairs: Any, **more: Any) -> str:
    run = s.run(*pairs, **more)
    return headline(run, judge(run))


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (
            s.pair(),
            "shop.new:price can replace shop.old:price: answers alike on 40 inputs, "
            "latency, memory and leaks within budget.",
        ),
        (
            s.pair(checks=("shadow",), shadow_record=ACCEPTED),
            "shop.new:price can replace shop.old:price: answers alike on 8 inputs, "
            "but for 3 that rules accept.",
        ),
        (
            s.pair(shadow_record=WRONG, latency=s.latency(2.77, verdict="fail")),
            "shop.new:price should not replace shop.old:price yet: "
            "15 of 200 answers differ, 2.8 × the time.",
        ),
        (
            s.pair(checks=("shadow",), shadow_record=s.shadow({Outcome.DIFFERENCE: 1})),
            "shop.new:price should not replace shop.old:price yet: the only answer differs.",
        ),
        (
            s.pair(
                checks=("shadow",),
                shadow_record=s.shadow({Outcome.MATCH: 1, Outcome.DIFFERENCE: 1}),
            ),
            "shop.new:price should not replace shop.old:price yet: 1 of 2 answers differs.",
        ),
        (
            s.pair(latency=DOUBTFUL),
            "Whether shop.new:price can replace shop.old:price is not known yet: "
            "undecided: latency.",
        ),
        (
            s.pair(checks=()),
            "Whether shop.new:price can replace shop.old:price is not known yet: "
            "no check was asked for.",
        ),
    ],
)
def test_one_pair(pair: Any, expected: str) -> None:
    """Whether it can replace, and what that rests on or what stands against it."""
    assert said(pair) == expected


def test_what_a_policy_lets_pass_is_not_called_within_budget() -> None:
    """Undecided stays undecided in words."""
    told = said(s.pair(latency=DOUBTFUL), policy="pass")
    assert "memory and leaks within budget" in told
    assert told.endswith("latency undecided, which the policy lets pass.")


def test_many_pairs() -> None:
    """Counts, and the first three of each by name."""
    bad = [s.pair(f"bad{n}", shadow_record=WRONG) for n in range(5)]
    told = said(s.pair("fine"), *bad, s.pair("slow", latency=DOUBTFUL))
    answers = "15 of 200 answers differ"
    assert told == (
        f"5 of 7 candidates should not replace their controls yet: bad0 ({answers}), "
        f"bad1 ({answers}), bad2 ({answers}), and 2 more; "
        "of 1 it is not known: slow (undecided: latency); 1 can."
    )
    assert said(s.pair("a"), s.pair("b")).startswith(
        "All 2 candidates can replace their controls: "
    )
    doubtful = said(s.pair("a"), s.pair("slow", latency=DOUBTFUL))
    assert doubtful == (
        "Whether 1 of 2 candidates can replace their controls is not known yet: "
        "slow (undecided: latency); 1 can."
    )


def test_what_did_not_run_is_told() -> None:
    """An interruption before all else; skipped plans; nothing at all."""
    assert said(interrupted=True).startswith("The run was interrupted, so this is not all. ")
    skipped = RunRecord(
        seed=0, started="", seconds=0, plans=(PlanRun(name="x", skipped="needs y"),)
    )
    assert headline(skipped, judge(skipped)) == (
        "No pair ran, so nothing is known. 1 plan was skipped."
    )
