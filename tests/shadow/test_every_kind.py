"""What the encoding tells apart the walk tells apart, wherever the values stand."""

from collections import namedtuple

import pytest
from values import pairs
from values.further import FURTHER, HOLDING_THEMSELVES

from switchover.shadow import Kind, Unordered, compare

MADE_ON_THE_WAY = [
    ("named tuple", lambda: namedtuple("P", "a b")(1, 2), lambda: namedtuple("P", "b a")(2, 1)),
]
ROWS = [*pairs.STANDARD, *FURTHER, *MADE_ON_THE_WAY]
rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
movable = pytest.mark.parametrize(
    "row", [row for row in ROWS if row[0] not in HOLDING_THEMSELVES], ids=lambda row: row[0]
)


@rows
def test_a_neighbour_is_found_alone_and_among_others(row):
    """By the walk too, which looks where bytes differ, and not only by the bytes."""
    _, make, *others = row
    assert compare(make(), make()) == ()
    for other in others:
        assert compare(make(), other())
        assert compare({"a": [0, make()]}, {"a": [0, other()]})
        assert compare([make(), 1, make()], [make(), 2, other()])


@movable
def test_elements_are_paired_by_all_that_they_are(row):
    """Two that stand the other way round are one difference of order, and no match."""
    _, make, *others = row
    for other in others:
        assert compare([make(), other()], [make(), other()]) == ()
        (one,) = compare([make(), other()], [other(), make()])
        assert one.kind is Kind.ORDER
        assert compare([make(), other(), other()], [other(), make(), make()])


@movable
def test_a_rule_of_order_accepts_the_order_alone(row):
    """Not that one of two stands twice, and the other not at all."""
    rule = Unordered(id="any", path="$", reason="r", owner="o")
    _, make, *others = row
    for other in others:
        found = compare([make(), other()], [other(), make()], rules=[rule])
        assert [one.rule for one in found] == ["any"]
        found = compare([make(), other()], [other(), other()], rules=[rule])
        assert any(one.rule is None for one in found)
