"""Rules that did nothing are told once for their plan."""

from __future__ import annotations

from switchover.reports.idle import rules_told


def test_a_rule_is_told_with_the_first_pair_that_has_it() -> None:
    """And not again, whatever the order of its pairs."""
    said = [{"a": "a idle"}, {"b": "b idle", "a": "a idle"}, {"b": "b idle"}]
    assert list(rules_told(said)) == [("a idle",), ("b idle",), ()]


def test_a_rule_of_use_to_one_pair_is_idle_for_none() -> None:
    """Before it or after it."""
    said = [{"a": "a idle", "b": "b idle"}, {"a": None}, {"a": "a idle"}]
    assert list(rules_told(said)) == [("b idle",), (), ()]
