"""Folded stacks of both sides and what differs between them: pure arithmetic."""

import itertools
import json
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.bench.profile.flame import colour, duration, flame, layout, weight
from switchover.bench.profile.speedscope import speedscope
from switchover.bench.profile.stacks import CALL, aligned, per_call, shifts, tree

CONTROL = {("c", "parse"): 0.010, ("c", "parse", "int"): 0.020}
CANDIDATE = {("c", "parse"): 0.010, ("c", "parse", "int"): 0.020, ("c", "validate"): 0.030}


def test_a_new_function_is_the_difference():
    """A function that only the candidate calls carries the whole difference."""
    first, *others = shifts(CONTROL, CANDIDATE)
    assert first.label == "validate"
    assert first.share == pytest.approx(1)
    assert [other.share for other in others] == pytest.approx([0] * len(others))


def test_what_became_faster_has_no_share_of_a_slowdown():
    """A part that became faster while the whole became slower carries nothing of it."""
    found = {each.label: each.share for each in shifts(CONTROL, {("c", "slow"): 0.060})}
    assert found == {"slow": 1, "int": None, "parse": None, "c": 0}


def test_a_speedup_is_shared_among_what_became_faster():
    """The other way round, what became slower has no share."""
    found = {each.label: each.share for each in shifts({("c", "slow"): 0.060}, CONTROL)}
    assert found == {"slow": 1, "int": None, "parse": None, "c": 0}


def test_equal_sides_have_no_share():
    """Where the sides differ by chance alone there is nothing to share out."""
    nearly = {stack: 1.001 * seconds for stack, seconds in CONTROL.items()}
    assert {each.share for each in shifts(CONTROL, nearly)} == {None}


def test_recursion_counts_once():
    """A function that calls itself is not counted twice in its total."""
    (found,) = shifts({("f", "f", "f"): 1.0}, {})
    assert (found.control.own, found.control.total) == (1, 1)


def test_functions_meet_across_modules():
    """The old module's function and the new module's one are one label; shared files keep theirs."""
    control = {("run\0/a/old.py", "parse\0/a/old.py", "loads\0/lib/json.py"): 1.0}
    candidate = {("start\0/a/new.py", "parse\0/a/new.py", "loads\0/lib/json.py"): 2.0}
    before, after = aligned(control, candidate)
    assert list(before) == list(after) == [(CALL, "parse", "loads (lib/json.py)")]


def test_the_call_under_test_is_one_row_however_often_it_calls_itself():
    """The old function and the new one are the same place, at every depth of their recursion."""
    before, after = aligned(
        {("old\0a", "old\0a", "part\0a"): 1.0}, {("new\0b", "new\0b", "new\0b", "part\0b"): 2.0}
    )
    assert list(before) == [(CALL, CALL, "part")]
    assert list(after) == [(CALL, CALL, CALL, "part")]


def test_what_took_the_place_of_another_is_one_row_with_it():
    """Below one caller one function went and one came: they are compared with each other, too."""
    before, after = aligned(
        {("f\0a", "load_old\0a", "deep_old\0a"): 3.0, ("f\0a", "same\0a"): 1.0},
        {("g\0b", "load_new\0b", "deep_new\0b"): 5.0, ("g\0b", "same\0b"): 1.0},
    )
    names = (CALL, "load_new for load_old", "deep_new for deep_old")
    assert (before[names], after[names]) == (3.0, 5.0)
    assert {each.label: each.share for each in shifts(before, after)}[names[-1]] == 1


def test_what_is_not_one_for_one_is_not_matched():
    """Two that came for one that went stay rows of their own."""
    before, after = aligned({("f\0a", "a\0a"): 1.0}, {("g\0b", "b\0b"): 1.0, ("g\0b", "c\0b"): 1.0})
    assert {*before, *after} == {(CALL, "a"), (CALL, "b"), (CALL, "c")}


def test_stacks_that_become_equal_are_added():
    """Relabelling loses no time."""
    control = {("f\0a", "g\0a"): 1.0, ("f\0a", "g\0b"): 2.0}
    before, _ = aligned(control, {})
    assert before == {(CALL, "g"): 3.0}


