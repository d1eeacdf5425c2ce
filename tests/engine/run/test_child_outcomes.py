"""What is known of a container's children goes through a history and comes back the same."""

from __future__ import annotations

from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.run.child_outcomes import ChildOutcomes, ChildrenEnded
from switchover.engine.states import TaskError

NOTES = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=14)


def noted(notes):
    outcomes = ChildOutcomes()
    for index, succeeded in notes:
        outcomes.note(index, succeeded=succeeded)
    return outcomes


@given(NOTES)
@settings(max_examples=60)
def test_what_was_noted_is_known_behind_a_history(notes):
    """Each child by its last word, whatever the order in which they ended."""
    wire = msgspec.json.encode(noted(notes).plain())
    again = ChildOutcomes(msgspec.json.decode(wire, type=ChildrenEnded))
    known = dict(notes)
    for index in range(14):
        assert again.has_ended(index) == (index in known)
    assert sorted(again.outcomes()) == sorted(known.values())
    assert again.plain() == noted(notes).plain()


@given(NOTES)
@settings(max_examples=60)
def test_spans_are_as_few_as_can_be(notes):
    """In order, apart, none empty: children that end one after the other take one."""
    plain = noted(notes).plain()
    for spans in (plain.succeeded, plain.failed):
        assert all(begin < end for begin, end in spans)
        assert all(one[1] < other[0] for one, other in pairwise(spans))


def test_many_children_in_order_are_one_span_and_causes_are_kept():
    """A thousand successes take no more room than one."""
    outcomes = noted((index, True) for index in range(1000))
    outcomes.causes["row"] = TaskError(code="X", message="no")
    plain = outcomes.plain()
    assert plain.succeeded == ((0, 1000),)
    assert ChildOutcomes(plain).causes == {"row": TaskError(code="X", message="no")}
