"""The flame graph of a difference: boxes that fit, colours that mean something, texts that are safe."""

import math
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.bench.profile.flame import colour, duration, flame, layout, weight
from switchover.bench.profile.stacks import CallNode

SECONDS = st.floats(0, 10)
NODES = st.recursive(
    st.builds(CallNode, label=st.text("ab<&", max_size=3), control=SECONDS, candidate=SECONDS),
    lambda inner: st.builds(
        CallNode,
        label=st.just("n"),
        control=SECONDS,
        candidate=SECONDS,
        children=st.lists(inner, max_size=3).map(
            lambda found: {f"{n}{one.label}": one for n, one in enumerate(found)}
        ),
    ),
    max_leaves=8,
)


def honest(node: CallNode) -> CallNode:
    """The same tree, in which no node takes less than its children, as no call can."""
    children = {name: honest(child) for name, child in node.children.items()}
    inner = children.values()
    return CallNode(
        label=node.label,
        control=max(node.control, sum(each.control for each in inner)),
        candidate=max(node.candidate, sum(each.candidate for each in inner)),
        children=children,
    )


@settings(max_examples=60)
@given(NODES.map(honest))
def test_every_box_lies_inside_the_one_above_it(top):
    """Side by side, none over another, the wider ones to the left."""
    boxes = list(layout(top))
    by_node = {id(box.node): box for box in boxes}
    for box in boxes:
        drawn = [by_node[id(child)] for child in box.node.children.values() if id(child) in by_node]
        drawn.sort(key=lambda each: each.x)
        assert all(each.depth == box.depth + 1 for each in drawn)
        assert all(each.width >= 0.6 for each in drawn)
        edge = box.x - 1e-6
        for each in drawn:
            assert each.x >= edge
            edge = each.x + each.width - 1e-6
        assert edge <= box.x + box.width + 1e-3
        assert [each.width for each in drawn] == sorted((e.width for e in drawn), reverse=True)


def test_boxes_are_as_wide_as_what_both_sides_spend():
    """What cannot be seen is left out, and what is deeper than sixty calls."""
    top = CallNode(label="top", control=3.0, candidate=1.0)
    top.children = {"a": CallNode(label="a", control=1.0), "b": CallNode(label="b", candidate=1.0, control=1.0),
                    "c": CallNode(label="c", control=1e-4)}  # fmt: skip
    found = {box.node.label: box for box in layout(top)}
    assert set(found) == {"top", "a", "b"}
    assert (found["top"].x, found["top"].width) == (10, 1180)
    assert (found["b"].x, found["b"].width) == (10, 590)
    assert (found["a"].x, found["a"].width) == (600, 295)
    deep = node = CallNode(label="0", control=1.0)
    for depth in range(1, 90):
        node.children = {"n": CallNode(label=str(depth), control=1.0)}
        node = node.children["n"]
    assert max(box.depth for box in layout(deep)) == 60


def test_a_call_that_took_no_time_has_no_boxes_below():
    """There is nothing to be in proportion to."""
    top = CallNode(label="top", children={"a": CallNode(label="a")})
    assert [box.node.label for box in layout(top)] == ["top"]
    assert weight(top) == 0


@pytest.mark.parametrize(
    ("control", "candidate", "whole", "shade"),
    [
        (1.0, 1.0, 1.0, "#eeeeee"),
        (1.0, 1.0, 0.0, "#eeeeee"),
        (1.0, 9.0, 0.0, "#eeeeee"),
        (0.0, 1.0, 1.0, "#ee5858"),
        (0.0, 9.0, 1.0, "#ee5858"),
        (1.0, 0.0, 1.0, "#5858ee"),
        (9.0, 0.0, 1.0, "#5858ee"),
    ],
)
def test_red_is_slower_and_blue_is_faster(control, candidate, whole, shade):
    """Full colour is a change as large as the whole; beyond it there is none fuller."""
    assert colour(control, candidate, whole) == shade


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_change_is_no_paler(one, other):
    """And the same change the other way is as full in the other colour."""
    small, large = sorted((one, other))
    assert colour(0, small, 1) >= colour(0, large, 1)
    slower, faster = colour(0, one, 1), colour(one, 0, 1)
    assert sorted(re.findall("..", slower[1:])) == sorted(re.findall("..", faster[1:])) or one == 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0"), (1e-10, "0.1 ns"), (5e-9, "5 ns"), (9.994e-7, "999 ns"), (9.996e-7, "1 µs"), (1.5e-5, "15 µs"),
     (9.994e-4, "999 µs"), (9.996e-4, "1 ms"), (0.9994, "999 ms"), (0.9999, "1 s"), (1, "1 s"), (61.23, "61.2 s"),
     (12_345, "12,345 s"), (-0.002, "-2 ms")],
)  # fmt: skip
def test_a_duration_has_the_unit_that_reads_best(seconds, said):
    """Three figures, and never a thousand of a smaller unit."""
    assert duration(seconds) == said


@given(st.floats(1e-12, 1e6))
def test_a_duration_is_near_what_it_says(seconds):
    """Half of the third figure is the most that is lost."""
    number, unit = duration(seconds).split()
    size = {"s": 1, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9}[unit]
    assert math.isclose(float(number.replace(",", "")) * size, seconds, rel_tol=0.0051)


def test_what_names_hold_is_shown_and_not_obeyed():
    """In titles, labels and the graph's own name; it is one well-formed picture."""
    odd = "<script>&\"'x"
    top = CallNode(label="top", control=0.010, candidate=0.030)
    top.children = {"a": CallNode(label=odd * 9, control=0.001, candidate=0.021)}
    text = flame(top, title=odd)
    root = ElementTree.fromstring(text)
    assert root.get("aria-label") == odd
    assert "<script>" not in text
    titles = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[0].splitlines() == [
        "top", "control 10 ms, candidate 30 ms per call", "+20 ms, 100% of the difference",
    ]  # fmt: skip
    assert titles[1].startswith(odd * 9)
    same = flame(CallNode(label="top", control=1.0, candidate=1.0), title="t")
    assert "of the difference" not in same
    faster = flame(CallNode(label="top", control=0.030, candidate=0.010), title="t")
    assert "-20 ms, 100% of the difference" in faster


def test_the_picture_is_as_high_as_its_deepest_box():
    """Nothing is drawn outside of it."""
    top = CallNode(label="a", control=1.0)
    top.children = {"b": CallNode(label="b", control=1.0)}
    top.children["b"].children = {"c": CallNode(label="c", control=1.0)}
    root = ElementTree.fromstring(flame(top, title="t"))
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    boxes = list(root.iter("{http://www.w3.org/2000/svg}rect"))
    ends = [float(box.get("y") or 0) + float(box.get("height") or 0) for box in boxes]
    assert len(boxes) == 3
    assert max(ends) <= height <= max(ends) + 20
    assert all(float(box.get("x") or 0) + float(box.get("width") or 0) <= width for box in boxes)
