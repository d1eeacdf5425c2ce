"""What a corpus reaches of both sides, and which classes of inputs it lacks."""

import sys
from types import SimpleNamespace

import pytest

from switchover.shadow.coverage import cover
from switchover.shadow.coverage.classes import Classes
from switchover.shadow.coverage.scope import Scope
from switchover.shadow.coverage.watching import watching

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


WAYS = """\
def plain(items):
    found = []
    for one in items:
        if one > 2:
            found.append(one)
        else:
            found.append(0)
    while found and found[0] == 0:
        found.pop(0)
    return [one for one in found if one] if found else None

def within(a):
    return 2 if a else 3
"""


def test_lines_tell_what_single_instructions_tell(tmp_path, monkeypatch):
    """A jump whose ways lead to other lines, loops and conditions within a line among them."""
    (tmp_path / "jumpy.py").write_text(WAYS)
    monkeypatch.syspath_prepend(str(tmp_path))
    import jumpy

    def taken(function, *args):
        watched = watching(Scope("jumpy"))
        watched.begin()
        try:
            function(*args)
        finally:
            watched.end()
            watched.close()
        hit = {watched.branches[index] for index in watched.hit}
        return {(one.line, one.way) for one in hit if not one.is_entry}

    item, end, true, false = "item", "end", "true", "false"
    assert taken(jumpy.plain, []) == {(3, end), (8, false), (10, false)}
    assert taken(jumpy.plain, [3]) == {
        *((3, item), (3, end), (4, true), (8, true), (8, false)),
        *((10, true), (10, item), (10, end)),
    }
    assert {(4, true), (4, false)} <= taken(jumpy.plain, [1, 3])
    assert taken(jumpy.within, 0) == {(13, false)}
    assert taken(jumpy.within, 1) == {(13, true)}


def test_what_is_common_is_told_no_more(tmp_path, monkeypatch):
    """Where asked for: after so many calls that took it; what comes later is told all the same."""
    (tmp_path / "usual.py").write_text("def f(a):\n    if a:\n        return 1\n    return 2\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import usual

    watched = watching(Scope("usual"), common=3)

    def ways(value):
        watched.begin()
        try:
            usual.f(value)
        finally:
            watched.end()
        return {watched.branches[index].way for index in watched.hit}

    assert [ways(0) for _ in range(3)] == [{"called", "false"}] * 3
    assert ways(0) == set()
    assert ways(1) == {"true"}
    watched.close()
