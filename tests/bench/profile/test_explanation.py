"""What a differential profile says: shares of what was measured, and the files that show it."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
import samples_of_runs as s
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from switchover.bench.profile import Explanation, FunctionShift, html, write
from switchover.bench.profile.explanation import FILES, folded, svg, unfolded
from switchover.bench.records import from_json, to_json


def shift(share, name="f", control=1.0, candidate=2.0):
    return FunctionShift(
        function=name, control_own_s=control, candidate_own_s=candidate, control_total_s=control, candidate_total_s=candidate,
        share=share,
    )  # fmt: skip


def explained(control=1.0, candidate=3.0, difference=None, **more):
    return Explanation(
        control="a:f", candidate="b:f", control_s=control, candidate_s=candidate, difference_s=difference, **more
    )  # fmt: skip


@pytest.mark.parametrize(
    ("control", "candidate", "difference", "share", "added"),
    [
        (1.0, 3.0, None, 0.5, 1.0),
        (1.0, 3.0, 0.2, 0.5, 0.1),
        (3.0, 1.0, -0.2, 0.5, -0.1),
        (1.0, 3.0, 0.2, 0.0, 0.0),
        (1.0, 3.0, 0.2, None, None),
        (1.0, 3.0, -0.2, 0.5, None),
        (3.0, 1.0, 0.2, 0.5, None),
        (1.0, 1.0, 0.2, 0.5, None),
        (1.0, 3.0, 0.0, 0.5, None),
        (1.0, 1.0, None, 0.5, None),
    ],
)
def test_a_functions_part_is_its_share_of_what_was_measured(
    control, candidate, difference, share, added
):
    """Not of what a profiler made of it; where the two say the opposite there is none."""
    found = explained(control, candidate, difference).added_s(shift(share))
    assert found == (None if added is None else pytest.approx(added))


@pytest.mark.parametrize(("ratio", "difference"), [(1.0, 0.0), (1.5, 0.6e-4), (0.5, -0.6e-4)])
def test_the_difference_is_that_of_the_clock_that_decided(ratio, difference):
    """Per call; without a latency it stays unknown."""
    found = explained()
    assert found.measured(s.latency(ratio)).difference_s == pytest.approx(difference)
    assert found.measured(None) is found
    nothing = replace(s.latency(ratio), clock="wall", clocks={})
    assert found.measured(nothing).difference_s is None


LABELS = st.text("abc <>&\"'é", min_size=1, max_size=4)


@given(st.dictionaries(st.lists(LABELS, max_size=3).map(tuple), st.floats(0, 9), max_size=4))
def test_stacks_come_back_from_their_text(stacks):
    """The empty one, in which nothing was seen below the call, too."""
    kept = {stack: seconds for stack, seconds in stacks.items() if stack}
    assert unfolded(folded(kept)) == kept
    assert unfolded(folded({(): 1.5})) == {(): 1.5}


STACKS = {"control_stacks": {"f;old": 1.0, "f": 0.5}, "candidate_stacks": {"f;new": 3.0}}
FUNCTIONS = (
    shift(1.0, "new <b>", 0.0, 3.0),
    shift(None, "old", 1.0, 0.0),
    shift(0.0, "same", 1.0, 1.0),
)


def test_the_table_shows_each_function_with_what_it_adds():
    """With its sign and its share; nothing where it moved against the whole; the first twelve."""
    text = html(explained(difference=2e-6, functions=FUNCTIONS, **STACKS))
    table = ElementTree.fromstring(text[text.index("<table>") : text.index("</table>") + 8])
    rows = [[cell.text or "" for cell in row] for row in table.iter("tr")]
    assert rows[0] == ["function", "control, profiled", "candidate, profiled", "of the difference"]
    assert rows[1:] == [
        ["new <b>", "0", "3 s", "+2 µs (100%)"],
        ["old", "1 s", "0", ""],
        ["same", "1 s", "1 s", "0 (0%)"],
    ]
    labels = [cell.get("data-label") for cell in list(table.iter("tr"))[1]]
    assert labels == rows[0]
    many = html(explained(functions=FUNCTIONS * 5))
    assert many.count("<tr>") == 1 + 12


def test_a_gain_is_shown_as_one():
    """Without a plus."""
    text = html(explained(3.0, 1.0, -2e-6, functions=(shift(0.5, "f", 3.0, 1.0),)))
    assert ">-1 µs (50%)<" in text


def test_all_files_are_written_and_can_be_read(tmp_path):
    """The graph, the piece of a page, and a profile of each side."""
    found = explained(functions=FUNCTIONS, **STACKS)
    paths = write(found, tmp_path / "deep" / "er")
    assert [path.name for path in paths] == list(FILES)
    graph = ElementTree.fromstring(paths[0].read_text(encoding="utf-8"))
    assert graph.get("aria-label") == "b:f beside a:f"
    assert svg(found) == paths[0].read_text(encoding="utf-8")
    assert html(found) == paths[1].read_text(encoding="utf-8")
    control, candidate = (json.loads(path.read_text(encoding="utf-8")) for path in paths[2:])
    assert control["profiles"][0]["name"] == "a:f"
    assert sum(control["profiles"][0]["weights"]) == pytest.approx(1.5)
    assert sum(candidate["profiles"][0]["weights"]) == pytest.approx(3.0)
    assert write(found, tmp_path / "deep" / "er") == paths


def test_a_record_comes_back_from_json():
    """With its stacks, and what is not known of it."""
    found = explained(functions=FUNCTIONS, warnings=("nothing was profiled",), **STACKS)
    assert from_json(to_json(found), Explanation) == found
