"""Progress of children, and the status of their parent by strategy."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.outcomes import Progress, parent_status
from switchover.engine.states import Status

LETTERS = {
    "S": Status.SUCCESS,
    "F": Status.FAILED,
    "X": Status.CANCELED,
    "O": Status.TIMED_OUT,
    "R": Status.RUNNING,
    "W": Status.WAITING,
    "P": Status.PENDING,
}
LENIENT = frozenset({Status.SUCCESS, Status.CANCELED})
PLAIN = frozenset({Status.SUCCESS})
STRATEGIES = ("wait_all", "fail_fast", "best_effort", "race")

# Section 3.6: children, then wait_all, fail_fast, best_effort and race, each lenient/plain: a
# canceled child counts as completed, or does not.
TABLE = """
SSS S S S S
SSF F F S S
SFF F F S S
FFF F F F F
SSO F F S S
OOO F F F F
SSX S/P S/P S S
XXX S/P S/P S/F S/F
SFX F F S S
FXX F F S/F S/F
FFX F F S/F S/F
SRR R R R S
SFR R F R S
FRP R F R R
FFR R F R R
SFP F F P S
FPP F F P P
SSP P P P S
RPP R R R R
PPP P P P P
"""
ROWS = [line.split() for line in TABLE.split("\n") if line]
CASES = [
    (row[0], strategy, index, cell.split("/")[min(index, cell.count("/"))])
    for row in ROWS
    for strategy, cell in zip(STRATEGIES, row[1:], strict=True)
    for index in (0, 1)
]


def progress(letters: str, completing: frozenset[Status] = LENIENT) -> Progress:
    counts = Counter(LETTERS[letter] for letter in letters)
    failing = frozenset({Status.FAILED, Status.TIMED_OUT})
    return Progress(counts=counts, completing=completing, failing=failing)


@pytest.mark.parametrize(("children", "strategy", "index", "expected"), CASES)
def test_truth_table(children: str, strategy: str, index: int, expected: str) -> None:
    """Every row of the table of three children, under both ways of counting."""
    found = parent_status(strategy, progress(children, (LENIENT, PLAIN)[index]))
    assert found is LETTERS[expected]


@pytest.mark.parametrize("strategy", [*STRATEGIES, "", "unknown"])
def test_v100_no_children(strategy: str) -> None:
    """V100: without children the status is PENDING, and nothing is left to complete."""
    nothing = progress("")
    assert parent_status(strategy, nothing) is Status.PENDING
    assert nothing.is_all_complete
    assert nothing.overall == "pending"


@pytest.mark.parametrize(
    ("number", "strategy", "children", "expected"),
    [
        ("V94", "wait_all", "SSS", "S"),
        ("V94", "wait_all", "SSF", "F"),
        ("V94", "wait_all", "SRR", "R"),
        ("V95", "fail_fast", "SFR", "F"),
        ("V95", "fail_fast", "SSS", "S"),
        ("V96", "best_effort", "SSF", "S"),
        ("V96", "best_effort", "FFF", "F"),
        ("V97", "race", "SRR", "S"),
        ("V97", "race", "FFF", "F"),
    ],
)
def test_strategy_vectors(number: str, strategy: str, children: str, expected: str) -> None:
    """V94 to V97: each strategy on its published example."""
    assert parent_status(strategy, progress(children)) is LETTERS[expected], number


@pytest.mark.parametrize(
    ("children", "word"),
    [
        ("", "pending"),
        ("SSSSSSFFRP", "in_progress"),
        ("SSSFP", "partial_failure"),
        ("FR", "failed"),
        ("FF", "failed"),
        ("SSS", "completed"),
        ("SR", "in_progress"),
        ("WP", "in_progress"),
        ("SP", "pending"),
    ],
)
def test_overall_word(children: str, word: str) -> None:
    """V106, section 3.5: one word for the whole, failures before everything else."""
    assert progress(children).overall == word


def test_counts_and_shares() -> None:
    """V105: ten children give the counts and rates of the record."""
    found = progress("SSSSSSFFRP")
    assert (found.total, found.completed, found.failed) == (10, 6, 2)
    assert (found.running, found.pending) == (1, 1)
    assert found.share(found.completed) == pytest.approx(0.6)
    assert found.share(found.failed) == pytest.approx(0.2)
    assert progress("").share(0) == 0.0


@given(st.lists(st.sampled_from(sorted(LETTERS)), max_size=8), st.sampled_from(STRATEGIES))
def test_status_ignores_order(children: list[str], strategy: str) -> None:
    """The order of the children never matters."""
    found = parent_status(strategy, progress("".join(children)))
    assert found is parent_status(strategy, progress("".join(sorted(children))))


@given(st.lists(st.sampled_from("SFXO"), min_size=1, max_size=6), st.sampled_from(STRATEGIES))
def test_ended_children_end_the_parent_when_canceled_counts(
    children: list[str], strategy: str
) -> None:
    """Once all children have ended, so has the parent, if a canceled one counts as completed."""
    assert parent_status(strategy, progress("".join(children))).is_terminal


def test_one_child_agrees_over_strategies() -> None:
    """With a single child that ended well or badly all strategies say the same."""
    for letter, strategy in product("SF", STRATEGIES):
        assert parent_status(strategy, progress(letter)) is LETTERS[letter]