def test_seconds_per_call():
    """Seconds in all become seconds per call."""
    assert per_call({("f",): 10.0}, 4) == {("f",): 2.5}


labels = st.sampled_from("abcd")
folded = st.dictionaries(
    st.lists(labels, min_size=1, max_size=5).map(lambda names: ("c", *names)),
    st.floats(1e-6, 1.0),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40)
@given(folded, folded)
def test_shares_add_up(control, candidate):
    """The shares of all functions are the whole difference, and none is more than all of it."""
    found = shifts(control, candidate)
    if shares := [each.share for each in found if each.share is not None]:
        assert sum(shares) == pytest.approx(1, abs=1e-6)
        assert all(0 <= share <= 1 for share in shares)
    before, after = sum(control.values()), sum(candidate.values())
    assert bool(shares) == (abs(after - before) > 0.02 * before)


@settings(max_examples=40)
@given(folded, folded)
def test_the_tree_holds_all_the_time(control, candidate):
    """The root has the time of both sides, and children never more than their parent."""
    top = tree(control, candidate)
    assert top.control == pytest.approx(sum(control.values()))
    assert top.candidate == pytest.approx(sum(candidate.values()))
    nodes = [top]
    while nodes:
        node = nodes.pop()
        children = node.children.values()
        assert sum(weight(child) for child in children) <= weight(node) + 1e-9
        nodes += children


@settings(max_examples=40)
@given(folded, folded)
def test_boxes_lie_within_their_parents(control, candidate):
    """No box of the graph sticks out, and boxes of one row do not overlap."""
    rows = {}
    for box in layout(tree(control, candidate)):
        rows.setdefault(box.depth, []).append((box.x, box.x + box.width))
    for row in rows.values():
        ends = sorted(row)
        assert all(end <= begin + 1e-6 for (_, end), (begin, _) in itertools.pairwise(ends))
        assert ends[0][0] >= 10 - 1e-6
        assert ends[-1][1] <= 1190 + 1e-6


def test_the_graph_is_one_escaped_svg():
    """The graph is well-formed whatever the names, and fetches nothing."""
    control = {("c", "<lambda>", 'a"b&c'): 1.0}
    drawn = flame(tree(control, CANDIDATE), title="<new> & 'old'")
    root = ElementTree.fromstring(drawn)
    texts = [element.text for element in root.iter() if element.text]
    assert "<lambda>" in texts
    assert any("of the difference" in text for text in texts)
    assert "href" not in drawn
    assert "<script" not in drawn


def test_an_empty_profile_is_drawn():
    """Nothing sampled is a graph of one box."""
    assert "the call itself" in flame(tree({}, {}), title="nothing")


@pytest.mark.parametrize(
    ("control", "candidate", "expected"),
    [(1, 1, "#eeeeee"), (1, 2, "#ee5858"), (2, 1, "#5858ee"), (1, 9, "#ee5858")],
)
def test_colours(control, candidate, expected):
    """Red is slower, blue is faster, and full colour is the whole difference."""
    assert colour(control, candidate, 1.0) == expected


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0"), (2, "2 s"), (0.0015, "1.5 ms"), (3.21e-5, "32.1 µs"), (4e-9, "4 ns")],
)
def test_durations(seconds, text):
    """Seconds are written in the unit that reads best."""
    assert duration(seconds) == text


def test_speedscope_reads_it():
    """The export has speedscope's shape: every sample points at a frame, the weights add up."""
    found = json.loads(json.dumps(speedscope({("f\0a.py", "g"): 1.0, ("f\0a.py",): 0.5}, name="x")))
    (profile,) = found["profiles"]
    frames = found["shared"]["frames"]
    assert frames == [{"name": "f", "file": "a.py"}, {"name": "g"}]
    assert profile["samples"] == [[0], [0, 1]]
    assert sum(profile["weights"]) == profile["endValue"] == 1.5
    assert found["$schema"] == "https://www.speedscope.app/file-format-schema.json"
