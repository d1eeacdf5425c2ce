"""The order of keys is a part of an input: it is recorded, read back, and answered for."""

from decimal import Decimal

import pytest

from switchover.migrations.source import Lines
from switchover.shadow.recording import Recorded, Recording, needed_classes, record
from switchover.shadow.recording.writing import Unwritable
from switchover.values import decode, encode

ORDERS = [{"b": 1, "a": 2}, {"a": 2, "b": 1}]


@record("first")
def first(found, **named):
    return next(iter(found)), list(named)


@pytest.fixture
def corpus(tmp_path):
    with Recording(tmp_path / "calls") as recording:
        for _ in range(2):
            for one in ORDERS:
                first(one)
        first({"z": {3, 1, 2}, "password": "hunter2", "a": Decimal(1)}, y=1, x=2)
        first({2: "b", 1: "a", "c": {"y": [], "x": ()}})
    (kept,) = (one for one in recording.kept if one.target == "first")
    return kept.file


def keys(value):
    """The keys of a value, all the way down, as they come."""
    if isinstance(value, dict):
        return [(key, keys(held)) for key, held in value.items()]
    return [keys(item) for item in value] if isinstance(value, list | tuple) else None


def test_a_recorded_input_is_read_with_its_keys_as_they_were(corpus):
    """Of the argument itself, within it, by name, and where a secret was replaced."""
    calls = list(Lines(corpus).read())
    assert [list(args[0]) for args, _ in calls[:2]] == [["b", "a"], ["a", "b"]]
    (args, kwargs), (mixed, _) = calls[2], calls[3]
    assert list(args[0]) == ["z", "password", "a"]
    assert args[0]["password"].startswith("secret:")
    assert list(kwargs) == ["y", "x"]
    assert keys(mixed[0]) == [(2, None), (1, None), ("c", [("y", []), ("x", [])])]


def test_the_same_keys_in_another_order_are_another_input(corpus):
    """Each is kept with its weight and has its own answer."""
    lines = list(Lines(corpus).answered())
    assert len(lines) == 4
    assert [line["weight"] for _, line in lines[:2]] == [2, 2]
    recorded = Recorded(lines)
    assert [recorded(one).value[0] for one in ORDERS] == ["b", "a"]
    assert recorded({"c": 1}).word == ""


def test_what_an_input_needs_is_named():
    """Classes as import strings; what none can make again is an error."""

    class Local: ...

    assert needed_classes(decode(encode(((Unwritable("x"),), {})))) == {
        "switchover.shadow.recording.writing:Unwritable"
    }
    assert needed_classes(decode(encode((([1, Decimal(2)],), {})))) == set()
    with pytest.raises(Unwritable, match="Local"):
        needed_classes(decode(encode(((Local(),), {}))))
