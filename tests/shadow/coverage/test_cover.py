"""What a corpus reaches of both sides, and which classes of inputs it lacks."""

import sys
from types import SimpleNamespace

import pytest

from switchover.shadow.coverage import cover
from switchover.shadow.coverage.classes import Classes

SHARED = """\
def cut(text, size):
    if size < 0:
        return ""
    return text[:size]
"""
OLD = """\
from covered_shop.shared import cut

def label(text, size=5):
    return cut(text, size) if text else "-"
"""
NEW = """\
from covered_shop.shared import cut

def label(text, size=5):
    if not text:
        return "-"
    if size == 0:
        return ""
    return cut(text, max(size, 0))
"""


@pytest.fixture
def shop(tmp_path, monkeypatch):
    folder = tmp_path / "covered_shop"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for name, source in (("old", OLD), ("new", NEW), ("shared", SHARED)):
        (folder / f"{name}.py").write_text(source)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])


def test_branches_not_reached_are_named_with_their_lines(shop):
    """On both sides, relative to the folder of the run; and those of shared code that one took."""
    inputs = [(("letters",), {}), (("x", -1), {}), (("",), {})]
    record = cover("covered_shop.old:label", "covered_shop.new:label", inputs)
    assert (record.inputs, record.of) == (3, 3)
    assert record.control.share == 1.0
    assert (record.candidate.reached, record.candidate.branches) == (4, 6)
    missing = {(each.file, each.line, each.way): each.source for each in record.candidate.missing}
    assert missing == {
        ("covered_shop/new.py", 6, "true"): "if size == 0:",
        ("covered_shop/shared.py", 2, "true"): "if size < 0:",
    }
    (alone,) = record.control_alone
    assert (alone.file, alone.line, alone.way) == ("covered_shop/shared.py", 2, "true")
    assert record.candidate_alone == ()


def test_a_time_ends_it_between_two_inputs(shop, monkeypatch):
    """What was seen until then stands, with how much that is."""
    now = [0.0]
    monkeypatch.setattr(
        "switchover.shadow.coverage.corpus.time", SimpleNamespace(monotonic=lambda: now[0])
    )

    def inputs():
        for number in range(1000):
            now[0] += 1.0
            yield (("text", number), {})

    record = cover(
        "covered_shop.old:label", "covered_shop.new:label", inputs(), of=1000, time_s=10.0
    )
    assert (record.inputs, record.of) == (10, 1000)
    assert record.control.branches


def test_classes_of_inputs_that_are_there_once_or_never():
    """Against what is seen at each place; kinds that are nowhere are not missed."""
    classes = Classes()
    for given in ({"n": 1, "of": ["a", "b"]}, {"n": 2, "of": ["é"]}, {"n": -1, "of": None}):
        classes.add((given, True), {"x": 1.5})
    found = {(each.path, each.name): each.inputs for each in classes.rare()}
    assert found[("$.args[0].n", "negative")] == 1
    assert found[("$.args[0].n", "zero")] == 0
    assert ("$.args[0].n", "positive") not in found
    assert found[("$.args[0].of", "None")] == 1
    assert found[("$.args[0].of", "empty")] == 0
    assert found[("$.args[0].of[*]", "empty")] == 0
    assert found[("$.args[1]", "False")] == 0
    assert found[("$.kwargs.x", "zero")] == 0
    assert ("$.kwargs.x", "fraction") not in found
    assert not [path for path, name in found if name in {"NaN", "Decimal"}]


def test_many_keys_are_a_table_and_not_a_form():
    """The places that are counted have a limit."""
    classes = Classes()
    for number in range(500):
        classes.add(({f"key{number}": number},), {})
    assert len({each.path for each in classes.rare()}) <= 200
