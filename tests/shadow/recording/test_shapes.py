"""Callables of many shapes: each call is kept whole, under one name, or it is said that it is not."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from switchover.migrations.source import Lines
from switchover.shadow.recording import RecordingError
from switchover.shadow.recording.code import Recording
from switchover.shadow.recording.replaying import Recorded
from switchover.values import from_text, rebuild

SHAPES = """\
from functools import lru_cache, partial, partialmethod

class Box:
    def __init__(self, size):
        self.size = size
    @lru_cache
    def grown(self, by):
        return self.size + by
    @classmethod
    def of(cls, size):
        return cls.__name__, size
    @staticmethod
    def times(one, other):
        return one * other
    half = partialmethod(grown, -1)

class Small(Box):
    pass

thrice = partial(Box.times, 3)

def added(one, other):
    one.append(len(one))
    return list(other)

plus = added
"""


@pytest.fixture
def shapes(tmp_path, monkeypatch):
    """The module, and what records targets of it while a function runs; gives lines by target."""
    name = f"shapes_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(SHAPES)
    monkeypatch.syspath_prepend(tmp_path)
    module = __import__(name)

    def lines(run, *targets):
        with Recording(tmp_path / "calls", [f"{name}:{each}" for each in targets]) as recording:
            run(module)
        made, own = [], recording.kept[-len(targets) :]  # before them is what other tests offer
        for kept in own:
            text = kept.file.read_text() if kept.file.exists() else ""
            made.append([from_text(line) for line in text.splitlines()])
        return (*made, own)

    yield lines
    sys.modules.pop(name, None)


def test_a_list_that_is_given_twice_is_one_list(shapes) -> None:
    """Whoever reads the line changes both by changing one, as the program did."""

    def run(module):
        rows = [3]
        module.added(rows, rows)
        module.added([3], [3])
        module.added(one=rows, other=rows)

    found, (kept,) = shapes(run, "added")
    read = [rebuild({"args": each["args"], "kwargs": each["kwargs"]}) for each in found]
    same = [(one["args"] or list(one["kwargs"].values())) for one in read]
    assert [one is other for one, other in same] == [True, False, True]
    assert [each["returned"] for each in found] == [[3, 1], [3], [3, 1, 2]]
    assert not any("others" in each for each in found), "equal inputs have one answer"
    again = [args or kwargs.values() for args, kwargs in Lines(kept.file).read()]
    assert [one is other for one, other in again] == [True, False, True]


def test_a_replay_tells_what_is_given_twice_from_what_is_alike() -> None:
    """Each has the answer that was recorded of it."""
    rows: list[Any] = [0]
    twice, alike = ((rows, rows), {}), (([0], [0]), {})
    recorded = Recorded([(twice, {"returned": "one"}), (alike, {"returned": "two"})])
    assert [recorded(*args).value for args, _ in (twice, alike, twice)] == ["one", "two", "one"]


def test_a_cached_method_is_kept_with_its_object(shapes) -> None:
    """And a call through code in C with the place in the program that made it."""

    def run(module):
        module.Box(4).grown(2)
        module.thrice(5)

    (grown,), (times,), _, _ = shapes(run, "Box.grown", "Box.times", "thrice")
    assert (grown["args"][0].fields, grown["args"][1:]) == ({"size": 4}, [2])
    assert (times["args"], times["returned"]) == ([3, 5], 15)
    assert times["site"].startswith(__file__)


def test_a_class_method_that_another_class_ran_is_counted_and_not_kept(shapes) -> None:
    """A replay would call it on the class that is named, which answers otherwise."""

    def run(module):
        module.Box.of(1), module.Small.of(1), module.Small.of(2)

    (found,), (kept,) = shapes(run, "Box.of")
    assert (found["args"], found["returned"]) == ([1], ("Box", 1))
    assert (kept.calls, sum(kept.left_out.values())) == (3, 2)


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        (("added", "plus"), "plus is the very same as .*:added"),
        (("Box.times", "Small.times"), "Small.times is the very same as .*:Box.times"),
        (("Box.half",), "partialmethod"),
    ],
)
def test_what_cannot_be_kept_under_its_name_is_said(shapes, targets, said) -> None:
    """Two names of one function would leave one of them without a call, as if it had none."""
    with pytest.raises(RecordingError, match=said):
        shapes(lambda _: None, *targets)
